"""Run a DAG inside this process: the path that `zow` takes, through the same DAG files as the scheduler (architecture
12)."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from zow import settings
from zow.errors import UsageError, ZowError, disk_full
from zow.orchestrate.bootstrap import bootstrap
from zow.orchestrate.logs import run_log


@dataclass(frozen=True)
class FailedTask:
    """A task that failed. `label` is the gemeentecode of a mapped task, else empty; `error` the exception where it is
    known."""

    task_id: str
    label: str
    error: BaseException | None

    @property
    def text(self) -> str:
        """The message for the user: Dutch for a ZowError, else the kind of exception and its text."""
        name = f"{self.task_id} [{self.label}]" if self.label else self.task_id
        if isinstance(self.error, ZowError):
            return str(self.error)
        if self.error is None:
            return f"Taak {name} is mislukt voordat hij begon."
        return f"Taak {name} is mislukt: {type(self.error).__name__}: {self.error}"


@dataclass(frozen=True)
class RunResult:
    """How a run ended. `run_id` is the id that the steps got (the name of the folder under warehouse/runs), `state`
    Airflow's word (`success`, `failed`), `log` the file with every line."""

    dag_id: str
    run_id: str
    state: str
    log: Path
    failed: list[FailedTask] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.state == "success"

    @property
    def error(self) -> ZowError | None:
        """The failure to report: of several the one with the highest exit code; None when the run succeeded. A
        failure that is no ZowError is wrapped in one that names the task and the log."""
        if self.ok:
            return None
        full = next((found for task in self.failed if (found := disk_full(task.error))), None)
        if full:
            return full
        known = [task.error for task in self.failed if isinstance(task.error, ZowError)]
        if known and len(known) == len(self.failed):
            return max(known, key=lambda error: error.exit_code)
        other = [task.text for task in self.failed if not isinstance(task.error, ZowError)]
        what = "\n".join([*(str(error) for error in known), *other]) or f"Run {self.run_id} is mislukt."
        return ZowError(what, str(self.log), "Lees het log en start opnieuw. Er is niets half gepubliceerd.")


_here = False


def in_process() -> bool:
    """Whether the task that asks runs inside `run_dag`, for whoever typed the command, and not under the scheduler."""
    return _here


def run_dag(dag_id: str, conf: dict[str, Any] | None = None) -> RunResult:
    """Run `dags/<dag_id>.py` to its end with `conf` as its params. Tasks run one after the other, without retries
    (whoever typed the command sees the message at once). A failing task does not raise: read the result. Raises
    ZowError when the DAG does not exist or cannot be read."""
    bootstrap()
    with run_log(f"{dag_id}_{datetime.now():%Y%m%dT%H%M%S_%f}") as log:
        dag = _load(dag_id)
        errors: dict[tuple[str, int], BaseException] = {}
        _watch(dag, errors)
        global _here
        _here = True
        try:
            run = _test(dag, conf or {})
        finally:
            _here = False
        instances = run.get_task_instances()
        failed = [FailedTask(ti.task_id, ti.rendered_map_index or "", errors.get((ti.task_id, ti.map_index)))
                  for ti in sorted(instances, key=lambda ti: (ti.task_id, ti.map_index)) if ti.state == "failed"]
        skipped = sorted({ti.task_id for ti in instances if ti.state == "skipped"})
        return RunResult(dag_id, run_key(dag_id, run.run_id), str(run.state), log, failed, skipped)


def run_key(dag_id: str, run_id: str) -> str:
    """The id that the steps get: runs of two DAGs can carry the same Airflow run id (two schedules on one moment)."""
    return f"{dag_id}__{run_id}"


def _test(dag: Any, conf: dict[str, Any]) -> Any:
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.sdk import DAG
    from airflow.sdk.exceptions import ParamValidationError

    def nap(seconds: float) -> None:
        # after a failure dag.test() sleeps a second for each task it cannot run, though nobody else works here
        sleep(0.01 if sys._getframe(1).f_code is DAG.test.__code__ else seconds)

    def own_file(dag_folder: Path, **how: Any) -> BundleDagBag:
        # dag.test() reads and stores every DAG of the folder, for DAGs that start others: none of ours does, and it takes longer
        # than the run itself
        return BundleDagBag(dag_folder=dag.fileloc, **how)

    sleep = time.sleep
    try:
        with patch("time.sleep", nap), patch("airflow.dag_processing.dagbag.BundleDagBag", own_file):
            return dag.test(run_conf=conf)
    except ParamValidationError as error:
        raise UsageError(f"Ongeldige waarde: {str(error).splitlines()[0]}", f"DAG {dag.dag_id}",
                         "Geef een waarde van de vorm die de parameter vraagt.") from error


def _load(dag_id: str) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    path = settings.get().dags / f"{dag_id}.py"
    if not re.fullmatch(r"[a-z_]+", dag_id) or not path.exists():
        raise ZowError(f"Er is geen DAG {dag_id}.", str(path), "Controleer de naam en de map dags/.")
    bag = DagBag(str(path))
    if bag.import_errors or dag_id not in bag.dags:
        raise ZowError(f"DAG {dag_id} kan niet worden gelezen:\n" + "\n".join(bag.import_errors.values()), str(path),
                       "Herstel de DAG; make lint laat dezelfde fout zien.")
    return bag.dags[dag_id]


def _watch(dag: Any, errors: dict[tuple[str, int], BaseException]) -> None:
    """Keep the exception of every failing task, and switch retries off: `dag.test()` sits out the whole retry delay."""

    def keep(context: Any) -> None:
        ti = context["ti"]
        errors[ti.task_id, -1 if ti.map_index is None else ti.map_index] = context["exception"]

    for task in dag.tasks:
        task.retries = 0
        task.on_failure_callback = [*task.on_failure_callback, keep]
