"""The landing room: which deliveries wait, and how they leave it (emptied when accepted, set apart when refused)."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zow import settings
from zow.errors import ZowError
from zow.ingest import manifest
from zow.ingest.catalogue import UNKNOWN, short

REFUSED = "geweigerd"
GONE = ".weg."  # a delivery on its way out: hidden in one rename, so that half of it is never judged
_NAME = re.compile(r"([a-z]+)_(GM\d{4})_(\d{8}T\d{4})", re.ASCII)
_GEMEENTE = re.compile(r"[a-z]+_(GM\d{4})_", re.ASCII)


@dataclass(frozen=True)
class Delivery:
    """A complete delivery in landing. When the name does not fit `geleverd_op` is None and `fault` (Dutch) says why."""

    path: Path
    bron: str
    levering: str
    gemeentecode: str
    geleverd_op: datetime | None
    fault: str | None = None


def room(bron: str) -> Path:
    return settings.get().landing / bron


def refused_room(bron: str) -> Path:
    return settings.get().landing / REFUSED / bron


def named(path: Path, bron: str) -> Delivery:
    """What the name of a folder says (sources.md 1: `<bron>_<gemeentecode>_<jjjjmmdd>T<hhmm>`)."""
    name = manifest.printable(path.name)
    match, part = _NAME.fullmatch(name), _GEMEENTE.match(name)
    code = part[1] if part else UNKNOWN
    if match and match[1] == bron:
        try:
            stamp = datetime.strptime(match[3], "%Y%m%dT%H%M")
            return Delivery(path, bron, name, code, stamp)
        except ValueError:
            pass
    fault = f"De mapnaam past niet: verwacht {bron}_<gemeentecode>_<jjjjmmdd>T<hhmm>, zoals " \
            f"{bron}_GM0171_20140405T0300. Hernoem de map (of laat de export dat doen) en zet haar opnieuw in landing."
    return Delivery(path, bron, name, code, None, fault)


def complete(bron: str) -> list[Delivery]:
    """The deliveries whose manifest is there, oldest stamp first. A folder without manifest is not complete yet; files
    and hidden folders are left alone."""
    if not room(bron).is_dir():
        return []
    found = [named(path, bron) for path in room(bron).iterdir()
             if path.is_dir() and not path.name.startswith(".") and (path / manifest.NAME).is_file()]
    return sorted(found, key=lambda d: (d.geleverd_op or datetime.min, d.levering))


def leftovers(bron: str) -> list[Delivery]:
    """Hidden folders of deliveries that were being emptied when a process died."""
    if not room(bron).is_dir():
        return []
    return [named(p.with_name(p.name.removeprefix(GONE)), bron) for p in room(bron).glob(f"{GONE}*") if p.is_dir()]


def empty(path: Path) -> None:
    """Remove an accepted (or double) delivery from landing. A delivery that is already gone is fine."""
    hidden = path.with_name(GONE + path.name)
    if hidden.exists():
        shutil.rmtree(hidden)
    if path.exists():
        path.rename(hidden)
        shutil.rmtree(hidden)


def remove_leftover(left: Delivery) -> None:
    """Remove what `leftovers` found: the delivery was accepted, only its emptying was cut short."""
    shutil.rmtree(left.path.with_name(GONE + left.path.name))


def set_apart(path: Path, bron: str, reason: str) -> Path:
    """Move a refused delivery to landing/geweigerd/<bron>/ with `<levering>.reden.txt` beside it. An earlier refused
    delivery of the same name stays: the new one gets `.2`, `.3`, ... Returns where it is now."""
    target = refused_room(bron) / path.name
    number = 2
    while target.exists():
        target = refused_room(bron) / f"{path.name}.{number}"
        number += 1
    target.parent.mkdir(parents=True, exist_ok=True)
    # the reason first: after a crash in between, the move is done again and writes the same reason
    _reason(target).write_text(reason + "\n", encoding="utf-8")
    path.rename(target)
    return target


def put_back(levering: str) -> Path:
    """Move a refused delivery back to landing, to be judged again (`zow retry`). Of several refused under one name the
    last one, unless `levering` names another (`<levering>.2`). Raises ZowError when there is none, or when landing
    holds one of that name."""
    if not levering or "/" in levering or levering.startswith("."):
        raise ZowError(f"{levering!r} is geen naam van een levering.", "landing/geweigerd", "Zie `zow status`.")
    rooms = sorted(p for p in (settings.get().landing / REFUSED).glob("*") if p.is_dir())
    for refused in rooms:
        numbered = re.compile(re.escape(levering) + r"(?:\.(\d+))?")
        found = [(int(match[1] or 1), path) for path in refused.iterdir()
                 if path.is_dir() and (match := numbered.fullmatch(path.name))]
        if not found:
            continue
        source = max(found)[1]
        name = source.name
        if not _NAME.fullmatch(name) and _NAME.fullmatch(name.rpartition(".")[0]):
            name = name.rpartition(".")[0]
        target = settings.get().landing / refused.name / name
        if target.exists():
            raise ZowError(f"Er staat al een levering {name} in landing.", str(target),
                           "Laat die eerst beoordelen (zow nightly) of haal haar weg.")
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        _reason(source).unlink(missing_ok=True)
        return target
    raise ZowError(f"Er is geen geweigerde levering {levering}.", str(settings.get().landing / REFUSED),
                   "Zie `zow status` voor de geweigerde leveringen.")


def _reason(folder: Path) -> Path:
    return folder.with_name(short(folder.name) + ".reden.txt")
