"""One function per DAG task: what a run does, in order. Each reads the plan of its run, does one step and writes the plan back,
so that a task can be retried and a crash between two steps loses nothing. Raise ZowError (Dutch) on what a user can mend."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from zow import policy
from zow.errors import GateStop, UsageError, ZowError
from zow.periods import now, parse, parse_moment, require_kind
from zow.publish import approval, coverage, dagstand, log, revisions, version
from zow.warehouse import planning
from zow.warehouse.lock import warehouse_lock
from zow.warehouse.run import Plan, Run, write_json

if TYPE_CHECKING:
    from zow import gates

logger = logging.getLogger("zow.steps")


def plan_nightly(run_id: str) -> bool:
    """Choose what tonight's dagstand is built from: the gemeenten of which other deliveries hold than the dagstand has, or all of
    them when the code changed. Returns False when nothing is new and the other steps may be skipped."""
    run = Run(run_id)
    with warehouse_lock(f"nightly {run_id}"):
        plan = _new_plan(run_id, None, None, None, "nightly")
        known = dagstand.state()
        wanted = planning.builds(None, None)
        plan.builds = [b for b in wanted if known.get("fingerprint") != plan.fingerprint
                       or b.gemeentecode in known["tegengehouden"] or not dagstand.is_current(b, known)]
        plan.nothing_new = not plan.builds and known.get("outcomes_seen") == plan.outcomes_seen
        run.write(plan)
    logger.info("nightly: %s gemeente(n) te bouwen, %s ongewijzigd", len(plan.builds), len(wanted) - len(plan.builds))
    return not plan.nothing_new


def plan_publication(run_id: str, publicatie: str, periode: str, as_of: str | None = None,
                     gemeenten: list[str] | None = None, gestart_door: str = "onbekend") -> None:
    """Choose the gemeenten that `publicatie` covers and their deliveries at K. A covered gemeente without any delivery is
    stopped here. Raises UsageError on wrong arguments, GateStop when no gemeente is left."""
    period = parse(periode)
    require_kind(period, coverage.kind_of(publicatie), publicatie)
    until = parse_moment(as_of) if as_of else None
    run = Run(run_id)
    with warehouse_lock(f"publicatie {publicatie} {periode}"):
        plan = _new_plan(run_id, publicatie, period.code, as_of, gestart_door)
        covered = sorted(set(gemeenten)) if gemeenten else coverage.covered(publicatie, period.tot)
        if not covered:
            raise UsageError(f"Geen gemeente heeft op {period.tot:%d-%m-%Y} een profiel met publicatie {publicatie}.",
                             "seeds/policy", "Noem de gemeente met --gemeente of vul het profiel aan.")
        plan.builds = planning.builds(until, as_of, covered)
        if gemeenten:
            planning.check_known(covered, plan.builds)
        present = {b.gemeentecode for b in plan.builds}
        plan.stop({code: ["geen geaccepteerde GWS-levering op het peilmoment"] for code in covered if code not in present})
        plan.vergeleken = revisions.chosen(present)
        run.write(plan)
    _require_some(plan)


def build_core(run_id: str) -> None:
    """Make the candidate: raw views at K, policy seeds, staging, core and meta. A gemeente whose data cannot be built is stopped;
    raises GateStop when a publication has none left."""
    from zow.warehouse import build

    _build(run_id, "feiten", build.core)


def build_marts(run_id: str) -> None:
    """Build the marts in the candidate, on core; otherwise as build_core."""
    from zow.warehouse import build

    _build(run_id, "publicatie", build.marts)


def gate_feiten(run_id: str) -> None:
    """Judge raw and core. A gemeente that fails is stopped; raises GateStop when a publication has none left."""
    _gate(run_id, "feiten")


def gate_publicatie(run_id: str) -> None:
    """Judge the marts. A gemeente that fails is stopped; raises GateStop when none is left."""
    _gate(run_id, "publicatie")


def assemble_dagstand(run_id: str) -> None:
    """Put core and meta as of tonight in `published/dagstand` (marts.md, zow nightly)."""
    run = Run(run_id)
    plan = run.read()
    with warehouse_lock(f"dagstand {run_id}"):
        dagstand.publish(run, plan, _quality(run))


def assemble_version(run_id: str) -> None:
    """Put the new version together in the run's folder; nothing that readers see changes yet."""
    run = Run(run_id)
    with warehouse_lock(f"versie {run_id}"):
        version.make_draft(run, run.read(), _quality(run))


def render_report(run_id: str) -> None:
    """Render the report of the version into it."""
    from zow import report

    report.render(Run(run_id).draft)


