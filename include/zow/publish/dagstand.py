"""`published/dagstand`: core and meta as of tonight, for who looks at the data day by day; never the official figures."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

from zow import settings
from zow.publish import assemble, log, version
from zow.warehouse.run import Build, Plan, Run, slug, write_json

logger = logging.getLogger("zow.publish")
_STATE = "dagstand.json"


def link() -> Path:
    return settings.get().published / "dagstand"


def state() -> dict:
    """The state of the current dagstand, empty when there is none: `leveringen` (gemeentecode -> bron -> deliveries it was built
    from), `geschiedenis` (gemeentecode -> what else of its deliveries decides), `quality` (gate results of the nights in which its
    gemeenten were built), `fingerprint` of the code, `outcomes_seen` (number of judgements in its meta), `tegengehouden`
    (gemeenten that a gate stopped: the next night tries them again)."""
    path = link() / _STATE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def is_current(build: Build, known: dict) -> bool:
    """Whether the dagstand with state `known` has the gemeente of `build` from exactly these deliveries."""
    return (known["leveringen"].get(build.gemeentecode) == build.per_bron
            and known["geschiedenis"].get(build.gemeentecode) == history(build))


def history(build: Build) -> dict:
    """What of the deliveries of a gemeente decides beside those it uses, for the state of the dagstand.

    An older delivery that arrives late is not used for the facts, but does speak in the history of clients and in what was
    the first delivery. Accepted deliveries never go, so a number says whether there is another one."""
    return {"clienten_bestanden": build.clienten_historie, "eerste_levering_op": build.eerste_levering_op.isoformat()}


def publish(run: Run, plan: Plan, quality: list[dict]) -> None:
    """Assemble the dagstand of this run and switch to it by one rename. A gemeente that was not built tonight, or that gate
    feiten stopped, keeps what the previous dagstand has of it. A dagstand that knows more deliveries stays."""
    before = state()
    if before.get("fingerprint") == plan.fingerprint and before["outcomes_seen"] > plan.outcomes_seen:
        # a nightly that started later was ready first: it knew all that this one knows, and more
        logger.warning("dagstand: run %s blijft staan, die kent meer leveringen dan deze run", before["run_id"])
        return
    rebuilt = {b.gemeentecode: b.per_bron for b in plan.passing}
    kept = {code: used for code, used in before.get("leveringen", {}).items() if code not in rebuilt}
    past = {code: facts for code, facts in before.get("geschiedenis", {}).items() if code in kept}
    past |= {b.gemeentecode: history(b) for b in plan.passing}
    tried = {b.gemeentecode for b in plan.builds}
    quality = quality + [row for row in before.get("quality", []) if row["gemeentecode"] not in tried]
    folder = settings.get().published / "dagstanden" / slug(run.run_id)
    draft = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    used = {(bron, name) for per_bron in [*kept.values(), *rebuilt.values()] for bron, found in per_bron.items() for name in found}
    meta = {"kwaliteit": quality + version.delivery_quality(used), **version.log_tables(log.entries(), log.current())}
    previous = link() / version.DATABASE
    assemble.assemble(run.database, previous if kept else None, draft / version.DATABASE, ("core",), list(rebuilt), list(kept),
                      meta)
    (draft / version.DATABASE).chmod(0o444)
    values = {"run_id": run.run_id, "fingerprint": plan.fingerprint, "outcomes_seen": plan.outcomes_seen,
              "leveringen": {**kept, **rebuilt}, "geschiedenis": past, "tegengehouden": sorted(plan.stopped), "quality": quality}
    write_json(draft / _STATE, values)
    number = 2
    while folder.exists():  # a retry of a run that readers already see: theirs stays until the switch
        folder = folder.with_name(f"{slug(run.run_id)}.{number}")
        number += 1
    draft.rename(folder)
    log.point(link(), folder)
    logger.info("dagstand: %s gemeente(n) herbouwd, %s overgenomen", len(rebuilt), len(kept))
