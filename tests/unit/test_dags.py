"""The DAG files: they import fast and without errors, and each says what a person on duty must know."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zow import cli
from zow.orchestrate import bootstrap
from zow.orchestrate.calendar import CRON
from zow.report import page

DAGS = Path(__file__).parents[2] / "dags"
NAMES = sorted(path.stem for path in DAGS.glob("*.py"))
WRITES_WAREHOUSE = {
    "warehouse": {"plan", "build_core", "gate_feiten", "assemble_dagstand", "finish"},
    **{f"publish_{name}": {"plan", "build_core", "gate_feiten", "build_marts", "gate_publicatie", "assemble_version", "render_report",
                           "switch", "finish"} for name in ("monitor", "effectmeting", "clientervaring", "verantwoording")},
    "reproduce": {"rebuild"},
    "housekeeping": {"keep_versions", "clear_scratch"},
    "ingest_gws": set(),
    "ingest_uwv": set(),
    "ingest_finance": set(),
    "ingest_cbs": set(),
}


@pytest.fixture(scope="module")
def bag(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(tmp_path_factory.mktemp("zow")))
        patch.delenv("ZOW_PROJECT_ROOT", raising=False)
        bootstrap()
        from airflow.dag_processing.dagbag import DagBag

        yield DagBag(str(DAGS))


def test_every_file_holds_the_dag_of_its_name(bag):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == NAMES
    assert sorted(WRITES_WAREHOUSE) == NAMES
    # a dbt_*.py would be taken for a Cosmos project by people, and ours run dbt inside a step
    assert not [name for name in NAMES if name.startswith("dbt")]


def test_dag_files_import_in_a_third_of_the_time_of_airflow():
    """Every 30 seconds the dag-processor reads each file: what a file imports at the top is paid again and again. In processor time, and
    beside that of importing Airflow, so that a slow or busy machine says the same."""
    program = f"""
import json, runpy, sys, time
start = time.process_time()
import airflow.sdk, airflow.providers.standard.operators.empty, airflow.providers.standard.decorators.python
import airflow.providers.standard.decorators.short_circuit, airflow.providers.standard.operators.hitl
airflow, before, seconds = time.process_time() - start, set(sys.modules), {{}}
for name in {NAMES!r}:
    start = time.process_time()
    runpy.run_path({str(DAGS)!r} + "/" + name + ".py")
    seconds[name] = time.process_time() - start
heavy = ("duckdb", "dbt", "pandas", "pyarrow", "great_expectations", "zow.steps", "zow.ingest")
print(json.dumps([airflow, seconds, [m for m in set(sys.modules) - before if m.startswith(heavy)]]))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    airflow, seconds, heavy = json.loads(result.stdout.splitlines()[-1])
    assert heavy == []
    assert sum(seconds.values()) < airflow / 3, (airflow, seconds)


def test_every_publication_has_a_command_a_calendar_a_dag_and_a_report():
    assert set(cli.PUBLICATIONS) == set(CRON) == set(page.PUBLICATIONS)
    assert {f"publish_{name}" for name in CRON} == {name for name in NAMES if name.startswith("publish_")}


@pytest.mark.parametrize("name", NAMES)
def test_a_dag_says_what_the_person_on_duty_must_know(bag, name):
    dag = bag.dags[name]
    for heading in ("### What it does", "### On failure", "### Owner", "### How critical"):
        section = dag.doc_md.split(heading)[1].split("###")[0]
        assert len(section.split()) >= 2, heading
    assert f"docs/runbooks/{name}.md" in dag.doc_md
    runbook = DAGS.parent / "docs" / "runbooks" / f"{name}.md"
    text = runbook.read_text()
    for heading in ("## Samenvatting voor de beheerder", "## When it fails", "## Who"):
        assert heading in text, f"{heading} in {runbook.name}"
    for task in dag.tasks:
        assert f"`{task.task_id}`" in text, f"{runbook.name} does not name task {task.task_id}"
    assert "zow" in dag.tags
    assert dag.description


@pytest.mark.parametrize("name", NAMES)
def test_a_dag_runs_once_at_a_time_and_never_makes_up_for_the_past(bag, name):
    dag = bag.dags[name]
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    assert dag.dagrun_timeout


@pytest.mark.parametrize("name", NAMES)
def test_every_task_is_owned_bounded_and_retried_with_back_off(bag, name):
    for task in bag.dags[name].tasks:
        if task.task_type in ("EmptyOperator", "FourEyes"):  # one never runs, the other waits for a person and asks again
            continue
        assert task.owner == "data-engineering", task.task_id
        assert task.retries == 2, task.task_id
        assert task.retry_delay == timedelta(minutes=2)
        assert task.retry_exponential_backoff == 2
        assert task.max_retry_delay == timedelta(minutes=30)
        assert task.execution_timeout <= timedelta(hours=6), task.task_id


