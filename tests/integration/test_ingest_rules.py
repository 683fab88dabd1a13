"""Every rule code of sources.md 5, each on both sides: one delivery in which each row differs from a good one in one field."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.support import ingest_kit as kit
from zow.sample.write import add_lines, read_lines, rewrite_manifest, set_field, write_lines


@dataclass(frozen=True)
class Case:
    file: str
    changes: dict
    rule: str | None = None
    column: str | None = None
    severity: str = "afgekeurd"
    stored: tuple | None = None

    def __str__(self) -> str:
        return f"{self.file}-{'-'.join(f'{k}={v}' for k, v in self.changes.items())}-{self.rule or 'goed'}"


def bad(file: str, column: str, value: object, rule: str, severity: str = "afgekeurd") -> Case:
    return Case(file, {column: value}, rule, column, severity)


def good(file: str, column: str, value: object, stored: object, name: str = "") -> Case:
    return Case(file, {column: value}, stored=(name or column, stored))


date = pd.Timestamp
CASES = [
    bad("uitkeringen", "dossiernummer", "", "verplicht"), bad("uitkeringen", "dossiernummer", " \t\u00a0", "verplicht"),
    good("uitkeringen", "dossiernummer", "\u00a0 D 9\t", "D 9"), good("aanbieders", "kvk_nummer", "", None),
    bad("uitkeringen", "begindatum", "31-02-2014", "datum"), good("uitkeringen", "begindatum", "28-02-2014", date("2014-02-28")),
    good("uitkeringen", "begindatum", " 29-02-2012 ", date("2012-02-29")), bad("uitkeringen", "begindatum", "29-02-2014", "datum"),
    bad("uitkeringen", "begindatum", "1-02-2014", "datum"), bad("uitkeringen", "begindatum", "2014-02-01", "datum"),
    bad("uitkeringen", "begindatum", "01/02/2014", "datum"), bad("uitkeringen", "begindatum", "01-02-14", "datum"),
    bad("uitkeringen", "begindatum", "31-12-1899", "datum"), good("uitkeringen", "begindatum", "01-01-1900", date("1900-01-01")),
    good("uitkeringen", "aanvraagdatum", "31-12-2100", date("2100-12-31")), bad("uitkeringen", "aanvraagdatum", "01-01-2101", "datum"),
    good("uitkeringen", "einddatum", "15-01-2014", date("2014-01-15")), bad("uitkeringen", "einddatum", "14-01-2014", "datum_volgorde"),
    bad("trajecten", "einddatum", "31-01-2014", "datum_volgorde"), bad("contracten", "einddatum", "31-12-2013", "datum_volgorde"),
    bad("activiteiten", "einddatum", "31-01-2014", "datum_volgorde"), bad("ontheffingen", "einddatum", "28-02-2014", "datum_volgorde"),
    bad("wsw_plaatsen", "einddatum", "31-01-2014", "datum_volgorde"),
    good("activiteiten", "geplande_einddatum", "31-01-2014", date("2014-01-31")),
    good("inkomensbetalingen", "bedrag", "1.234", 1234), good("inkomensbetalingen", "bedrag", "-1.234.567,8", -1234567.8),
    good("inkomensbetalingen", "bedrag", "0,05", 0.05), good("inkomensbetalingen", "bedrag", "1234567", 1234567),
    bad("inkomensbetalingen", "bedrag", "1,234", "decimaal"), bad("inkomensbetalingen", "bedrag", "12.34", "decimaal"),
    bad("inkomensbetalingen", "bedrag", "1.2345", "decimaal"), bad("inkomensbetalingen", "bedrag", ",50", "decimaal"),
    bad("inkomensbetalingen", "bedrag", "+5", "decimaal"), bad("inkomensbetalingen", "bedrag", "12-", "decimaal"),
    bad("inkomensbetalingen", "bedrag", "1 234", "decimaal"), bad("inkomensbetalingen", "bedrag", "1e3", "decimaal"),
    bad("inkomensbetalingen", "bedrag", "99999999999999999", "decimaal"),
    good("inkomensbetalingen", "bedrag", "9999999999999999,99", "9999999999999999.99"),
    good("activiteiten", "verlengingen", "2", 2), bad("activiteiten", "verlengingen", "2,0", "geheel_getal"),
    bad("activiteiten", "verlengingen", "twee", "geheel_getal"), good("activiteiten", "verlengingen", "-1", -1),
    bad("activiteiten", "verlengingen", "99999999999999999999", "geheel_getal"),
    good("inkomensbetalingen", "maand", "2014-12", "2014-12"), bad("inkomensbetalingen", "maand", "2014-13", "bereik"),
    bad("inkomensbetalingen", "maand", "2014-00", "bereik"), bad("inkomensbetalingen", "maand", "2014-1", "maand"),
    bad("inkomensbetalingen", "maand", "201401", "maand"), bad("inkomensbetalingen", "maand", "01-2014", "maand"),
    bad("uitkeringen", "regeling", "Wwb", "codelijst"), good("uitkeringen", "regeling", " ANW ", "ANW"),
    bad("aanvragen", "regeling", "AOW", "codelijst"), bad("uitkeringen", "reden_beeindiging", "onbekend", "codelijst"),
    bad("clienten", "wiw", "j", "jn"), bad("clienten", "startkwalificatie", "Ja", "jn"), good("clienten", "wiw", "J", True),
    good("clienten", "startkwalificatie", "", None),
    good("ladderstanden", "trede", "1", 1), good("ladderstanden", "trede", "6", 6), bad("ladderstanden", "trede", "0", "bereik"),
    bad("ladderstanden", "trede", "7", "bereik"), bad("ladderstanden", "trede", "3,0", "geheel_getal"),
    good("klanttevredenheid", "score", "10", 10), good("klanttevredenheid", "score", "1,0", 1),
    bad("klanttevredenheid", "score", "0,99", "bereik"), bad("klanttevredenheid", "score", "10,01", "bereik"),
    bad("clienten", "bsn", "123456789", "elfproef"), bad("clienten", "bsn", "000000000", "elfproef"),
    bad("clienten", "bsn", "12345678", "elfproef"), bad("clienten", "bsn", "1234567890", "elfproef"),
    bad("clienten", "bsn", "99001\\x", "elfproef"), bad("aanvragen", "bsn", "111111111", "elfproef"),
    good("clienten", "postcode", "8302AB", "8302", "postcode4"), good("clienten", "postcode", "8302", "8302", "postcode4"),
    good("clienten", "postcode", "AB 8302", None, "postcode4"),
    bad("uitkeringen", "clientnummer", "C99", "verwijzing"), bad("uitkeringen", "clientnummer", "c1", "verwijzing"),
    bad("inkomensbetalingen", "uitkeringnummer", "U99", "verwijzing"), bad("activiteiten", "trajectnummer", "T9", "verwijzing"),
    bad("activiteiten", "voorziening_code", "VZ9", "verwijzing"), bad("activiteiten", "aanbieder_code", "A9", "verwijzing"),
    bad("activiteiten", "contractnummer", "K9", "verwijzing", "waarschuwing"),
    bad("aanvragen", "clientnummer", "C99", "verwijzing", "waarschuwing"),
    bad("betalingen", "verplichtingnummer", "VP9", "verwijzing", "waarschuwing"),
    bad("betalingen", "activiteitnummer", "AC9", "verwijzing", "waarschuwing"),
    bad("betalingen", "clientnummer", "C99", "verwijzing", "waarschuwing"),
    bad("betalingen", "aanbieder_code", "A9", "verwijzing", "waarschuwing"),
    bad("klanttevredenheid", "aanbieder_code", "A9", "verwijzing", "waarschuwing"),
    bad("ontheffingen", "keuringnummer", "KE9", "verwijzing", "waarschuwing"), good("betalingen", "aanbieder_code", "", None),
    bad("uren", "activiteitnummer", "AC9", "verwijzing"), bad("keuringen", "clientnummer", "C9", "verwijzing"),
    good("aanbieders", "naam", "café €", "café €"), good("aanbieders", "naam", 'a;"b";c', 'a;"b";c'),
    good("aanbieders", "naam", 'maat 5" x', 'maat 5" x'),
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory):
    """All cases in one delivery; the key of the row of case n is Xn."""
    folder = tmp_path_factory.mktemp("regels")
    extra: dict[str, list[dict]] = {}
    for nr, case in enumerate(CASES):
        key = next(iter(kit.ROWS[case.file]))
        change = {"bsn": kit.BSN[100 + nr]} if case.file == "clienten" else {}
        change[key] = "C1" if case.file == "ladderstanden" else f"X{nr}"
        if case.file == "ladderstanden":
            change["meetdatum"] = f"{1 + nr % 28:02d}-03-{2014 + nr // 28}"
        extra.setdefault(case.file, []).append({**change, **case.changes})
    path = kit.deliver(folder, content=kit.tables(**extra))
    return kit.judged(path, folder / "tmp"), path


def place(case: Case) -> tuple[int, int]:
    """(line, position among the rows) of the case."""
    nr = [c for c in CASES if c.file == case.file].index(case)
    return nr + 3, nr


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule(case: Case, outcome) -> None:
    (_, quarantine, stored), _ = outcome
    line, _ = place(case)
    found = [(q["kolom"], q["regel_code"], q["ernst"]) for q in quarantine
             if q["bestand"] == f"{case.file}.csv" and q["regel"] == line]
    assert found == ([(case.column, case.rule, case.severity)] if case.rule else [])
    rows = {row["_line"]: row for row in stored[case.file]}
    assert (line in rows) == (case.severity == "waarschuwing" or case.rule is None)
    if case.severity == "waarschuwing":
        assert rows[line][case.column] is None
    if case.stored:
        name, value = case.stored
        actual = rows[line][name]
        if isinstance(value, pd.Timestamp):
            assert pd.Timestamp(actual) == value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            assert float(actual) == value
        else:
            assert (None if actual is None else str(actual)) == (None if value is None else str(value))


def test_counts_tie_and_messages_help(outcome) -> None:
    (judgement, quarantine, stored), _ = outcome
    for name, found in judgement.files.items():
        assert found.lines == found.loaded + found.rejected == len(stored[name]) + found.rejected
    assert {q["regel_code"] for q in quarantine} >= {c.rule for c in CASES if c.rule}
    for row in quarantine:
        assert "GWS" in row["melding"] and (row["kolom"] or "velden") in row["melding"]


def test_personal_data_never_leaves(outcome) -> None:
    (_, quarantine, stored), _ = outcome
    everything = repr([(q["melding"], q["ruwe_regel"]) for q in quarantine]) + repr(stored)
    assert "Jansen" not in everything and "8302 AB" not in everything and "123456789;" not in everything
    assert not [bsn for bsn in kit.BSN if bsn in everything]
    row = next(q for q in quarantine if q["bestand"] == "clienten.csv" and q["regel_code"] == "elfproef")
    assert row["ruwe_regel"].split(";")[1:3] == ["***", "***"] and row["ruwe_regel"].split(";")[5] == "8302"
    assert "achternaam" not in stored["clienten"][0] and len(stored["clienten"][0]["client_key"]) == 64


def test_first_of_a_double_key_stays(tmp_path: Path) -> None:
    clients = [kit.client(2), kit.client(2, bsn=kit.BSN[3]), kit.client(4, bsn=kit.BSN[2]), kit.client(2)]
    ladder = [{"trede": "4"}, {"meetdatum": "02-02-2014"}]
    folder = kit.deliver(tmp_path, content=kit.tables(clienten=clients, ladderstanden=ladder))
    _, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
    assert [(q["bestand"], q["regel"], q["kolom"], q["regel_code"]) for q in quarantine] == [
        ("clienten.csv", 4, "clientnummer", "dubbele_sleutel"), ("clienten.csv", 5, "bsn", "dubbele_sleutel"),
        ("clienten.csv", 6, "clientnummer", "dubbele_sleutel"),
        ("ladderstanden.csv", 3, "clientnummer", "dubbele_sleutel")]
    assert "op regel 3" in quarantine[0]["melding"] and [r["clientnummer"] for r in stored["clienten"]] == ["C1", "C2"]
    assert [r["trede"] for r in stored["ladderstanden"]] == [3, 3]


def test_a_row_that_was_rejected_is_no_first_and_no_parent(tmp_path: Path) -> None:
    clients = [kit.client(2, geslacht="?"), kit.client(2, bsn=kit.BSN[3]), kit.client(5, wiw="?")]
    content = kit.tables(clienten=clients, trajecten=[{"trajectnummer": "T5", "clientnummer": "C5"}],
                         activiteiten=[{"activiteitnummer": "AC5", "trajectnummer": "T5"}],
                         betalingen=[{"betalingnummer": "B5", "activiteitnummer": "AC5"}])
    folder = kit.deliver(tmp_path, content=content)
    _, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
    assert [r["clientnummer"] for r in stored["clienten"]] == ["C1", "C2"]
    assert [(q["bestand"], q["regel_code"], q["ernst"]) for q in quarantine if q["bestand"] != "clienten.csv"] == [
        ("trajecten.csv", "verwijzing", "afgekeurd"), ("activiteiten.csv", "verwijzing", "afgekeurd"),
        ("betalingen.csv", "verwijzing", "waarschuwing")]
    assert stored["betalingen"][1]["activiteitnummer"] is None and str(stored["betalingen"][1]["bedrag"]) == "750.25"


def test_every_fault_of_a_stage_and_nothing_of_later_ones(tmp_path: Path) -> None:
    wrong = {"uitkeringnummer": "U2", "clientnummer": "C99", "begindatum": "x", "rol": "x", "regeling": "x"}
    folder = kit.deliver(tmp_path, content=kit.tables(uitkeringen=[wrong, {**wrong, "dossiernummer": ""}]))
    _, quarantine, _ = kit.judged(folder, tmp_path / "tmp")
    assert [(q["regel"], q["kolom"], q["regel_code"]) for q in quarantine] == [
        (3, "rol", "codelijst"), (3, "regeling", "codelijst"), (3, "begindatum", "datum"),
        (4, "dossiernummer", "verplicht")]


def test_lines_that_do_not_split(tmp_path: Path) -> None:
    folder = kit.deliver(tmp_path)
    lines = ["A2;x;extern", "A3;\u00e9;extern;1;2", "", 'A4;"open;extern;', 'A5;"a"b;extern;', 'A6;"a""b";extern;', 'A7;a"b"c;extern;"9"']
    first = add_lines(folder, "aanbieders", lines)
    _, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
    assert [(q["regel"], q["kolom"], q["regel_code"]) for q in quarantine] == [
        (first + i, None, "aantal_velden") for i in range(5)]
    assert quarantine[0]["ruwe_regel"] == f"lengte 11, sha256 {hashlib.sha256(b'A2;x;extern').hexdigest()}"
    # of the bytes as delivered, so that the line can be found again
    assert quarantine[1]["ruwe_regel"] == f"lengte 15, sha256 {hashlib.sha256(b'A3;' + bytes([0xe9]) + b';extern;1;2').hexdigest()}"
    assert [(r["_line"], r["naam"], r["kvk_nummer"]) for r in stored["aanbieders"][1:]] == [
        (first + 5, 'a"b', None), (first + 6, 'a"b"c', "9")]


def test_undefined_bytes(tmp_path: Path) -> None:
    folder = kit.deliver(tmp_path, content=kit.tables(clienten=[kit.client(2)]), extra_columns=True)
    set_field(folder, "clienten", 3, "achternaam", b"M\x81ller")
    set_field(folder, "aanbieders", 2, "naam", b"\x80 \xe9")
    _, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
    assert [(q["bestand"], q["regel"], q["kolom"], q["regel_code"]) for q in quarantine] == [
        ("clienten.csv", 3, "achternaam", "codering")]
    assert stored["aanbieders"][0]["naam"] == "€ é"


def test_undefined_byte_in_a_column_we_ignore_is_no_fault(tmp_path: Path) -> None:
    folder = kit.deliver(tmp_path)
    write_lines(folder, "uren", [b"urennummer;activiteitnummer;datum;uren;extra", b"UR1;AC1;03-02-2014;2,5;\x81"])
    judgement, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
    assert not quarantine and not judgement.reasons and len(stored["uren"]) == 1
    assert judgement.warnings == ["uren.csv: onbekende kolom 'extra' genegeerd."]


@pytest.mark.parametrize(("ends", "lines"), [(b"\n", 2), (b"\r\n", 2)])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(tmp_path: Path, ends: bytes, lines: int, last: bool) -> None:
    folder = kit.deliver(tmp_path, content=kit.tables(uren=[{"urennummer": "UR2"}]))
    body = ends.join(read_lines(folder, "uren")) + (ends if last else b"")
    (folder / "uren.csv").write_bytes(body)
    rewrite_manifest(folder)
    judgement, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
    assert not judgement.reasons and not quarantine
    assert [r["_line"] for r in stored["uren"]] == [2, 3] and judgement.files["uren"].lines == lines


def test_no_rows_at_all(tmp_path: Path) -> None:
    judgement, quarantine, stored = kit.judged(kit.deliver(tmp_path, content={}), tmp_path / "tmp")
    assert not judgement.reasons and not quarantine and all(rows == [] for rows in stored.values())
    assert len(stored) == 20
