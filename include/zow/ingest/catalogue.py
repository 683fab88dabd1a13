"""The outcome of every judgement: one JSON each in the raw room; its atomic rename is the commit of a delivery."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from zow import settings
from zow.ingest import names

ACCEPTED, REFUSED, DUPLICATE = "geaccepteerd", "geweigerd", "dubbel"
UNKNOWN = "onbekend"  # the gemeente of a delivery whose name does not say one


@dataclass(frozen=True)
class FileOutcome:
    """One file of an accepted delivery. `part` is relative to raw; `rows` loaded, `rejected` and `warned` lines of
    `lines` data lines."""

    file_name: str
    part: str
    part_sha256: str
    csv_sha256: str
    contract: str
    lines: int
    rows: int
    rejected: int
    warned: int
    control_column: str | None = None
    control_total: Decimal | None = None


@dataclass(frozen=True)
class Outcome:
    """One judgement of one delivery: a row of meta.leveringen (marts.md) and what the next steps need of it.

    `nr` counts the judgements of a levering from 1; `regels` data lines read, `afgekeurd` rejected lines; `sha256` of
    the manifest; `gemeentecode` is names.NATIONAL for a national feed; times are Europe/Amsterdam without zone;
    `geleverd_op` is None when the name has no valid stamp; `reden` is None when there is nothing to say; `files` (our
    name -> FileOutcome) is filled when accepted: all files of the contract, or the one feed that was delivered.
    """

    gemeentecode: str
    bron: str
    levering: str
    nr: int
    geleverd_op: datetime | None
    ontvangen_op: datetime
    status: str
    reden: str | None
    regels: int
    afgekeurd: int
    sha256: str
    waarschuwingen: tuple[str, ...] = ()
    sleutel: str = ""
    files: Mapping[str, FileOutcome] = field(default_factory=dict)

    @property
    def feed(self) -> str | None:
        """The file of the contract that a delivery of one file holds; None for GWS and for a name that does not fit."""
        said = names.parse(self.bron, self.levering)
        return said.feed if said else None

    @property
    def parts(self) -> set[str]:
        """The parts, relative to raw, that hold its rows."""
        return {file.part for file in self.files.values()}

    @property
    def venster(self) -> str | None:
        """The month (jjjj-mm) or year (jjjj) in the name, "" for GWS; None for a name that does not fit."""
        said = names.parse(self.bron, self.levering)
        return said.venster if said else None


def folder(bron: str, gemeentecode: str) -> Path:
    """The raw room of one bron and gemeente."""
    return settings.get().raw / bron / gemeentecode


def base_name(levering: str, nr: int) -> str:
    """`<levering>.<nr>`: the file name (without suffix) of everything that belongs to one judgement."""
    return f"{short(levering)}.{nr}"


def short(name: str) -> str:
    """`name`, or what identifies it when a suffix would make it too long for a file name."""
    if len(name.encode("utf-8", "replace")) <= 180:
        return name
    return f"{name[:40]}.{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"


def write(outcome: Outcome) -> Path:
    """Commit: the JSON appears whole or not at all."""
    name = f"{base_name(outcome.levering, outcome.nr)}.json"
    target = folder(outcome.bron, outcome.gemeentecode) / "leveringen" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8") as handle:
        json.dump(asdict(outcome), handle, indent=1, ensure_ascii=False, default=str)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(target)
    return target


def read(path: Path) -> Outcome:
    """One outcome back from its JSON."""
    content = json.loads(path.read_text(encoding="utf-8"))
    files = {}
    for name, record in content.pop("files").items():
        total = record.pop("control_total")
        files[name] = FileOutcome(**record, control_total=None if total is None else Decimal(total))
    stamp = content.pop("geleverd_op")
    return Outcome(**content | {
        "geleverd_op": datetime.fromisoformat(stamp) if stamp else None,
        "ontvangen_op": datetime.fromisoformat(content["ontvangen_op"]),
        "waarschuwingen": tuple(content["waarschuwingen"]), "files": files})


def outcomes(bron: str | None = None, gemeentecode: str | None = None) -> list[Outcome]:
    """Every judgement ever, in order of bron, gemeente, stamp and name; order of arrival does not show."""
    return sorted(map(read, _files(bron, gemeentecode)), key=_order)


def readable() -> tuple[list[Outcome], list[Path]]:
    """Every judgement that can be read, in the order of `outcomes`, and the JSON of those that cannot: for screens and pages that go on
    with the others. No figure is made past a judgement that cannot be read."""
    found, broken = [], []
    for path in _files():
        try:
            found.append(read(path))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            broken.append(path)
    return sorted(found, key=_order), sorted(broken)


def _files(bron: str | None = None, gemeentecode: str | None = None) -> Iterator[Path]:
    return settings.get().raw.glob(f"{bron or '*'}/{gemeentecode or '*'}/leveringen/*.json")


def _order(outcome: Outcome) -> tuple:
    return outcome.bron, outcome.gemeentecode, outcome.geleverd_op or datetime.min, outcome.levering, outcome.nr


def accepted(bron: str, gemeentecode: str | None = None, until: datetime | None = None) -> list[Outcome]:
    """Accepted deliveries with a stamp <= `until` (None = all), by gemeente and stamp, the oldest first."""
    return [o for o in outcomes(bron, gemeentecode)
            if o.status == ACCEPTED and o.geleverd_op and (until is None or o.geleverd_op <= until)]


def unfinished(bron: str) -> set[str]:
    """The gemeentecodes with a judgement whose delivery may not have left landing: a run was killed before it said so."""
    return {path.parent.parent.name for path in settings.get().raw.glob(f"{bron}/*/leveringen/*.open")}


def quarantine_files(bron: str | None = None) -> list[Path]:
    """The quarantine Parquet of every committed judgement."""
    paths = [folder(o.bron, o.gemeentecode) / "quarantaine" / f"{base_name(o.levering, o.nr)}.parquet"
             for o in outcomes(bron)]
    return [path for path in paths if path.exists()]
