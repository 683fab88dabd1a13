"""The landing room: which deliveries wait, and how they leave it (emptied when accepted, set apart when refused).

A delivery is a folder with its manifest (GWS, CBS) or a file with its sidecar (UWV, finance). Of the two files of the latter the
sidecar is moved last, so that it says after a crash that there is something to finish.
"""

from __future__ import annotations

import glob
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zow import settings
from zow.errors import ZowError
from zow.ingest import manifest, names
from zow.ingest.catalogue import UNKNOWN, short

REFUSED = "geweigerd"
GONE = ".weg."  # a delivery on its way out: hidden in one rename, so that half of it is never judged
_GEMEENTE = re.compile(r"(?:[a-z]+_)+(GM\d{4})_", re.ASCII)


@dataclass(frozen=True)
class Delivery:
    """A complete delivery in landing: `path` is the folder, or the file whose sidecar is there. `feed` is the file of the
    contract that it holds, None when it holds them all. When the name does not fit `geleverd_op` is None and `fault`
    (Dutch) says why."""

    path: Path
    bron: str
    levering: str
    gemeentecode: str
    geleverd_op: datetime | None
    feed: str | None = None
    fault: str | None = None


def room(bron: str) -> Path:
    return settings.get().landing / bron


def refused_room(bron: str) -> Path:
    return settings.get().landing / REFUSED / bron


def manifest_of(path: Path) -> Path:
    """Where the manifest of the delivery at `path`, in the room of its bron, stands: in the folder, or beside the file (which may be
    gone)."""
    return path / names.manifest(path.parent.name) if path.is_dir() else names.sidecar(path)


def named(path: Path, bron: str, folder: bool | None = None) -> Delivery:
    """What the name of a folder or file says (sources.md 1, 2, 4). `folder`: which of the two it is, None when it is what
    `bron` delivers."""
    levering = manifest.printable(path.name)
    said = names.parse(bron, levering)
    wanted = names.folders(bron)
    if said and folder in (None, wanted):
        return Delivery(path, bron, levering, said.gemeentecode, said.geleverd_op, said.feed)
    part = _GEMEENTE.match(levering)
    return Delivery(path, bron, levering, part[1] if part else UNKNOWN, None, fault=_fault(bron, wanted if folder is None else folder))


def _fault(bron: str, folder: bool) -> str:
    wanted, given = names.folders(bron), "mapnaam" if folder else "bestandsnaam"
    kind = f"een map met {names.manifest(bron)}" if wanted else f"een bestand met <bestand>{names.SIDECAR} ernaast"
    return f"De {given} past niet: een levering van {bron} is {kind}, met een naam zoals {' of '.join(names.examples(bron))} " \
           "(de maand, de datum en de tijd bestaan). Hernoem de levering (of laat de export dat doen) en zet haar " \
           "opnieuw in landing, in de map van haar bron."


def complete(bron: str) -> list[Delivery]:
    """The deliveries whose manifest is there, oldest stamp first. Without it a delivery is not complete yet; other files
    and what is hidden are left alone."""
    if not room(bron).is_dir():
        return []
    found = [named(path, bron, path.is_dir()) for path in _entries(room(bron))]
    return sorted(found, key=lambda d: (d.geleverd_op or datetime.min, d.levering))


def _entries(place: Path) -> list[Path]:
    """Every delivery in `place` that has its manifest; of a delivery of one file the file, whether it is there or not."""
    found = []
    for path in place.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            found += [path] if manifest_of(path).is_file() else []
        elif path.name.endswith(names.SIDECAR):
            file = path.with_name(path.name.removesuffix(names.SIDECAR))
            found += [file] if _is_delivery(file) else []
    return found


def _is_delivery(file: Path) -> bool:
    """A sidecar belongs to a CSV (or, refused before, to one with a number behind its name), and not to a folder."""
    return bool(re.search(r"\.csv(\.\d+)?$", file.name)) and not file.is_dir()


def leftovers(bron: str) -> list[Delivery]:
    """What is hidden of deliveries that were being emptied when a process died."""
    if not room(bron).is_dir():
        return []
    return [named(p.with_name(p.name.removeprefix(GONE).removesuffix(names.SIDECAR)), bron, p.is_dir())
            for p in room(bron).glob(f"{GONE}*")]


