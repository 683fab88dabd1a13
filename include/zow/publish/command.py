"""`zow publish`: check the arguments, run the publication's DAG in-process, say what came of it."""

from __future__ import annotations

import getpass
import os

import click

from zow import orchestrate
from zow.errors import UsageError
from zow.periods import parse, parse_moment, require_kind
from zow.publish import approval, coverage, log
from zow.warehouse.run import Run


def publish(publication: str, period: str, as_of: str | None, gemeenten: list[str], approve_as: str | None = None,
            remark: str | None = None) -> log.Entry:
    """Run the DAG of `publication` for `period`, with the approval of `approve_as` where one is needed. Returns the log entry of the new
    version; raises UsageError on wrong arguments before anything starts, GateStop (exit code 3) when a gate stopped a gemeente,
    ApprovalNeeded (4) when a draft waits for a decision that was not given, ZowError when a step failed."""
    decision = {}
    if approve_as is not None or remark is not None:
        refused = approval.objection([started_by()], approve_as, remark)
        if refused:
            raise UsageError(refused, "--approve-as, --remark", "Geef de naam van een ander dan de starter, en een opmerking.")
        decision = {"goedgekeurd_door": approve_as, "opmerking": remark}
    require_kind(parse(period), coverage.kind_of(publication), publication)
    if as_of:
        parse_moment(as_of)
    result = orchestrate.run_dag(f"publish_{publication}", {
        "periode": period, "as_of": as_of, "gemeenten": gemeenten, "gestart_door": started_by(), **decision})
    plan = Run(result.run_id).read_if_planned()
    entry = log.entries().get(plan.published) if plan and plan.published else None
    if entry:
        click.echo(_told(entry, plan.moved_current))
    if result.error:
        raise result.error
    return entry


def started_by() -> str:
    """Who starts a run: `ZOW_USER`, else the login name."""
    return os.environ.get("ZOW_USER") or getpass.getuser()


def _told(entry: log.Entry, moved: bool) -> str:
    folder = log.versions_folder() / entry.name
    lines = [f"Gepubliceerd: {entry.name}" if moved else
             f"Gemaakt: {entry.name}; published/current blijft staan, want dit peilmoment is ouder dan het huidige."]
    for row in entry.gemeenten:
        origin = "nieuw" if row["herkomst"] == "nieuw" else f"overgenomen uit {row['uit_versie']} ({row['reden']})"
        lines.append(f"  {row['gemeentecode']}: {origin}, peilmoment {row['peilmoment']}, bekend tot en met {row['asof']}")
    if entry.goedgekeurd_door:
        lines.append(f"  goedgekeurd door {entry.goedgekeurd_door}: {entry.opmerking}")
    return "\n".join([*lines, f"  warehouse {folder / 'sociaal_domein.duckdb'}", f"  rapport   {folder / 'report' / 'index.html'}"])
