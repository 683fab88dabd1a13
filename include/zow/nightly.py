"""`zow nightly`: the nightly DAGs, one after the other, in this process."""

from __future__ import annotations

from datetime import datetime

import click

from zow import orchestrate, settings
from zow.ingest import catalogue
from zow.warehouse.run import Run

SOURCES = ("gws", "uwv", "finance")

def run() -> None:
    """Ingest everything that waits, then bring the dagstand up to date. Refused deliveries are told and do not fail the run;
    raises GateStop (exit code 3) when gate feiten stopped a gemeente, ZowError when a step failed."""
    started = datetime.now()
    for source in SOURCES:
        (settings.get().landing / source).mkdir(parents=True, exist_ok=True)
    before = len(catalogue.outcomes())
    runs = [orchestrate.run_dag(f"ingest_{source}", {}) for source in SOURCES]
    judged = sorted(catalogue.outcomes(), key=lambda o: o.ontvangen_op)[before:]
    click.echo(_told(judged))
    warehouse = orchestrate.run_dag("warehouse", {})
    plan = Run(warehouse.run_id).read_if_planned()
    if plan:
        built = "niets nieuws" if plan.nothing_new else ", ".join(b.gemeentecode for b in plan.passing) or "alleen meta"
        seconds = (datetime.now() - started).total_seconds()
        click.echo(f"Dagstand: {built} ({seconds:.0f} s) {settings.get().published / 'dagstand' / 'sociaal_domein.duckdb'}")
    errors = [error for error in (run.error for run in [*runs, warehouse]) if error]
    if errors:
        raise max(errors, key=lambda error: error.exit_code)


def _told(judged: list[catalogue.Outcome]) -> str:
    if not judged:
        return "Geen nieuwe leveringen."
    lines = [f"{len(judged)} levering(en) beoordeeld:"]
    for outcome in judged:
        counts = f", {outcome.regels} regels" + (f", {outcome.afgekeurd} afgekeurd" if outcome.afgekeurd else "")
        reason = f": {outcome.reden}" if outcome.reden else ""
        lines.append(f"  {outcome.levering} {outcome.status}{counts}{reason}")
    return "\n".join(lines)
