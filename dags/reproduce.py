"""
### What it does
Rebuilds a published version from raw with the deliveries recorded for it, in a scratch folder, and compares core and marts
row by row. Gemeenten that the version carried over are compared with the version that they came from, or rebuilt from its
deliveries when that is gone. Says what differs, whether the code changed, and whether its K would select other deliveries
now. Started by hand, with `publicatie`, `periode` and `versie`. Changes nothing that readers see.

### On failure
A red `finish`: the figures are not equal; its message names the tables, the log the rows. A red `plan`: the version is
unknown or removed, or raw lost a file that it needs: restore it from backup. A red `rebuild`: dbt, as in warehouse. Steps:
docs/runbooks/reproduce.md.

### Owner
Data engineering.

### How critical
Low: nothing waits for it. A version that cannot be reproduced is a finding for the accountant.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Param, chain, dag, task

from zow.orchestrate.tasks import DEFAULTS, RUN


@dag(
    dag_id="reproduce",
    dag_display_name="Reproductie",
    description="Rebuild a published version from raw and compare every figure",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "publicatie", "controle"],
    params={
        "publicatie": Param("effectmeting", type="string", pattern=r"^[a-z]+$", title="Publicatie"),
        "periode": Param(None, type="string", pattern=r"^[12]\d{3}([HK]\d|-\d{2})?$", title="Periode"),
        "versie": Param(1, type="integer", minimum=1, title="Versie"),
    },
    default_args=DEFAULTS,
)
def reproduce() -> None:
    @task
    def plan(run: str, params: dict) -> None:
        from zow.publish import reproduce as line

        line.plan(run, params["publicatie"], params["periode"], params["versie"])

    @task(pool="warehouse", execution_timeout=timedelta(hours=4))
    def rebuild(run: str, params: dict) -> None:
        from zow.publish import reproduce as line

        line.rebuild(run, params["publicatie"], params["periode"], params["versie"])

    @task
    def compare(run: str, params: dict) -> None:
        from zow.publish import reproduce as line

        line.compare_all(run, params["publicatie"], params["periode"], params["versie"])

    @task
    def finish(run: str) -> None:
        from zow.publish import reproduce as line

        line.finish(run)

    chain(plan(RUN), rebuild(RUN), compare(RUN), finish(RUN))


reproduce()
