"""What the ingest DAGs have in common: how a task is retried, and the tasks of one source."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Asset, task
from airflow.sdk.exceptions import AirflowSkipException

from zow.orchestrate import tasks

DEFAULTS = {**tasks.DEFAULTS, "execution_timeout": timedelta(minutes=10)}


def deliveries(bron: str, read: Asset) -> None:
    """The tasks that bring what waits in landing/<bron> to raw, one per gemeente; to be called inside a DAG. `read` is raised
    when something was accepted."""

    @task
    def discover() -> list[str]:
        from zow.ingest import waiting

        return waiting(bron)

    @task(map_index_template="{{ task.op_kwargs['gemeentecode'] }}", execution_timeout=timedelta(hours=6))
    def ingest(gemeentecode: str) -> dict[str, int]:
        from zow.ingest import ingest_gemeente

        return dict(Counter(outcome.status for outcome in ingest_gemeente(bron, gemeentecode)))

    _announced(read, ingest.expand(gemeentecode=discover()))


def answers_of_cbs(read: Asset) -> None:
    """The tasks that ask CBS what changed and bring what is in landing/cbs to raw, one per feed; to be called inside a DAG."""

    @task(execution_timeout=timedelta(hours=6))
    def fetch() -> list[dict[str, Any]]:
        from zow.ingest import cbs_fetch

        if not cbs_fetch.configured():
            raise AirflowSkipException(cbs_fetch.OFF)
        return [result for result in cbs_fetch.fetch() if cbs_fetch.failed(result)]

    # a feed that could not be fetched is red, and stops nothing else
    @task(map_index_template="{{ task.op_kwargs['result']['feed'] }}")
    def not_fetched(result: dict[str, Any]) -> None:
        from zow.ingest import cbs_fetch

        raise cbs_fetch.unavailable(result)

    # all_done: what stands in landing is judged, also when CBS is not asked or cannot be
    @task(trigger_rule="all_done")
    def discover() -> list[str]:
        from zow.ingest import waiting

        return waiting("cbs")

    @task(map_index_template="{{ task.op_kwargs['feed'] }}", execution_timeout=timedelta(hours=6))
    def ingest(feed: str) -> dict[str, int]:
        from zow.ingest import ingest_feed

        return dict(Counter(outcome.status for outcome in ingest_feed(feed)))

    results, found = fetch(), discover()
    results >> found
    _announced(read, ingest.expand(feed=found), not_fetched.expand(result=results))


def _announced(read: Asset, ingested: Any, *others: Any) -> None:
    """The end of an ingest DAG: `read` is raised when something was accepted; the run is red when a task failed."""

    # all_done: a gemeente that failed does not keep the others from the warehouse
    @task(outlets=[read], trigger_rule="all_done")
    def announce(counts: list[dict[str, int]]) -> None:
        if not sum(count.get("geaccepteerd", 0) for count in counts):
            raise AirflowSkipException("geen nieuwe geaccepteerde levering")

    # whatever `announce` did
    [ingested, *others, announce(ingested)] >> EmptyOperator(task_id="finish", trigger_rule="none_failed")
