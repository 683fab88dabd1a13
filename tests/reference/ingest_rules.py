"""sources.md 1 and 5 in plain Python: what becomes of one delivery folder. Loops and dicts, no SQL, nothing of the product.

`judge(folder, ...)` reads the bytes and gives a Verdict. Where the text is silent it follows docs/decisions.md.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.reference.gws_table import FILES, ORDER, Col

SPACE = " \t\x0b\x0c\r\u00a0"
DEC = re.compile(r"-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]{1,2})?")
MANIFEST = ["bestand", "regels", "controlekolom", "controletotaal", "sha256"]
STRICT = ("betalingen",)  # grootboek and begroting belong to another source


@dataclass
class FileVerdict:
    """Counts of one file; `rows` the accepted rows as raw holds them, without lineage but with `_line`."""

    lines: int = 0
    rejected: int = 0
    over_limit: bool = False
    rows: list[dict] = field(default_factory=list)


@dataclass
class Verdict:
    """`reason` is None when accepted. `quarantine`: (bestand, regel, kolom, regel_code, ernst, ruwe_regel)."""

    reason: str | None = None
    files: dict[str, FileVerdict] = field(default_factory=dict)
    quarantine: list[tuple] = field(default_factory=list)
    warnings: int = 0


def physical_lines(content: bytes) -> list[bytes]:
    """A line ends at LF, with or without CR before it; what follows the last end is a line when there is anything."""
    lines = content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [line[:-1] if line.endswith(b"\r") else line for line in lines]


def split(line: str) -> list[str] | None:
    """The fields of a line, or None when a quoted field does not close at a delimiter or the end."""
    fields, at = [], 0
    while True:
        if at < len(line) and line[at] == '"':
            value, at = "", at + 1
            while True:
                if at >= len(line):
                    return None
                if line[at] != '"':
                    value += line[at]
                    at += 1
                elif line[at + 1:at + 2] == '"':
                    value += '"'
                    at += 2
                else:
                    at += 1
                    break
            if at < len(line) and line[at] != ";":
                return None
        else:
            end = line.find(";", at)
            end = len(line) if end < 0 else end
            value, at = line[at:end], end
        fields.append(value)
        if at >= len(line):
            return fields
        at += 1


def text(line: bytes) -> str:
    """windows-1252; a byte that it does not have becomes U+FFFD."""
    return line.decode("cp1252", "replace")


def trim(value: str) -> str:
    return value.strip(SPACE)


def parse(value: str, col: Col) -> tuple[object, str | None]:
    """(value as raw holds it, None) or (None, regel_code) of a trimmed, filled field."""
    if col.codes:
        return (value, None) if value in col.codes else (None, "codelijst")
    if col.kind == "date":
        if not re.fullmatch(r"[0-9]{2}-[0-9]{2}-[0-9]{4}", value):
            return None, "datum"
        try:
            day = date(int(value[6:]), int(value[3:5]), int(value[:2]))
        except ValueError:
            return None, "datum"
        return (day, None) if 1900 <= day.year <= 2100 else (None, "datum")
    if col.kind == "dec":
        number = decimal(value)
        if number is None or abs(number) > Decimal("9999999999999999.99"):
            return None, "decimaal"
        return bounded(number, col)
    if col.kind == "int":
        if not re.fullmatch(r"-?[0-9]+", value) or not -(2**63) <= int(value) < 2**63:
            return None, "geheel_getal"
        return bounded(int(value), col)
    if col.kind == "maand":
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", value):
            return None, "maand"
        return (value, None) if 1 <= int(value[5:]) <= 12 else (None, "bereik")
    if col.kind == "jn":
        return {"J": (True, None), "N": (False, None)}.get(value, (None, "jn"))
    return value, None


def decimal(value: str) -> Decimal | None:
    if not DEC.fullmatch(value):
        return None
    return Decimal(value.replace(".", "").replace(",", "."))


def bounded(number: Decimal | int, col: Col) -> tuple[object, str | None]:
    if col.low is not None and not col.low <= number <= col.high:
        return None, "bereik"
    return number, None


def elfproef(bsn: str) -> bool:
    if not re.fullmatch(r"[0-9]{9}", bsn) or bsn == "000000000":
        return False
    return sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), bsn, strict=True)) % 11 == 0


def masked(fields: list[str], header: list[str], cols: dict[str, Col]) -> str:
    """The fields of a line without personal data, written so that it splits again."""
    shown = []
    for name, value in zip(header, fields, strict=True):
        col = cols.get(name)
        if col is None or col.bsn or col.pii:
            shown.append("***")
        elif name == "postcode":
            digits = re.search(r"[0-9]{4}", value)
            shown.append(digits[0] if digits else "***" if value else "")
        else:
            shown.append(value)
    return ";".join('"' + v.replace('"', '""') + '"' if ";" in v or v.startswith('"') else v for v in shown)


@dataclass
class Row:
    """One data line on its way through the stages; `faults`: (kolom, regel_code) of the stage that stopped it."""

    regel: int
    raw: bytes
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    masked: str = ""
    faults: list[tuple[str | None, str]] = field(default_factory=list)
    stage: str = ""
    warnings: list[str] = field(default_factory=list)

    def fail(self, stage: str, faults: list[tuple[str | None, str]]) -> None:
        if faults:
            self.stage, self.faults = stage, faults


def first_stages(row: Row, header: list[str], cols: dict[str, Col]) -> None:
    """Fields, encoding, required, type/code/range, elfproef, date order: a line on its own."""
    fields = split(text(row.raw))
    if fields is None or len(fields) != len(header) or row.raw == b"":
        row.fail("fields", [(None, "aantal_velden")])
        return
    row.masked = masked(fields, header, cols)
    row.fields = {name: value for name, value in zip(header, fields, strict=True) if name in cols}
    row.fail("encoding", [(n, "codering") for n, v in row.fields.items() if "\ufffd" in v])
    if row.faults:
        return
    row.fields = {name: trim(value) for name, value in row.fields.items()}
    row.fail("required", [(n, "verplicht") for n, v in row.fields.items() if v == "" and cols[n].required])
    if row.faults:
        return
    faults = []
    for name, col in cols.items():
        value = row.fields.get(name, "")
        row.values[name] = None
        if value != "":
            row.values[name], rule = parse(value, col)
            if rule:
                faults.append((name, rule))
    row.fail("type", faults)
    if row.faults:
        return
    row.fail("elfproef", [(n, "elfproef") for n, c in cols.items() if c.bsn and not elfproef(row.values[n])])
    if row.faults or "begindatum" not in cols or "einddatum" not in cols:
        return
    if row.values["einddatum"] and row.values["einddatum"] < row.values["begindatum"]:
        row.fail("order", [("einddatum", "datum_volgorde")])


def duplicates(name: str, rows: list[Row], cols: dict[str, Col]) -> None:
    """The first row of a key stays; in clienten a BSN belongs to the clientnummer of its first row."""
    keys = [c.name for c in cols.values() if c.key]
    seen_keys, seen_bsns = set(), {}
    for row in [r for r in rows if not r.faults]:
        key = tuple(row.values[k] for k in keys)
        faults = [(keys[0], "dubbele_sleutel")] if key in seen_keys else []
        seen_keys.add(key)
        bsn, number = row.values.get("bsn"), row.values.get("clientnummer")
        if name == "clienten" and seen_bsns.setdefault(bsn, number) != number:
            faults.append(("bsn", "dubbele_sleutel"))
        row.fail("duplicate", faults)


def references(rows: list[Row], cols: dict[str, Col], accepted: dict[str, set]) -> None:
    for row in [r for r in rows if not r.faults]:
        broken = [c for c in cols.values() if c.target and row.values[c.name] is not None
                  and row.values[c.name] not in accepted[c.target]]
        row.warnings = [c.name for c in broken if not c.required]
        for column in row.warnings:
            row.values[column] = None
        row.fail("reference", [(c.name, "verwijzing") for c in broken if c.required])


def stored(row: Row, cols: dict[str, Col], key: bytes, gemeentecode: str) -> dict[str, object]:
    """The row as raw keeps it: client_key for bsn, no [pii], the first four digits of the postcode."""
    kept: dict[str, object] = {"_line": row.regel}
    for name, col in cols.items():
        value = row.values[name]
        if col.bsn:
            kept["client_key"] = hmac.new(key, f"{gemeentecode}:{value}".encode(), hashlib.sha256).hexdigest()
        elif name == "postcode":
            digits = re.match(r"[0-9]{4}", value or "")
            kept["postcode4"] = digits[0] if digits else None
        elif not col.pii:
            kept[name] = value
    return kept


def control_total(content: bytes, column: str, kind: str) -> Decimal:
    """The exact sum of the parsable values of `column` in the lines that split into the right number of fields."""
    header, *lines = physical_lines(content)
    names = [trim(n) for n in split(text(header))]
    total = Decimal(0)
    for line in lines:
        fields = split(text(line))
        if line != b"" and fields is not None and len(fields) == len(names):
            value = trim(fields[names.index(column)])
            if kind == "dec":
                total += decimal(value) or 0
            elif re.fullmatch(r"-?[0-9]+", value):
                total += int(value)
    return total


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    header, *lines = [split(text(line)) for line in physical_lines((folder / "manifest.csv").read_bytes())]
    return {record["bestand"]: record for record in (dict(zip(header, line, strict=True)) for line in lines)}


def whole(folder: Path) -> str | None:
    """The reason why a delivery is refused before any row is judged, or None."""
    listed = manifest(folder)
    for name, columns in FILES.items():
        path = folder / f"{name}.csv"
        if path.name not in listed:
            return f"{name}: not listed"
        if not path.exists():
            return f"{name}: not present"
        content, record = path.read_bytes(), listed[path.name]
        if hashlib.sha256(content).hexdigest() != record["sha256"]:
            return f"{name}: checksum"
        lines = physical_lines(content)
        header = [trim(n) for n in split(text(lines[0])) or []] if lines else []
        missing = [c.name for c in columns if c.required and c.name not in header]
        if missing:
            return f"{name}: lacks {missing}"
        if record["regels"] != str(len(lines) - 1):
            return f"{name}: number of lines"
        control = record["controlekolom"]
        if control:
            kinds = {c.name: c.kind for c in columns if c.kind in ("dec", "int")}
            if control not in kinds or control not in header:
                return f"{name}: no such control column"
            claimed = record["controletotaal"]
            if not re.fullmatch(r"-?[0-9]+(,[0-9]+)?", claimed):
                return f"{name}: control total not a number"
            if Decimal(claimed.replace(",", ".")) != control_total(content, control, kinds[control]):
                return f"{name}: control total"
    return None


def judge(folder: Path, key: bytes, gemeentecode: str, lenient: bool = False) -> Verdict:
    """The verdict on the content of a complete delivery. `lenient`: a contract without limits on rejected lines."""
    verdict = Verdict(reason=whole(folder))
    if verdict.reason:
        return verdict
    known = {f"{name}.csv" for name in FILES} | {"manifest.csv"}
    verdict.warnings += sum(1 for path in folder.iterdir() if path.name not in known)
    accepted: dict[str, set] = {}
    for name in ORDER:
        cols = {c.name: c for c in FILES[name]}
        head, *lines = physical_lines((folder / f"{name}.csv").read_bytes())
        header = [trim(n) for n in split(text(head))]
        verdict.warnings += sum(1 for n in header if n not in cols)
        rows = [Row(regel, line) for regel, line in enumerate(lines, start=2)]
        for row in rows:
            first_stages(row, header, cols)
        duplicates(name, rows, cols)
        references(rows, cols, accepted)
        good = [r for r in rows if not r.faults]
        first = next(c.name for c in cols.values() if c.key)
        accepted[name] = {r.values[first] for r in good}
        rejected = [r for r in rows if r.faults]
        found = verdict.files[name] = FileVerdict(len(rows), len(rejected))
        counted = sum(1 for r in rejected if r.stage != "reference")
        allowed = Decimal(0) if name in STRICT else max(Decimal(1), Decimal(len(rows)) / 100)
        found.over_limit = counted > allowed and not lenient
        found.rows = [stored(r, cols, key, gemeentecode) for r in good]
        for row in rows:
            secret = f"lengte {len(row.raw)}, sha256 {hashlib.sha256(row.raw).hexdigest()}"
            shown = secret if row.stage == "fields" else row.masked
            verdict.quarantine += [(f"{name}.csv", row.regel, c, rule, "afgekeurd", shown) for c, rule in row.faults]
            verdict.quarantine += [(f"{name}.csv", row.regel, c, "verwijzing", "waarschuwing", shown) for c in row.warnings]
    over = [name for name, found in verdict.files.items() if found.over_limit]
    verdict.reason = f"over the limit: {over}" if over else None
    return verdict


def decide(folder: Path, key: bytes, gemeentecode: str, accepted_before: dict[str, str],
           lenient: bool = False) -> tuple[str, Verdict | None]:
    """(status, Verdict) given the manifest sha256 of every accepted delivery so far by name; dubbel and a used stamp
    are decided without reading."""
    before = accepted_before.get(folder.name)
    if before is not None:
        same = before == hashlib.sha256((folder / "manifest.csv").read_bytes()).hexdigest()
        return ("dubbel" if same else "geweigerd"), None
    verdict = judge(folder, key, gemeentecode, lenient)
    return ("geweigerd" if verdict.reason else "geaccepteerd"), verdict
