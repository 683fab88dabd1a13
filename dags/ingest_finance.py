"""
### What it does
Reads every night what the financial administrations delivered in `landing/finance`: the grootboek of a month and the
begroting of a year. One task per gemeente, which judges all its waiting files, oldest stamp first, and writes the
accepted ones to `raw/`. A refused delivery is not a failed task: file and sidecar move to `landing/geweigerd/finance`
with the reason beside them. When something was accepted, the asset `zow_raw_finance` starts `warehouse`.

### On failure
A red task means that a delivery could not be judged at all (disk full, no rights, a fault in the code). The other
gemeenten are done; the delivery is still in landing and nothing is half loaded. Read the log of the red task, mend
the cause, clear the task. Steps: docs/runbooks/ingest_finance.md.

### Owner
Data engineering; the contents of a delivery: financiën of the gemeente.

### How critical
Medium around a publication about money: one rejected line refuses a whole grootboek file, on purpose, and the last
good one of that month stays in use. Low in other nights.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, CronTriggerTimetable, dag

from zow.orchestrate.ingest import DEFAULTS, deliveries

RAW_FINANCE = Asset(name="zow_raw_finance", uri="zow://raw/finance")


@dag(
    dag_id="ingest_finance",
    dag_display_name="Inlezen financiën",
    description="Deliveries of the financial administration from landing to raw",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 3 * * *", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "ingest", "finance"],
    default_args=DEFAULTS,
)
def ingest_finance() -> None:
    deliveries("finance", RAW_FINANCE)


ingest_finance()
