"""Read every DAG file as Airflow does and say what is wrong: `python -m zow.orchestrate.check` (part of `make
lint`)."""

from __future__ import annotations

import os
import sys
import tempfile

from zow import settings
from zow.orchestrate.bootstrap import bootstrap


def problems() -> list[str]:
    """What is wrong with the DAG files, one text each: a file that cannot be imported, holds no DAG of its own name,
    or a DAG without the documentation, owner and time limits that the person on duty relies on."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.providers.standard.operators.hitl import ApprovalOperator

    folder = settings.get().dags
    bag = DagBag(str(folder))
    found = [f"{path}: {text}" for path, text in bag.import_errors.items()]
    names = {path.stem for path in folder.glob("*.py")}
    found += [f"{name}.py: no DAG named {name}" for name in sorted(names - set(bag.dags)) if not bag.import_errors]
    for dag in bag.dags.values():
        if not dag.doc_md:
            found.append(f"{dag.dag_id}: no doc_md")
        # a task that waits for a person has the time limit of its run: Airflow counts the waiting as execution
        found += [f"{dag.dag_id}.{task.task_id}: no owner or no execution_timeout" for task in dag.tasks
                  if task.task_type != "EmptyOperator" and (task.owner == "airflow" or not (
                      dag.dagrun_timeout if isinstance(task, ApprovalOperator) else task.execution_timeout))]
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["ZOW_HOME"] = scratch
        bootstrap()
        found = problems()
    for text in found:
        print(text, file=sys.stderr)
    if not found:
        print("DAGs: ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
