"""
### What it does
Makes the publication effectmeting of a half-year (S3 4.3): core and marts as known at K in a candidate, gate feiten,
gate publicatie, the version with its report, and one rename that makes it current. On 1 February and 1 August for the
half-year that just ended. By hand: trigger it with `periode`, `as_of` (K, jjjj-mm-dd or jjjj-mm-ddThh:mm),
`gemeenten` and your name.

### On failure
Nothing is published until `switch` is green; before that readers keep the previous version. A red gate: no gemeente
passed. A red `finish` after a green `switch`: published, but a gemeente was stopped and keeps its previous figures.
The rules that failed are in the log, in `meta.kwaliteit` and in reports/data_docs. Wrong after all? `zow rollback`.
Steps: docs/runbooks/publish_effectmeting.md.

### Owner
Data engineering; the contents: beleid en kwaliteit of the gemeente.

### How critical
High in February and August: the college gets these figures and they enter the P&C cycle. Low in other months.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, ExceptionRetryPolicy, Param, RetryAction, RetryRule, chain, dag, task

RUN = "{{ dag.dag_id }}__{{ run_id }}"


@dag(
    dag_id="publish_effectmeting",
    dag_display_name="Publicatie effectmeting",
    description="The half-yearly effectmeting: candidate, gates, version, report, switch",
    doc_md=__doc__,
    # run_immediately 0: an installation set up in February waits for August, it does not publish by itself
    schedule=CronTriggerTimetable("0 7 1 2,8 *", timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["zow", "publicatie", "effectmeting"],
    params={
        "publicatie": Param("effectmeting", const="effectmeting"),
        "periode": Param(None, type=["null", "string"], pattern=r"^[12]\d{3}H[12]$", title="Periode (JJJJHn)",
                         description="Leeg: het laatste halfjaar dat voorbij is."),
        "as_of": Param(None, type=["null", "string"], title="Peilmoment K",
                       description="jjjj-mm-dd of jjjj-mm-ddThh:mm. Leeg: alles wat geaccepteerd is."),
        "gemeenten": Param([], type="array", items={"type": "string", "pattern": r"^GM\d{4}$"}, title="Gemeenten",
                           description="Leeg: de gemeenten met een profiel dat deze publicatie noemt."),
        "gestart_door": Param("kalender", type="string", minLength=1, title="Gestart door"),
    },
    default_args={
        "owner": "data-engineering",
        "pool": "warehouse",
        "retries": 2,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=30),
        # longer than a step waits for the lock of a run outside Airflow (ZOW_LOCK_WAIT)
        "execution_timeout": timedelta(hours=1),
        # a ZowError names what a person must mend: trying again does not help
        "retry_policy": ExceptionRetryPolicy([RetryRule("zow.errors.ZowError", RetryAction.FAIL)]),
    },
)
def publish_effectmeting() -> None:
    @task
    def plan(run: str, params: dict, dag_run=None) -> None:
        from zow import steps
        from zow.orchestrate.calendar import last_half_year

        steps.plan_publication(
            run, params["publicatie"], params["periode"] or last_half_year(dag_run.run_after),
            as_of=params["as_of"], gemeenten=params["gemeenten"] or None, gestart_door=params["gestart_door"],
        )

    @task(execution_timeout=timedelta(hours=4))
    def build_core(run: str) -> None:
        from zow import steps

        steps.build_core(run)

    @task
    def gate_feiten(run: str) -> None:
        from zow import steps

        steps.gate_feiten(run)

    @task(execution_timeout=timedelta(hours=4))
    def build_marts(run: str) -> None:
        from zow import steps

        steps.build_marts(run)

    @task
    def gate_publicatie(run: str) -> None:
        from zow import steps

        steps.gate_publicatie(run)

    @task
    def assemble_version(run: str) -> None:
        from zow import steps

        steps.assemble_version(run)

    @task
    def render_report(run: str) -> None:
        from zow import steps

        steps.render_report(run)

    @task
    def switch(run: str) -> None:
        from zow import steps

        steps.switch(run)

    @task
    def finish(run: str) -> None:
        from zow import steps

        steps.finish(run)

    chain(plan(RUN), build_core(RUN), gate_feiten(RUN), build_marts(RUN), gate_publicatie(RUN), assemble_version(RUN),
          render_report(RUN), switch(RUN), finish(RUN))


publish_effectmeting()
