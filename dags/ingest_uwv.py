"""
### What it does
Reads every night what UWV delivered in `landing/uwv`: doorverwijzingen and indicaties of a gemeente, and the national
arbeidsmarkt. One task per gemeente (and one `landelijk`), which judges all its waiting files, oldest stamp first, and
writes the accepted ones to `raw/`. A refused delivery is not a failed task: file and sidecar move to
`landing/geweigerd/uwv` with the reason beside them. When something was accepted, the asset `zow_raw_uwv` starts
`warehouse`.

### On failure
A red task means that a delivery could not be judged at all (disk full, no rights, a fault in the code). The other
gemeenten are done; the delivery is still in landing and nothing is half loaded. Read the log of the red task, mend
the cause, clear the task. Steps: docs/runbooks/ingest_uwv.md.

### Owner
Data engineering; the contents of a delivery: the contact for UWV of the gemeente.

### How critical
Low for one night: the figures stay those of the last good delivery. The feeds are monthly: a month that is missing
shows in the indicators that need it, never as a zero.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, CronTriggerTimetable, dag

from zow.orchestrate.ingest import DEFAULTS, deliveries

RAW_UWV = Asset(name="zow_raw_uwv", uri="zow://raw/uwv")


@dag(
    dag_id="ingest_uwv",
    dag_display_name="Inlezen UWV",
    description="Deliveries of UWV from landing to raw",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 3 * * *", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "ingest", "uwv"],
    default_args=DEFAULTS,
)
def ingest_uwv() -> None:
    deliveries("uwv", RAW_UWV)


ingest_uwv()
