"""The orchestrating room: Airflow's environment, DAGs run inside this process, and the services of `zow up`.

`run_dag(dag_id, conf) -> RunResult` is the CLI's only way to do work. Nothing here decides anything about figures.
"""

from zow.orchestrate.bootstrap import bootstrap
from zow.orchestrate.environment import environment
from zow.orchestrate.run import FailedTask, RunResult, run_dag

__all__ = ["FailedTask", "RunResult", "bootstrap", "environment", "run_dag"]
