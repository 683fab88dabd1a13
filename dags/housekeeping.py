"""
### What it does
Once a week: keeps the last `ZOW_KEEP_VERSIONS` versions and `ZOW_KEEP_DAGSTANDEN` dagstanden, removes the scratch of
runs that ended, checks every file in raw against its checksum, and removes logs older than 60 days. Never removes
anything from raw and never the current version or its voorganger.

### On failure
`check_raw` red: a file in raw is gone or changed. Stop publishing, restore that file from backup, clear the task;
until then `zow reproduce` of an old publication is not to be trusted. The other tasks red: disk or rights; nothing is
lost. Steps: docs/runbooks/housekeeping.md.

### Owner
Data engineering.

### How critical
Low, except `check_raw`: raw is the memory of every published figure.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from zow.orchestrate.tasks import DEFAULTS


@dag(
    dag_id="housekeeping",
    dag_display_name="Onderhoud",
    description="Retention of versions, scratch and logs; raw against its checksums",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 9 * * 0", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "onderhoud"],
    default_args=DEFAULTS,
)
def onderhoud() -> None:
    @task(pool="warehouse")
    def keep_versions() -> None:
        from zow.publish import housekeeping

        housekeeping.versions()

    @task(pool="warehouse")
    def clear_scratch() -> None:
        from zow.publish import housekeeping

        housekeeping.scratch()

    @task(execution_timeout=timedelta(hours=6))
    def check_raw() -> None:
        from zow.publish import housekeeping

        housekeeping.raw()

    @task
    def prune_logs() -> int:
        from zow.orchestrate.logs import prune

        return prune()

    keep_versions()
    clear_scratch()
    check_raw()
    prune_logs()


onderhoud()