def empty(path: Path) -> None:
    """Remove an accepted (or double) delivery from landing. A delivery that is already gone is fine."""
    for part in _parts(path):
        hidden = part.with_name(GONE + part.name)
        _remove(hidden)
        if part.exists():
            part.rename(hidden)
            _remove(hidden)


def remove_leftover(left: Delivery) -> None:
    """Remove what `leftovers` found: the delivery was accepted, only its emptying was cut short."""
    for part in (left.path, names.sidecar(left.path)):
        _remove(part.with_name(GONE + part.name))


def _parts(path: Path) -> list[Path]:
    """What a delivery consists of, in the order in which it moves."""
    return [path] if path.is_dir() else [path, names.sidecar(path)]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def set_apart(path: Path, bron: str, reason: str) -> Path:
    """Move a refused delivery to landing/geweigerd/<bron>/ with `<levering>.reden.txt` beside it. An earlier refused
    delivery of the same name stays: the new one gets `.2`, `.3`, ... Returns where it is now."""
    target = refused_room(bron) / path.name
    number = 2
    while _taken(target, path):
        target = refused_room(bron) / f"{path.name}.{number}"
        number += 1
    target.parent.mkdir(parents=True, exist_ok=True)
    # the reason first: after a crash in between, the move is done again and writes the same reason
    _reason(target).write_text(reason + "\n", encoding="utf-8")
    _move(path, target)
    return target


def _taken(target: Path, path: Path) -> bool:
    """Is there something where a part of the delivery at `path` would go? A file that went there without its sidecar is the
    first half of a move that was cut short, not another delivery."""
    return target.is_dir() or names.sidecar(target).exists() or (target.exists() and path.exists())


def _move(path: Path, target: Path) -> None:
    moves = [(path, target)] if path.is_dir() else [(path, target), (names.sidecar(path), names.sidecar(target))]
    for part, goal in moves:
        if part.exists():
            part.rename(goal)


def put_back(levering: str) -> Path:
    """Move a refused delivery back to landing, to be judged again (`zow retry`). Of several refused under one name the
    last one, unless `levering` names another (`<levering>.2`). Raises ZowError when there is none, or when landing
    holds one of that name."""
    if not levering or "/" in levering or levering.startswith("."):
        raise ZowError(f"{levering!r} is geen naam van een levering.", "landing/geweigerd", "Zie `zow status`.")
    rooms = sorted(p for p in (settings.get().landing / REFUSED).glob("*") if p.is_dir())
    for refused in rooms:
        numbered = re.compile(re.escape(levering) + r"(?:\.(\d+))?")
        found = [(int(match[1] or 1), path) for path in _refused(refused) if (match := numbered.fullmatch(path.name))]
        if not found:
            continue
        source = max(found)[1]
        name = source.name
        if not names.parse(refused.name, name) and names.parse(refused.name, name.rpartition(".")[0]):
            name = name.rpartition(".")[0]
        target = settings.get().landing / refused.name / name
        if _taken(target, source):
            raise ZowError(f"Er staat al een levering {name} in landing.", str(target),
                           "Laat die eerst beoordelen (zow nightly) of haal haar weg.")
        target.parent.mkdir(parents=True, exist_ok=True)
        # it did leave landing: what a killed run did not get to say must not send it back without a judgement
        for mark in settings.get().raw.glob(f"{refused.name}/*/leveringen/{glob.escape(short(name))}.*.open"):
            mark.unlink(missing_ok=True)
        _move(source, target)
        _reason(source).unlink(missing_ok=True)
        return target
    raise ZowError(f"Er is geen geweigerde levering {levering}.", str(settings.get().landing / REFUSED),
                   "Zie `zow status` voor de geweigerde leveringen.")


def _refused(place: Path) -> list[Path]:
    """The refused deliveries in `place`: also a folder whose manifest somebody took out to mend it."""
    return list(dict.fromkeys([*_entries(place), *(p for p in place.iterdir() if p.is_dir())]))


def refused(bron: str) -> list[Path]:
    """The refused deliveries of `bron` that stand apart."""
    return sorted(_refused(refused_room(bron))) if refused_room(bron).is_dir() else []


def _reason(path: Path) -> Path:
    return path.with_name(short(path.name) + ".reden.txt")
