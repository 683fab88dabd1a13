"""
### What it does
Rebuilds core from raw as of tonight, judges it (gate feiten) and puts it in `published/dagstand`. Starts when a
source was read (any of the assets `zow_raw_gws`, `zow_raw_uwv`, `zow_raw_finance` and `zow_raw_cbs`), and at 05:00 anyway, so that a
source that is late or only refused still shows in meta. When nothing is new, everything after `plan` is skipped. Never
touches the official figures in `published/current`. Beside it the quarantine pages in `reports/quarantaine` are written
anew, also when nothing was built, and the catalogue of figures when it changed.

### On failure
The dagstand of the day before stays in place and readers notice nothing. A red `finish` means that the gate stopped a
gemeente: its previous figures stay, the others are new; see `meta.kwaliteit` or reports/data_docs for the rule. Any
other red task: read its log, mend the cause, clear the run from `plan`. Steps: docs/runbooks/warehouse.md.

### Owner
Data engineering.

### How critical
Medium: analysts see figures of the day before. A publication does not depend on it.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import (
    Asset,
    AssetAny,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    chain,
    dag,
    task,
)

from zow.orchestrate.tasks import RUN, WRITES, step

RAW = [Asset(name=f"zow_raw_{bron}", uri=f"zow://raw/{bron}") for bron in ("gws", "uwv", "finance", "cbs")]


@dag(
    dag_id="warehouse",
    dag_display_name="Dagstand",
    description="Core and meta as of tonight",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(
        assets=AssetAny(*RAW),
        timetable=CronTriggerTimetable("0 5 * * *", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=8),
    tags=["zow", "warehouse"],
    default_args=WRITES,
)
def warehouse() -> None:
    @task.short_circuit
    def plan(run: str) -> bool:
        from zow import steps

        return steps.plan_nightly(run)

    # on its own: pages that cannot be written do not keep the dagstand from being made, nor the other way round
    @task(pool="default_pool")
    def quarantine_pages() -> None:
        from zow import gates
        from zow.report import catalogus, overview, quarantine

        quarantine.write_all()
        gates.show_docs()
        catalogus.write_house()
        overview.write()

    quarantine_pages()
    chain(plan(RUN), step("build_core", execution_timeout=timedelta(hours=4)), step("gate_feiten"), step("assemble_dagstand"),
          step("finish"))


warehouse()
