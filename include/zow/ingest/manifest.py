"""manifest.csv, or the sidecar of a file: what the supplier says is in a delivery (sources.md 1, 2, 4), and whether that is
what we read."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from zow.contracts import Column, SourceContract
from zow.ingest import names
from zow.ingest.reader import Unreadable, split_line

NAME = "manifest.csv"
COLUMNS = ("bestand", "regels", "controlekolom", "controletotaal", "sha256")
_LARGEST = 64 << 20  # bytes; a manifest has a line per file
_REPAIR = "Laat de export dit manifest opnieuw schrijven."


@dataclass(frozen=True)
class Entry:
    """One line of the manifest `source`: `lines` records without the header; `total` is None when there is no control column
    or no value."""

    source: str
    file: str
    lines: int
    control: Column | None
    total: Decimal | None
    sha256: str


@dataclass
class Manifest:
    """The entries per contract file (our name), with what is wrong (reasons to refuse) and what is odd (warnings). `name` is
    that of the manifest itself."""

    name: str
    sha256: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def sha256(path: Path) -> str:
    """Lowercase hex of the bytes of `path`."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read(folder: Path, contract: SourceContract) -> Manifest:
    """Read and judge the manifest in `folder`, and which files are there: manifest.csv, or the sidecar of the one file of a
    `contract` per delivery. Nothing of the files themselves is read."""
    path = names.sidecar(folder / contract.files[0].file_name) if contract.per_file else folder / NAME
    result = Manifest(path.name, sha256(path))
    try:
        records = _records(path, contract, result)
    except Unreadable as error:
        result.reasons.append(f"{path.name}: {error}. {_REPAIR}")
        return result
    by_name = {alias: f.name for f in contract.files for alias in (f.file_name, f.file_name.removesuffix(".csv"))}
    seen: set[str] = set()
    for record in records:
        name = by_name.get(record["bestand"])
        if name is None:
            result.warnings.append(f"{path.name} noemt {record['bestand']!r}, dat niet in het contract staat: genegeerd.")
            continue
        if name in seen:
            result.reasons.append(f"{path.name}: {record['bestand']} staat er meer dan eens in. {_REPAIR}")
            continue
        seen.add(name)
        entry = _entry(name, record, contract, result)
        if entry:
            result.entries[name] = entry
    _presence(folder, contract, seen, result)
    return result


def _records(path: Path, contract: SourceContract, result: Manifest) -> list[dict[str, str]]:
    if path.stat().st_size > _LARGEST:
        raise Unreadable("is te groot om een manifest te zijn")
    text = path.read_bytes().decode(contract.dialect.encoding, errors="replace").removeprefix("\ufeff")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    delimiter = contract.dialect.delimiter
    header = split_line(lines[0], delimiter) or []
    if "bestand" not in header and delimiter != ";":  # an overlay's dialect may leave the manifest as it was
        delimiter = ";"
        header = split_line(lines[0], delimiter) or []
    missing = [name for name in COLUMNS if header.count(name) != 1]
    if missing:
        raise Unreadable(f"kolom {', '.join(missing)} ontbreekt of staat er dubbel in")
    records = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        fields = split_line(line, delimiter)
        if fields is None or len(fields) != len(header):
            result.reasons.append(f"{path.name}, regel {number}: niet evenveel velden als de kopregel. {_REPAIR}")
            continue
        records.append(dict(zip(header, fields, strict=True)))
    return records


def _entry(name: str, record: dict[str, str], contract: SourceContract, result: Manifest) -> Entry | None:
    file, mark = contract.file(name), re.escape(contract.dialect.decimal)
    wrong = []
    if not re.fullmatch(r"[0-9]{1,15}", record["regels"]):
        wrong.append("regels is geen aantal")
    control = next((c for c in file.columns if c.physical_name == record["controlekolom"]), None)
    if record["controlekolom"] and (control is None or control.type not in ("dec", "int")):
        wrong.append(f"controlekolom {record['controlekolom']!r} is geen decimale of gehele kolom van dit bestand")
    if record["controletotaal"] and not re.fullmatch(rf"-?[0-9]+({mark}[0-9]+)?", record["controletotaal"]):
        wrong.append("controletotaal is geen getal (decimaalteken "
                     f"{contract.dialect.decimal}, geen teken tussen duizendtallen)")
    if record["controletotaal"] and not record["controlekolom"]:
        wrong.append("controletotaal zonder controlekolom")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", record["sha256"]):
        wrong.append("sha256 bestaat niet uit 64 hexadecimale tekens")
    if wrong:
        result.reasons.append(f"{result.name}, {record['bestand']}: {'; '.join(wrong)}. {_REPAIR}")
        return None
    total = record["controletotaal"].replace(contract.dialect.decimal, ".")
    return Entry(result.name, file.file_name, int(record["regels"]), control, Decimal(total) if total else None,
                 record["sha256"].lower())


def _presence(folder: Path, contract: SourceContract, listed: set[str], result: Manifest) -> None:
    known = {f.file_name for f in contract.files}
    place, wish = ("in landing", "Lever het bestand met zijn manifest opnieuw.") if contract.per_file \
        else ("in de map", "Lever alle bestanden, ook lege.")
    for file in contract.files:
        present = (folder / file.file_name).is_file()
        if file.name not in listed:
            result.reasons.append(f"{file.file_name} staat niet in {result.name}" + ("" if present else f" en niet {place}") + f". {wish}")
        elif not present:
            result.reasons.append(f"{file.file_name} staat in {result.name} maar niet {place}. Lever het bestand opnieuw.")
    if contract.per_file:
        return  # the other files beside it are other deliveries
    for path in sorted(folder.iterdir()):
        if path.name != NAME and path.name not in known:
            result.warnings.append(f"{printable(path.name)} staat niet in het contract: genegeerd.")


def printable(name: str) -> str:
    """A file name as text that can be stored anywhere: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def mismatch(entry: Entry, lines: int, total: Decimal | None, count: int, digest: str) -> list[str]:
    """Where the file disagrees with the manifest: `lines` read, `total` of `count` parsable values, sha256 of the
    bytes. Dutch; empty when all agree."""
    found = []
    if digest != entry.sha256:
        found.append(f"{entry.file}: sha256 wijkt af van {entry.source}; het bestand is na het manifest gewijzigd of "
                     "onvolledig overgezet. Zet de levering opnieuw over.")
    if lines != entry.lines:
        found.append(f"{entry.file}: {lines} regels gelezen, {entry.source} zegt {entry.lines}. Draai de export opnieuw.")
    if entry.control is not None:
        said = entry.total if entry.total is not None or count else Decimal(0)
        if said is None or said != (total or Decimal(0)):
            found.append(f"{entry.file}: controletotaal van {entry.control.physical_name} is {_shown(total)}, {entry.source} "
                         f"zegt {_shown(entry.total)}. Draai de export opnieuw.")
    return found


def _shown(total: Decimal | None) -> str:
    return "leeg" if total is None else f"{total:f}".replace(".", ",")
