"""`zow nightly`: the nightly DAGs, one after the other, in this process."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import click

from zow import ingest, orchestrate, settings
from zow.errors import SourceUnavailable, ZowError
from zow.ingest import catalogue, cbs_fetch
from zow.warehouse.run import Run

SOURCES = ("gws", "uwv", "finance")


def run() -> None:
    """Ingest everything that waits and what CBS changed, then bring the dagstand up to date. Refused deliveries and a CBS that does
    not answer are told and do not fail the run; raises GateStop (exit code 3) when gate feiten stopped a gemeente, ZowError when a
    step failed."""
    started = datetime.now()
    for source in SOURCES:
        (settings.get().landing / source).mkdir(parents=True, exist_ok=True)
    before = len(catalogue.outcomes())
    runs = [orchestrate.run_dag(f"ingest_{source}", {}) for source in SOURCES]
    cbs = _cbs()
    judged = sorted(catalogue.outcomes(), key=lambda o: o.ontvangen_op)[before:]
    click.echo(_told(judged))
    for line in _of_cbs(cbs):
        click.echo(line)
    warehouse = orchestrate.run_dag("warehouse", {})
    plan = Run(warehouse.run_id).read_if_planned()
    if plan:
        built = ", ".join(b.gemeentecode for b in plan.passing) or "geen gemeente, wel landelijke tabellen en meta"
        built = "niets nieuws" if plan.nothing_new else built
        seconds = (datetime.now() - started).total_seconds()
        click.echo(f"Dagstand: {built} ({seconds:.0f} s) {settings.get().published / 'dagstand' / 'sociaal_domein.duckdb'}")
    errors = [error for error in (run.error for run in [*runs, warehouse]) if error] + _ours(cbs)
    if errors:
        raise max(errors, key=lambda error: error.exit_code)


def _cbs() -> orchestrate.RunResult | None:
    """The run of ingest_cbs, None when there is nothing to ask and nothing in landing."""
    if not cbs_fetch.configured() and not ingest.waiting("cbs"):
        return None
    return orchestrate.run_dag("ingest_cbs", {})


def _of_cbs(run: orchestrate.RunResult | None) -> list[str]:
    """What a person must know of CBS tonight; on one line each."""
    if not cbs_fetch.configured():
        return [cbs_fetch.OFF]
    return [f"LET OP: {task.error.wat.splitlines()[0]}" for task in run.failed if isinstance(task.error, SourceUnavailable)] if run else []


def _ours(run: orchestrate.RunResult | None) -> list[ZowError]:
    """The failure of ingest_cbs that a person here must mend, if any. That CBS does not answer is none: the night did its work with
    the figures that were already known (marts.md, exit code 0)."""
    if run is None or run.ok:
        return []
    ours = [task for task in run.failed if not isinstance(task.error, SourceUnavailable)]
    return [replace(run, failed=ours).error] if ours or not run.failed else []


def _told(judged: list[catalogue.Outcome]) -> str:
    if not judged:
        return "Geen nieuwe leveringen."
    lines = [f"{len(judged)} levering(en) beoordeeld:"]
    for outcome in judged:
        counts = f", {outcome.regels} regels" + (f", {outcome.afgekeurd} afgekeurd" if outcome.afgekeurd else "")
        reason = f": {outcome.reden}" if outcome.reden else ""
        lines.append(f"  {outcome.levering} {outcome.status}{counts}{reason}")
    return "\n".join(lines)