def switch(run_id: str) -> None:
    """Publish. When another run published meanwhile, the version is assembled again on top of that one first. Raises ApprovalNeeded or
    StaleApproval, and publishes nothing, where another must have approved exactly this and has not."""
    from zow import report
    from zow.report import overview, toelichting
    from zow.warehouse import build

    run = Run(run_id)
    plan = run.read()
    with warehouse_lock(f"publiceren {run_id}"):
        if run.draft.exists():
            approval.require(plan, version.read_draft(run))
            text = run.draft / toelichting.COPY
            seen = text.read_bytes() if text.exists() else b""
            stale = version.is_stale(run)
            if stale:
                plan.vergeleken = revisions.chosen(b.gemeentecode for b in plan.passing)
                build.revised(run, plan.passing, _lay(plan))
                version.make_draft(run, plan, _quality(run))
            elif plan.goedgekeurd_door:
                version.sign(run, plan)
            if plan.goedgekeurd_door:
                text.write_bytes(seen)  # the words that were approved, whatever the file in toelichting/ says by now
            if stale or plan.goedgekeurd_door:
                report.render(run.draft)
        entry, plan.moved_current = version.switch(run, plan)
        plan.published = entry.name
        run.write(plan)
    overview.write()


def finish(run_id: str) -> None:
    """Drop the scratch database; raises GateStop when a gate stopped a gemeente, so that the run shows red (exit code 3). Then the
    candidate stays, for who looks up the rows behind the rule that failed; housekeeping takes it away later."""
    run = Run(run_id)
    plan = run.read()
    shutil.rmtree(run.draft, ignore_errors=True)
    if plan.stopped:
        raise GateStop(*_stop_message(plan))
    run.database.unlink(missing_ok=True)


def _new_plan(run_id: str, publication: str | None, period: str | None, as_of: str | None, started_by: str) -> Plan:
    from zow.ingest import catalogue

    Run(run_id).quality.unlink(missing_ok=True)  # of an earlier attempt at this run
    return Plan(run_id, publication, period, as_of, started_by, planning.git_commit(), planning.fingerprint(),
                outcomes_seen=len(catalogue.outcomes()), beleid=policy.record())


def _build(run_id: str, poort: str, make: Callable) -> None:
    from zow.gates import rows

    run = Run(run_id)
    plan = run.read()
    with warehouse_lock(f"bouw voor poort {poort} {run_id}"), policy.using(plan.beleid):
        stopped = make(run, plan.passing, parse_moment(plan.as_of) if plan.as_of else None, _lay(plan))
        if stopped:
            # the gate cannot judge what could not be built: that is red too (architecture 5, "a missing table: red")
            found = [rows.row(poort, _gate_run(run_id, plan), code, now(), **rows.proof_values(
                "core" if poort == "feiten" else "marts", False, reasons[0], "te bouwen")) for code, reasons in stopped.items()]
            _record(run, poort, stopped, found)
            plan.stop(stopped)
            run.write(plan)
    if plan.publicatie:
        _require_some(plan)


def _lay(plan: Plan) -> Callable:
    return partial(revisions.lay, compared=plan.vergeleken)


def _gate(run_id: str, poort: str) -> None:
    from zow import gates

    run = Run(run_id)
    plan = run.read()
    if not plan.passing:
        return  # a nightly in which only refusals are new: there is nothing to judge
    with warehouse_lock(f"poort {poort} {run_id}"):
        judged = [b.gemeentecode for b in plan.passing]
        result = gates.run_gate(poort, run.database, judged, _gate_run(run_id, plan))
        _record(run, poort, judged, result.rows)
        plan.stop(result.stopped)
        run.write(plan)
    for code, reasons in result.stopped.items():
        logger.error("poort %s houdt %s tegen: %s", poort, code, "; ".join(reasons))
    if plan.publicatie:
        _require_some(plan)


def _gate_run(run_id: str, plan: Plan) -> gates.GateRun:
    from zow import gates

    before = log.current_entry()
    return gates.GateRun(run_id=run_id, publicatie=plan.publicatie, periode=plan.periode,
                         peildatum=parse(plan.periode).tot if plan.periode else None, versie=None,
                         vorige_versie=log.versions_folder() / before.name / version.DATABASE if before else None)


def _record(run: Run, poort: str, codes: Iterable[str], rows: list[dict]) -> None:
    """Replace the results of `poort` for `codes`, so that a step that is done again does not double them."""
    kept = [row for row in _quality(run) if row["poort"] != poort or row["gemeentecode"] not in codes]
    write_json(run.quality, [*kept, *rows])


def _quality(run: Run) -> list[dict]:
    return json.loads(run.quality.read_text(encoding="utf-8")) if run.quality.exists() else []


def _require_some(plan: Plan) -> None:
    if not plan.passing:
        raise GateStop(*_stop_message(plan))


def _stop_message(plan: Plan) -> tuple[str, str, str]:
    lines = [f"  {code}: {reason}" for code, reasons in sorted(plan.stopped.items()) for reason in reasons]
    what = f"publicatie {plan.publicatie} {plan.periode}" if plan.publicatie else "nightly"
    kept = "De vorige cijfers van deze gemeente(n) blijven staan." if plan.passing else "Er is geen nieuwe versie gemaakt."
    return (f"Poort hield {len(plan.stopped)} gemeente(n) tegen:\n" + "\n".join(lines), what,
            f"{kept} Bekijk de uitkomsten in reports/data_docs of meta.kwaliteit, herstel de oorzaak en start opnieuw.")


__all__ = ["ZowError", "assemble_dagstand", "assemble_version", "build_core", "build_marts", "finish", "gate_feiten",
           "gate_publicatie", "plan_nightly", "plan_publication", "render_report", "switch"]
