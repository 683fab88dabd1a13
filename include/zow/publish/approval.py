"""Vier ogen (S1 actie 47; architecture 5): who must approve a draft before it is published, and what came of it.

The decision is kept in the plan of the run until `switch` writes it into the version and the log. A rejection has no version to
stand in: it gets a file of its own in `published/log/afgewezen`, beside the log of what was published."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from zow import settings
from zow.errors import ZowError
from zow.periods import now, parse
from zow.publish import coverage, log
from zow.warehouse.run import Plan, Run, write_json

SETTING = "ZOW_GOEDKEURING"


class ApprovalNeeded(ZowError):
    """A draft is ready, but nobody decided on it; nothing was published."""

    exit_code = 4


class Objection(ZowError):
    """An answer that does not count: no name, no remark, or the starter's own approval."""


class StaleApproval(ZowError):
    """What was approved is no longer what would be published."""


def needed(plan: Plan) -> list[str]:
    """Gemeentecodes of `plan` for which another than the starter must approve (profiles.md, goedkeuring_vereist). `ZOW_GOEDKEURING`
    names publications (comma between) for which every gemeente asks for it; it cannot switch an approval off."""
    rebuilt = [build.gemeentecode for build in plan.passing]
    extra = {name.strip() for name in os.environ.get(SETTING, "").split(",")}
    if plan.publicatie in extra:
        return rebuilt
    return coverage.approval_required(plan.publicatie, parse(plan.periode).tot, rebuilt)


def ask(run: Run, starters: Iterable[str | None]) -> tuple[str, str]:
    """Mark the run as waiting, and give the subject and the Markdown of the request. `starters`: who may not approve."""
    from zow.publish import request

    plan = run.read()
    text = request.text(plan, run.draft, starters)
    plan.wacht_op_goedkeuring = True
    run.write(plan)
    return f"Goedkeuring gevraagd: {plan.publicatie} {plan.periode}", text


def how_to_approve(plan: Plan) -> str:
    """What to type after `zow publish` ended without a decision."""
    moment = plan.as_of or max(build.peilmoment for build in plan.passing)
    return (f"Leg het concept voor aan een ander dan {plan.gestart_door}; er is niets gepubliceerd. Na akkoord dezelfde opdracht met "
            f"--as-of {moment} --approve-as NAAM --remark TEKST (zo blijven het dezelfde leveringen).")


def objection(starters: Iterable[str | None], door: str | None, opmerking: str | None, akkoord: bool = True) -> str | None:
    """Why an answer does not count, in Dutch; None when it does. Names are compared without case and spaces. Whoever started a
    publication may withdraw it, so only an approval must come from another."""
    if not _bare(door):
        return "De naam van wie beslist ontbreekt."
    if not _bare(opmerking):
        return "De opmerking ontbreekt: zeg waarop het oordeel rust."
    if akkoord and _bare(door) in {_bare(starter) for starter in starters}:
        return f"{door.strip()} heeft deze publicatie zelf gestart; een ander moet haar goedkeuren (vier ogen)."
    return None


def decide(run: Run, akkoord: bool, door: str | None, opmerking: str | None, starters: Iterable[str | None]) -> None:
    """Keep an approval for `switch`, or record a rejection and drop the draft: what readers see stays as it was. Raises Objection when
    the answer does not count; the plan and `zow status` say why."""
    plan = run.read()
    refused = objection(starters, door, opmerking, akkoord)
    if refused:
        plan.antwoord_geweigerd = refused
        run.write(plan)
        raise Objection(refused, f"publicatie {plan.publicatie} {plan.periode}", "Beslis opnieuw. Er is niets gepubliceerd.")
    moment = now().isoformat(timespec="seconds")
    plan.wacht_op_goedkeuring, plan.antwoord_geweigerd = False, None
    if akkoord:
        plan.goedgekeurd_door, plan.goedgekeurd_op, plan.opmerking = door.strip(), moment, opmerking.strip()
    else:
        plan.afgewezen = True
        name = f"{plan.publicatie}_{plan.periode}_{re.sub(r'[^0-9T]', '', moment[:19])}.json"
        write_json(_rejected() / name, {
            "publicatie": plan.publicatie, "periode": plan.periode, "gemeenten": [b.gemeentecode for b in plan.passing],
            "gestart_door": plan.gestart_door, "afgewezen_door": door.strip(), "afgewezen_op": moment,
            "opmerking": opmerking.strip(), "run_id": plan.run_id})
    run.write(plan)
    if not akkoord:
        shutil.rmtree(run.draft, ignore_errors=True)


def waiting() -> list[dict]:
    """The plans of runs whose draft waits for a decision, oldest first."""
    paths = sorted((settings.get().warehouse / "runs").glob("*/plan.json"), key=lambda path: path.stat().st_mtime)
    plans = [json.loads(path.read_text(encoding="utf-8")) for path in paths if (path.parent / "draft").exists()]
    return [plan for plan in plans if plan.get("wacht_op_goedkeuring")]


def rejections() -> list[dict]:
    """Every rejection, oldest first: publicatie, periode, gemeenten, gestart_door, afgewezen_door, afgewezen_op, opmerking, run_id."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in _rejected().glob("*.json")]
    return sorted(found, key=lambda row: row["afgewezen_op"])


def require(plan: Plan, draft: log.Entry) -> None:
    """Raise unless `draft` may be published: approved where that is needed (ApprovalNeeded), and still about the figures that the
    approver saw (StaleApproval). Other gemeenten published meanwhile do no harm: they are carried over. Newer figures of a gemeente
    of this draft do: the differences in the request were with those before."""
    asked = needed(plan)
    if not plan.goedgekeurd_door:
        if asked:
            raise ApprovalNeeded(f"Publicatie {plan.publicatie} {plan.periode} is niet goedgekeurd ({', '.join(asked)}).",
                                 f"run {plan.run_id}", "Laat een ander dan de starter beslissen; er is niets gepubliceerd.")
        return
    known = log.entries()
    before, current = known.get(draft.voorganger or ""), log.current_entry()
    moved = sorted(b.gemeentecode for b in plan.passing if origin(before, b.gemeentecode) != origin(current, b.gemeentecode))
    if moved:
        raise StaleApproval(
            f"De goedkeuring door {plan.goedgekeurd_door} geldt niet meer: sinds het verzoek zijn de cijfers van {', '.join(moved)} "
            f"opnieuw gepubliceerd of teruggedraaid (nu actueel: {current.name if current else 'geen'}).",
            f"run {plan.run_id}", f"Start publicatie {plan.publicatie} {plan.periode} opnieuw en leg haar opnieuw voor. Er is niets "
            "gepubliceerd.")


def origin(entry: log.Entry | None, code: str) -> str | None:
    """The version in which the figures of `code` that `entry` shows were made; None when it shows none."""
    row = next((row for row in entry.gemeenten if row["gemeentecode"] == code), None) if entry else None
    return (row["uit_versie"] or entry.name) if row else None


def _bare(name: str | None) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name or "")).casefold()


def _rejected() -> Path:
    return log.folder() / "afgewezen"
