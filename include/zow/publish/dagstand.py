"""`published/dagstand`: core and meta as of tonight, for who looks at the data day by day; never the official figures."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

from zow import settings
from zow.publish import assemble, log, version
from zow.warehouse.run import Plan, Run, slug, write_json

logger = logging.getLogger("zow.publish")
_STATE = "dagstand.json"


def link() -> Path:
    return settings.get().published / "dagstand"


def state() -> dict:
    """The state of the current dagstand, empty when there is none: `leveringen` (gemeentecode -> GWS delivery it was built from),
    `quality` (gate results of the nights in which its gemeenten were built), `fingerprint` of the code, `outcomes_seen` (number
    of judgements in its meta), `tegengehouden` (gemeenten that a gate stopped: the next night tries them again)."""
    path = link() / _STATE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def publish(run: Run, plan: Plan, quality: list[dict]) -> None:
    """Assemble the dagstand of this run and switch to it by one rename. A gemeente that was not built tonight, or that gate
    feiten stopped, keeps what the previous dagstand has of it. A dagstand that knows more deliveries stays."""
    before = state()
    if before.get("fingerprint") == plan.fingerprint and before["outcomes_seen"] > plan.outcomes_seen:
        # a nightly that started later was ready first: it knew all that this one knows, and more
        logger.warning("dagstand: run %s blijft staan, die kent meer leveringen dan deze run", before["run_id"])
        return
    rebuilt = {b.gemeentecode: b.levering for b in plan.passing}
    kept = {code: name for code, name in before.get("leveringen", {}).items() if code not in rebuilt}
    tried = {b.gemeentecode for b in plan.builds}
    quality = quality + [row for row in before.get("quality", []) if row["gemeentecode"] not in tried]
    folder = settings.get().published / "dagstanden" / slug(run.run_id)
    draft = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    used = [{"bron": "gws", "gemeentecode": code, "levering": name} for code, name in {**kept, **rebuilt}.items()]
    known = log.entries()
    current = log.current()
    meta = {"kwaliteit": quality + version.delivery_quality(used), **version.log_tables(known, current)}
    previous = link() / version.DATABASE
    assemble.assemble(run.database, previous if kept else None, draft / version.DATABASE, ("core",), list(rebuilt), list(kept),
                      meta)
    (draft / version.DATABASE).chmod(0o444)
    values = {"run_id": run.run_id, "fingerprint": plan.fingerprint, "outcomes_seen": plan.outcomes_seen,
              "leveringen": {**kept, **rebuilt}, "tegengehouden": sorted(plan.stopped), "quality": quality}
    write_json(draft / _STATE, values)
    number = 2
    while folder.exists():  # a retry of a run that readers already see: theirs stays until the switch
        folder = folder.with_name(f"{slug(run.run_id)}.{number}")
        number += 1
    draft.rename(folder)
    log.point(link(), folder)
    logger.info("dagstand: %s gemeente(n) herbouwd, %s overgenomen", len(rebuilt), len(kept))
