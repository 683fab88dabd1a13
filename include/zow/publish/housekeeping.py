"""What may go and what must still be right: old versions, dagstanden and scratch folders; raw against its checksums."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
from pathlib import Path

from zow import settings
from zow.errors import ZowError
from zow.ingest import catalogue
from zow.publish import dagstand, log
from zow.warehouse.lock import warehouse_lock

logger = logging.getLogger("zow.housekeeping")
_SCRATCH_DAYS = 7
_WAITING_DAYS = 92  # a draft that waits for an approval: longer than that its figures are not worth approving


def versions() -> list[str]:
    """Remove all but the newest `ZOW_KEEP_VERSIONS` versions and `ZOW_KEEP_DAGSTANDEN` dagstanden; returns what went. The
    current version, its voorganger (for rollback) and the current dagstand always stay; so does the log of publications."""
    config = settings.get()
    with warehouse_lock("opruimen versies"):
        entries = log.entries()
        current = entries.get(log.current() or "")
        keep = {*list(entries)[-config.keep_versions:], *((current.name, current.voorganger) if current else ())}
        gone = [folder for folder in log.versions_folder().glob("*_v*") if folder.name not in keep]
        for folder in gone:
            log.save(entries[folder.name])
            _remove(folder)
        linked = dagstand.link().resolve().name
        stands = sorted((config.published / "dagstanden").glob("[!.]*"), key=lambda p: p.stat().st_mtime)
        for folder in stands[:-config.keep_dagstanden]:
            if folder.name != linked:
                _remove(folder)
                gone.append(folder)
    for folder in gone:
        logger.info("opgeruimd: %s", folder)
    return [folder.name for folder in gone]


def scratch() -> list[str]:
    """Remove run folders that nothing wrote to for a week, or for three months while the run waits for an approval; returns their names."""
    with warehouse_lock("opruimen runs"):
        old = [p for p in (settings.get().warehouse / "runs").glob("*")
               if p.stat().st_mtime < time.time() - (_WAITING_DAYS if _waits(p) else _SCRATCH_DAYS) * 86400]
        for folder in old:
            _remove(folder)
    return [folder.name for folder in old]


def _waits(folder: Path) -> bool:
    plan = folder / "plan.json"
    return plan.exists() and json.loads(plan.read_text(encoding="utf-8")).get("wacht_op_goedkeuring", False)


def raw() -> int:
    """Compare every raw part that an accepted delivery names with its recorded checksum; returns how many were compared.
    Raises ZowError naming each part that is gone or differs: a figure built on it cannot be reproduced."""
    parts = {file.part: file.part_sha256 for outcome in catalogue.outcomes() if outcome.status == "geaccepteerd"
             for file in outcome.files.values()}
    wrong = []
    for part, expected in sorted(parts.items()):
        path = settings.get().raw / part
        if not path.exists():
            wrong.append(f"{part}: ontbreekt")
        elif _sha256(path) != expected:
            wrong.append(f"{part}: inhoud wijkt af van de vastgelegde controlegetallen")
    if wrong:
        raise ZowError(f"{len(wrong)} van {len(parts)} bestanden in raw zijn niet meer zoals ingenomen:\n  " + "\n  ".join(wrong[:20]),
                       str(settings.get().raw), "Zet deze bestanden terug uit de back-up; publiceer tot dan niet.")
    logger.info("raw: %s bestanden gelijk aan hun controlegetal", len(parts))
    return len(parts)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _remove(folder: Path) -> None:
    # first out of sight in one rename, so that no reader ever finds half a version
    hidden = folder.with_name(f".weg.{folder.name}")
    folder.rename(hidden)
    shutil.rmtree(hidden)
