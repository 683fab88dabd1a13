"""
### What it does
Reads every night what the gemeenten delivered in `landing/gws`: one task per gemeente, which judges all its waiting
deliveries, oldest stamp first, and writes the accepted ones to `raw/`. A refused delivery is not a failed task: it
moves to `landing/geweigerd/gws` with its reason beside it. When something was accepted, the asset `zow_raw_gws`
starts `warehouse`.

### On failure
A red task means that a delivery could not be judged at all (disk full, no rights, a fault in the code). The other
gemeenten are done; the delivery is still in landing and nothing is half loaded. Read the log of the red task, mend
the cause, clear the task. Steps: docs/runbooks/ingest_gws.md.

### Owner
Data engineering; the contents of a delivery: functioneel beheer GWS of the gemeente.

### How critical
Low for one night: the figures stay those of the last good delivery. After three nights without a delivery the
freshness gate of a publication starts to matter.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, CronTriggerTimetable, dag

from zow.orchestrate.ingest import DEFAULTS, deliveries

RAW_GWS = Asset(name="zow_raw_gws", uri="zow://raw/gws")


@dag(
    dag_id="ingest_gws",
    dag_display_name="Inlezen GWS",
    description="Deliveries of GWS from landing to raw",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 3 * * *", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "ingest", "gws"],
    default_args=DEFAULTS,
)
def ingest_gws() -> None:
    deliveries("gws", RAW_GWS)


ingest_gws()
