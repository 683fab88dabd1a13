"""Every rule of sources.md 5 in every column in which it can occur, and what lies just inside it: both derived from the contracts, so
that a new file, column or code is covered by itself. All cases of a delivery stand in one delivery."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import ingest_kit as kit
from tests.support.ingest_files import FEEDS, deliver
from zow import contracts
from zow.contracts import Column, FileContract
from zow.ingest import names
from zow.sample.write import rewrite_manifest
from zow.sample.write_files import write_sidecar

RULES = {"aantal_velden", "codering", "verplicht", "datum", "decimaal", "geheel_getal", "maand", "codelijst", "jn", "bereik", "elfproef",
         "datum_volgorde", "dubbele_sleutel", "verwijzing"}  # sources.md 5
REJECTED, WARNED = "afgekeurd", "waarschuwing"
GARBLED = "\u00b6\u00b6"  # stands for a byte that windows-1252 does not have, which no text can hold
WRONG = {"date": [("31-02-2014", "datum"), ("1-2-2014", "datum"), ("31-12-1899", "datum"), ("01-01-2101", "datum")],
         "dec": [("1,234", "decimaal"), ("1.23", "decimaal"), ("x", "decimaal")],
         "int": [("1,0", "geheel_getal"), ("x", "geheel_getal"), ("1.000", "geheel_getal")],
         "maand": [("2014-3", "maand"), ("03-2014", "maand"), ("2014-00", "bereik"), ("2014-13", "bereik")],
         "code": [("bestaat niet", "codelijst")], "jn": [("j", "jn"), ("1", "jn")], "str": []}
RIGHT = {"date": ["01-01-1900", "29-02-2012"], "dec": ["-1.234,5", "0,05"], "int": ["-7"], "maand": ["2014-01", "2014-12"],
         "code": [], "jn": ["J", "N"], "str": [" x\t"]}


@dataclass(frozen=True)
class Case:
    """One row: the `values` of its fields by our names; what must be found in it (None: nothing)."""

    values: dict[str, str]
    column: str | None = None
    rule: str | None = None
    severity: str = REJECTED


@dataclass
class Judged:
    """A file with its cases on the lines 3 and further (line 2 is the good row), and what was made of it."""

    file: FileContract
    cases: list[Case]
    result: object = None
    quarantine: list[dict] = field(default_factory=list)
    stored: list[dict] = field(default_factory=list)


def day(text: str, days: int) -> str:
    return (datetime.strptime(text, "%d-%m-%Y") + timedelta(days=days)).strftime("%d-%m-%Y")


def wrong_values(column: Column, good: dict[str, str]) -> list[tuple[str, str, str]]:
    """(value, rule, severity) of every rule that `column` can break on its own."""
    found = [(value, rule, REJECTED) for value, rule in WRONG[column.type]]
    found.append((good.get(column.name, "") + GARBLED, "codering", REJECTED))
    if column.required:
        found += [("", "verplicht", REJECTED), (" \u00a0", "verplicht", REJECTED)]
    for bound, step in ((column.minimum, -1), (column.maximum, 1)):
        if bound is not None:
            found.append((str(bound + step), "bereik", REJECTED))
    if column.personal == "bsn":
        found += [(number, "elfproef", REJECTED) for number in ("123456789", "000000000", "12345678")]
    if column.not_before:
        found.append((day(good[column.not_before], -1), "datum_volgorde", REJECTED))
    if column.reference:
        found.append(("bestaat niet", "verwijzing", REJECTED if column.required else WARNED))
    return found


def right_values(column: Column, good: dict[str, str]) -> list[str]:
    """Values just inside what `column` may hold."""
    if column.personal == "bsn" or column.reference:
        found = []
    elif column.not_before:
        found = [good[column.not_before], day(good[column.not_before], 1), "31-12-2100"]
    elif column.minimum is not None:
        found = [str(column.minimum), str(column.maximum)]
    else:
        found = [*RIGHT[column.type], *column.codes]
    return found if column.required else [*found, ""]


def fresh(file: FileContract, number: int) -> dict[str, str]:
    """A key that no other row of `file` has, and a person of its own where one may have one row only."""
    column = next((c for c in file.key if c.type == "str" and not c.reference), None)
    key = {column.name: f"X{number}"} if column else {file.key[-1].name: day("01-01-2015", number)}
    return key | {c.name: kit.BSN[10 + number] for c in file.columns if c.unique}


def cases(file: FileContract, good: dict[str, str]) -> list[Case]:
    found: list[Case] = []

    def add(changes: dict[str, str], *fault: str) -> None:
        found.append(Case({**good, **fresh(file, len(found)), **changes}, *fault))

    for column in file.columns:
        for value, rule, severity in wrong_values(column, good):
            add({column.name: value}, column.name, rule, severity)
        if not column.key:
            for value in right_values(column, good):
                add({column.name: value})
    add({c.name: good[c.name] for c in file.key}, file.key[0].name, "dubbele_sleutel")
    for column in file.columns:
        if column.unique:
            add({column.name: good[column.name]}, column.name, "dubbele_sleutel")
    return found


def line(file: FileContract, values: dict[str, str]) -> bytes:
    fields = [values.get(c.name, "") for c in file.columns]
    quoted = ['"' + f.replace('"', '""') + '"' if ";" in f or '"' in f else f for f in fields]
    return ";".join(quoted).encode("windows-1252").replace(GARBLED.encode("windows-1252"), b"\x81")


def write(path: Path, file: FileContract, rows: list[dict[str, str]]) -> None:
    """`rows`, and behind them a line with a field too few and one with a field too many."""
    odd = [b";" * (len(file.columns) - 2), b";" * len(file.columns)]
    header = ";".join(c.physical_name for c in file.columns).encode()
    path.write_bytes(b"\r\n".join([header, *(line(file, row) for row in rows), *odd]) + b"\r\n")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """<bron>.<file> -> what became of it."""
    room, found = tmp_path_factory.mktemp("vuil"), {}
    contract = contracts.load("gws", kit.GM)
    folder = kit.deliver(room)
    for file in contract.files:
        good = {name: str(value) for name, value in kit.ROWS[file.name].items()}
        found[f"gws.{file.name}"] = Judged(file, cases(file, good))
        write(folder / file.file_name, file, [good, *(c.values for c in found[f"gws.{file.name}"].cases)])
    rewrite_manifest(folder)
    result, quarantine, stored = kit.judged(folder, room / "tmp")
    for file in contract.files:
        entry = found[f"gws.{file.name}"]
        entry.result, entry.stored = result.files[file.name], stored[file.name]
        entry.quarantine = [q for q in quarantine if q["bestand"] == file.file_name]
    for feed, (bron, code, _, good) in FEEDS.items():
        path = deliver(room, feed)
        own = contracts.load(bron, code).delivered(feed, path.name)
        entry = found[f"{bron}.{feed}"] = Judged(own.files[0], cases(own.files[0], good))
        write(path, entry.file, [good, *(c.values for c in entry.cases)])
        write_sidecar(path)
        result, entry.quarantine, stored = kit.judged(path.parent, room / "tmp", code or names.NATIONAL, own)
        entry.result, entry.stored = result.files[feed], stored[feed]
    return found


ALL = [f"{bron}.{file.name}" for bron in ("gws", "uwv", "finance") for file in contracts.load(bron).files]


@pytest.mark.parametrize("name", ALL)
def test_every_rule_in_every_column_of(judged: dict[str, Judged], name: str) -> None:
    entry = judged[name]
    expected = [(number, case.column, case.rule, case.severity) for number, case in enumerate(entry.cases, start=3) if case.rule]
    end = len(entry.cases) + 3
    expected += [(number, None, "aantal_velden", REJECTED) for number in (end, end + 1)]
    found = [(q["regel"], q["kolom"], q["regel_code"], q["ernst"]) for q in entry.quarantine]
    assert found == expected, [(row, entry.cases[row[0] - 3]) for row in set(found) ^ set(expected) if row[0] < end]
    loaded = [2, *(number for number, case in enumerate(entry.cases, start=3) if case.rule is None or case.severity == WARNED)]
    rows = {row["_line"]: row for row in entry.stored}
    assert sorted(rows) == loaded
    assert all(rows[number][case.column] is None for number, case in enumerate(entry.cases, start=3) if case.severity == WARNED)
    assert (entry.result.lines, entry.result.loaded, entry.result.rejected) == (end, len(loaded), end - len(loaded))


@pytest.mark.parametrize("name", ALL)
def test_every_message_says_which_column_and_where_to_mend_it(judged: dict[str, Judged], name: str) -> None:
    entry = judged[name]
    for row in entry.quarantine:
        assert entry.file.repair in row["melding"] and (row["kolom"] or "velden") in row["melding"], row
        assert "bestaat niet" not in row["melding"]
    personal = {case.values[c.name] for case in entry.cases for c in entry.file.columns if c.personal in ("bsn", "pii")} - {"", " \u00a0"}
    shown = repr([(q["melding"], q["ruwe_regel"]) for q in entry.quarantine])
    assert not [value for value in personal if value in shown]


def test_every_rule_code_occurs(judged: dict[str, Judged]) -> None:
    assert {q["regel_code"] for entry in judged.values() for q in entry.quarantine} == RULES


@pytest.mark.parametrize("name", [n for n in ALL if len(contracts.load(n.split(".")[0]).file(n.split(".")[1]).key) > 1])
def test_a_key_of_several_columns_is_double_only_when_all_agree(tmp_path: Path, name: str) -> None:
    bron, feed = name.split(".")
    other = {"str": "X", "int": "12", "date": "05-05-2014", "maand": "2014-05"}
    good = {k: str(v) for k, v in (kit.ROWS[feed] if bron == "gws" else FEEDS[feed][3]).items()}
    file = contracts.load(bron).file(feed)
    rows = [{**good, c.name: next(v for v in (*c.codes, other.get(c.type)) if v != good[c.name])} for c in file.key if not c.reference]
    rows += [{**good, c.name: ""} for c in file.key if not c.required]  # an empty budgetpost is a value of its key
    repeated = [good, *rows]
    if bron == "gws":
        folder, code, contract = kit.deliver(tmp_path), kit.GM, contracts.load("gws", kit.GM)
        path = folder / file.file_name
    else:
        path = deliver(tmp_path, feed)
        folder, code = path.parent, FEEDS[feed][1] or names.NATIONAL
        contract = contracts.load(bron, FEEDS[feed][1]).delivered(feed, path.name)
    header = ";".join(c.physical_name for c in file.columns).encode()
    path.write_bytes(b"\r\n".join([header, *(line(file, row) for row in (*repeated, *repeated))]) + b"\r\n")
    rewrite_manifest(folder) if bron == "gws" else write_sidecar(path)
    _, quarantine, stored = kit.judged(folder, tmp_path / "tmp", code, contract)
    assert [row["_line"] for row in stored[feed]] == list(range(2, 2 + len(repeated)))
    assert [(q["regel"], q["regel_code"], q["kolom"]) for q in quarantine] == [
        (number, "dubbele_sleutel", file.key[0].name) for number in range(2 + len(repeated), 2 + 2 * len(repeated))]
    assert [f"op regel {number}" in q["melding"] for number, q in enumerate(quarantine, start=2)] == [True] * len(quarantine)


def test_the_largest_amounts_keep_their_cents(tmp_path: Path) -> None:
    path = deliver(tmp_path, "grootboek", {"regel": "2", "bedrag": "9.999.999.999.999.999,99"},
                   {"regel": "3", "bedrag": "-9999999999999999,99"}, {"regel": "4", "bedrag": "10000000000000000,00"})
    own = contracts.load("finance", kit.GM).delivered("grootboek", path.name)
    result, quarantine, stored = kit.judged(path.parent, tmp_path / "tmp", kit.GM, own)
    amounts = [str(row["bedrag"]) for row in stored["grootboek"]]
    assert amounts == ["1234.50", "9999999999999999.99", "-9999999999999999.99"]
    assert [(q["regel"], q["regel_code"]) for q in quarantine] == [(5, "decimaal")]
    assert result.files["grootboek"].control_total == Decimal("10000000000001234.50")
