"""The steps of the DAGs in their order, without Airflow: for tests of what a step does rather than of who calls it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from zow import ingest, steps
from zow.errors import GateStop
from zow.publish import log
from zow.warehouse.run import Plan, Run


def ingest_all() -> list:
    """Judge everything that waits in landing; returns the outcomes."""
    return [outcome for bron in ("gws", "uwv", "finance") for code in ingest.waiting(bron)
            for outcome in ingest.ingest_gemeente(bron, code)] + [o for feed in ingest.waiting("cbs") for o in ingest.ingest_feed(feed)]


def nightly(run_id: str) -> Plan:
    """The steps of DAG warehouse."""
    if steps.plan_nightly(run_id):
        steps.build_core(run_id)
        steps.gate_feiten(run_id)
        steps.assemble_dagstand(run_id)
    return _finish(run_id)


def publish(run_id: str, period: str = "2014H1", as_of: str | None = None, gemeenten: list[str] | None = None,
            report: bool = True) -> Plan:
    """The steps of DAG publish_effectmeting, without the report when nobody looks at it. A GateStop before the end is let through."""
    steps.plan_publication(run_id, "effectmeting", period, as_of, gemeenten, "toetser")
    for step in (steps.build_core, steps.gate_feiten, steps.build_marts, steps.gate_publicatie, steps.assemble_version,
                 *([steps.render_report] if report else []), steps.switch):
        step(run_id)
    return _finish(run_id)


def publish_unjudged(run_id: str, as_of: str | None = None, gemeenten: list[str] | None = None, built: Path | None = None) -> Plan:
    """A version of 2014H1 without gates and report: for what is about versions, not about what is in them. With `built` the
    candidate is kept there, and taken from there by the next call: for more versions of the same deliveries."""
    steps.plan_publication(run_id, "effectmeting", "2014H1", as_of, gemeenten, "toetser")
    if built and built.exists():
        shutil.copy(built, Run(run_id).database)
    else:
        steps.build_core(run_id)
        steps.build_marts(run_id)
        if built:
            shutil.copy(Run(run_id).database, built)
    steps.assemble_version(run_id)
    steps.switch(run_id)
    return _finish(run_id)


def _finish(run_id: str) -> Plan:
    plan = Run(run_id).read()
    try:
        steps.finish(run_id)
    except GateStop:
        assert plan.stopped
    else:
        assert not plan.stopped
    return plan


def version_db(name: str | None = None) -> Path:
    """The database of a version, by default the current one."""
    return log.versions_folder() / (name or log.current()) / "sociaal_domein.duckdb"


def query(database: Path, sql: str, *parameters: object) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql, list(parameters)).fetchall()