@pytest.mark.parametrize("name", NAMES)
def test_what_writes_the_warehouse_runs_in_its_pool(bag, name):
    pooled = {task.task_id for task in bag.dags[name].tasks if task.pool == "warehouse"}
    assert pooled == WRITES_WAREHOUSE[name]


def test_a_pooled_task_outlasts_the_wait_for_the_warehouse_lock(bag):
    for dag in bag.dags.values():
        for task in dag.tasks:
            if task.pool == "warehouse":
                assert task.execution_timeout > timedelta(seconds=900), task.task_id


@pytest.mark.parametrize(("error", "action"), [
    ("zow.errors.ZowError", "fail"), ("zow.errors.GateStop", "fail"), ("builtins.OSError", "default")])
def test_only_what_nobody_must_mend_is_tried_again(bag, error, action):
    module, name = error.rsplit(".", 1)
    raised = getattr(__import__(module, fromlist=[name]), name)("fout")
    policies = [getattr(task, "partial_kwargs", None) or vars(task) for dag in bag.dags.values() for task in dag.tasks
                if task.task_type != "EmptyOperator"]
    for policy in policies:
        assert policy["retry_policy"].evaluate(raised, 1, 2).action.value == action


def _next_run(bag, name: str, after: datetime) -> datetime:
    from airflow.serialization.encoders import coerce_to_core_timetable

    timetable = bag.dags[name].timetable
    return coerce_to_core_timetable(getattr(timetable, "timetable", timetable))._get_next(after)


@pytest.mark.parametrize(("name", "after", "expected"), [
    # clocks of Amsterdam: UTC+1 in winter, UTC+2 in summer
    ("ingest_gws", datetime(2026, 1, 10, 12, tzinfo=UTC), datetime(2026, 1, 11, 2, tzinfo=UTC)),
    ("ingest_uwv", datetime(2026, 7, 10, 12, tzinfo=UTC), datetime(2026, 7, 11, 1, tzinfo=UTC)),
    ("ingest_finance", datetime(2026, 1, 10, 12, tzinfo=UTC), datetime(2026, 1, 11, 2, tzinfo=UTC)),
    ("ingest_cbs", datetime(2026, 1, 10, 12, tzinfo=UTC), datetime(2026, 1, 11, 2, tzinfo=UTC)),
    ("warehouse", datetime(2026, 7, 10, 12, tzinfo=UTC), datetime(2026, 7, 11, 3, tzinfo=UTC)),
    ("publish_effectmeting", datetime(2026, 1, 10, tzinfo=UTC), datetime(2026, 2, 1, 6, tzinfo=UTC)),
    ("publish_effectmeting", datetime(2026, 2, 2, tzinfo=UTC), datetime(2026, 8, 1, 5, tzinfo=UTC)),
    ("publish_monitor", datetime(2026, 1, 20, 6, tzinfo=UTC), datetime(2026, 4, 20, 5, tzinfo=UTC)),
    ("publish_monitor", datetime(2026, 10, 20, 5, tzinfo=UTC), datetime(2027, 1, 20, 6, tzinfo=UTC)),
    ("publish_clientervaring", datetime(2026, 4, 1, 5, tzinfo=UTC), datetime(2026, 10, 1, 5, tzinfo=UTC)),
    ("publish_verantwoording", datetime(2026, 1, 10, 6, tzinfo=UTC), datetime(2026, 7, 10, 5, tzinfo=UTC)),
    ("housekeeping", datetime(2026, 1, 10, tzinfo=UTC), datetime(2026, 1, 11, 8, tzinfo=UTC)),
])
def test_schedules(bag, name, after, expected):
    import pendulum

    assert _next_run(bag, name, pendulum.instance(after)) == expected


def test_the_warehouse_listens_to_any_of_the_assets_that_ingest_raises(bag):
    condition = bag.dags["warehouse"].timetable.asset_condition
    assert type(condition).__name__ == "AssetAny"  # one source that was read is enough
    outlets = [outlet for bron in ("gws", "uwv", "finance", "cbs") for outlet in bag.dags[f"ingest_{bron}"].get_task("announce").outlets]
    assert [(key.name, key.uri) for key in condition.objects] == [(outlet.name, outlet.uri) for outlet in outlets]
    assert len({key.uri for key in condition.objects}) == 4


def test_a_new_installation_does_not_publish_by_itself(bag):
    """Airflow's default would start the run of 1 February when the scheduler first sees the DAG before 19 February."""
    for dag in bag.dags.values():
        timetable = getattr(dag.timetable, "timetable", dag.timetable)
        if dag.dag_id == "reproduce":  # by hand only
            assert not timetable.can_be_scheduled
            continue
        assert timetable.run_immediately == timedelta(0), dag.dag_id
        assert dag.start_date is None
