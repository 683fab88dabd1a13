"""What the tasks of every DAG have in common: how they are retried, and the tasks that do one step of `zow.steps`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, task

RUN = "{{ dag.dag_id }}__{{ run_id }}"
DEFAULTS = {
    "owner": "data-engineering",
    "retries": 2,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    # longer than a step waits for the lock of a run outside Airflow (ZOW_LOCK_WAIT)
    "execution_timeout": timedelta(hours=1),
    # a ZowError names what a person must mend: trying again does not help
    "retry_policy": ExceptionRetryPolicy([RetryRule("zow.errors.ZowError", RetryAction.FAIL)]),
}
WRITES = {**DEFAULTS, "pool": "warehouse"}  # one writer at a time (architecture 1)


def step(name: str, **settings: Any) -> Any:
    """The task `name`, which does `zow.steps.<name>` for this run; to be called inside a DAG. `settings` are those of the task."""

    @task(task_id=name, **settings)
    def do(run: str) -> None:
        from zow import steps

        getattr(steps, name)(run)

    return do(RUN)
