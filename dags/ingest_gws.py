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

from collections import Counter
from datetime import timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Asset, CronTriggerTimetable, ExceptionRetryPolicy, RetryAction, RetryRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

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
    default_args={
        "owner": "data-engineering",
        "retries": 2,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=30),
        "execution_timeout": timedelta(minutes=10),
        # a ZowError names what a person must mend: trying again does not help
        "retry_policy": ExceptionRetryPolicy([RetryRule("zow.errors.ZowError", RetryAction.FAIL)]),
    },
)
def ingest_gws() -> None:
    @task
    def discover() -> list[str]:
        from zow.ingest import waiting

        return waiting("gws")

    @task(map_index_template="{{ task.op_kwargs['gemeentecode'] }}", execution_timeout=timedelta(hours=6))
    def ingest(gemeentecode: str) -> dict[str, int]:
        from zow.ingest import ingest_gemeente

        return dict(Counter(outcome.status for outcome in ingest_gemeente("gws", gemeentecode)))

    # all_done: a gemeente that failed does not keep the others from the warehouse
    @task(outlets=[RAW_GWS], trigger_rule="all_done")
    def announce(counts: list[dict[str, int]]) -> None:
        if not sum(count.get("geaccepteerd", 0) for count in counts):
            raise AirflowSkipException("geen nieuwe geaccepteerde levering")

    ingested = ingest.expand(gemeentecode=discover())
    # the run is red when any gemeente failed, whatever `announce` did
    [ingested, announce(ingested)] >> EmptyOperator(task_id="finish", trigger_rule="none_failed")


ingest_gws()
