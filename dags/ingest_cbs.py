"""
### What it does
Asks CBS (StatLine) every night which tables of `include/zow/cbs/feeds.yaml` changed, lands the answers of those in
`landing/cbs` and brings what stands there to `raw/`, one task per feed. A table that did not change is not read; with
empty `ZOW_CBS_BASE_URL_V4` and `_V3` CBS is skipped. A delivery that is not right is refused, which is not a failed task: it moves
to `landing/geweigerd/cbs` with the reason beside it. When something was accepted, the asset `zow_raw_cbs` starts `warehouse`.

### On failure
A red `not_fetched` names a feed that CBS did not give (after retries): the figures of its last delivery hold, the other
feeds are done, and the next night asks again. A red `ingest` could not judge a delivery at all (disk full, no rights, a
fault in the code): it is still in landing. Steps: docs/runbooks/ingest_cbs.md.

### Owner
Data engineering; which tables are read: the analyst of the benchmark and the monitor.

### How critical
Low: CBS figures change monthly or yearly, and every older one stays known. A publication shows which Modified it used.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, CronTriggerTimetable, dag

from zow.orchestrate.ingest import DEFAULTS, answers_of_cbs

RAW_CBS = Asset(name="zow_raw_cbs", uri="zow://raw/cbs")


@dag(
    dag_id="ingest_cbs",
    dag_display_name="Inlezen CBS",
    description="Tables of CBS from StatLine to raw",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 3 * * *", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "ingest", "cbs"],
    default_args=DEFAULTS,
)
def ingest_cbs() -> None:
    answers_of_cbs(RAW_CBS)


ingest_cbs()
