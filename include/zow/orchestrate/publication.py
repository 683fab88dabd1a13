"""What the DAGs of the publications have in common: their settings, their parameters and their tasks.

A DAG file chains `make(...)` and `go_live()`. Between a version that is ready and a version that readers see stands `vier_ogen`,
which lets pass what needs no approval (seeds/policy/profile_publications.csv, goedkeuring_vereist).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, task
from airflow.sdk.exceptions import AirflowSkipException

from zow.orchestrate.approval import PATIENCE, FourEyes
from zow.orchestrate.calendar import CRON
from zow.orchestrate.tasks import RUN, WRITES, step

_BUILDING = timedelta(hours=4)
_SHAPES = {"JJJJ": (r"^[12]\d{3}$", "jaar"), "JJJJHn": (r"^[12]\d{3}H[12]$", "halfjaar"), "JJJJKn": (r"^[12]\d{3}K[1-4]$", "kwartaal")}


def settings(publicatie: str, shape: str) -> dict[str, Any]:
    """The arguments of `@dag` that every publication shares. `shape` is the form of its period: JJJJ, JJJJHn or JJJJKn."""
    return {
        "dag_id": f"publish_{publicatie}",
        "dag_display_name": f"Publicatie {publicatie}",
        # run_immediately 0: an installation set up between two dates waits for the next one, it does not publish by itself
        "schedule": CronTriggerTimetable(CRON[publicatie], timezone="Europe/Amsterdam", run_immediately=timedelta(0)),
        "catchup": False,
        "max_active_runs": 1,
        # every task has a time of its own; the run as a whole may wait for a person
        "dagrun_timeout": PATIENCE,
        "tags": ["zow", "publicatie", publicatie],
        "params": params(publicatie, shape),
        "default_args": WRITES,
    }


def params(publicatie: str, shape: str) -> dict[str, Param]:
    """The parameters that `zow publish` passes and that a person fills in when triggering by hand."""
    pattern, word = _SHAPES[shape]
    return {
        "publicatie": Param(publicatie, const=publicatie),
        "periode": Param(None, type=["null", "string"], pattern=pattern, title=f"Periode ({shape})",
                         description=f"Leeg: het laatste {word} dat voorbij is."),
        "as_of": Param(None, type=["null", "string"], title="Peilmoment K",
                       description="jjjj-mm-dd of jjjj-mm-ddThh:mm. Leeg: alles wat geaccepteerd is."),
        "gemeenten": Param([], type="array", items={"type": "string", "pattern": r"^GM\d{4}$"}, title="Gemeenten",
                           description="Leeg: de gemeenten met een profiel dat deze publicatie noemt."),
        "gestart_door": Param("kalender", type="string", minLength=1, title="Gestart door"),
    }


def make() -> list[Any]:
    """The tasks, in order, that make the version with its report and show readers nothing; to be called inside a DAG."""

    @task
    def plan(run: str, params: dict, dag_run=None) -> None:
        from zow import steps
        from zow.orchestrate.calendar import last_period
        from zow.periods import parse
        from zow.publish import coverage

        publicatie, gemeenten = params["publicatie"], params["gemeenten"] or None
        periode = params["periode"] or last_period(coverage.kind_of(publicatie), dag_run.run_after)
        if not (params["periode"] or gemeenten or coverage.covered(publicatie, parse(periode).tot)):
            # the calendar goes on when a profile has ended: nothing to publish, and nothing that a person must mend
            raise AirflowSkipException(f"geen gemeente heeft in {periode} een profiel met publicatie {publicatie}")
        steps.plan_publication(
            run, publicatie, periode, as_of=params["as_of"], gemeenten=gemeenten, gestart_door=params["gestart_door"])

    return [plan(RUN), step("build_core", execution_timeout=_BUILDING), step("gate_feiten"),
            step("build_marts", execution_timeout=_BUILDING), step("gate_publicatie"), step("assemble_version"), step("render_report")]


def go_live() -> list[Any]:
    """The tasks, in order, that have it approved where needed, let readers see the version, and tidy up."""
    return [FourEyes(task_id="vier_ogen", zow_run=RUN), step("switch"), step("finish")]
