"""The writer of deliveries: the exact bytes of sources.md 1, and the helpers that bend them."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from zow.contracts import Dialect, load
from zow.sample import write

GM, STAMP = "GM0171", "20150120T0230"


def payments(**columns) -> dict[str, pd.DataFrame]:
    return {"betalingen": pd.DataFrame({"betalingnummer": ["B1", "B2"]} | columns)}


def lines(folder, bestand="betalingen") -> list[str]:
    return [line.decode("cp1252") for line in write.read_lines(folder, bestand)]


def record(folder, bestand="betalingen.csv") -> dict[str, str]:
    with (folder / "manifest.csv").open(encoding="cp1252", newline="") as handle:
        return {r["bestand"]: r for r in csv.DictReader(handle, delimiter=";")}[bestand]


def test_bytes_of_a_file(tmp_path):
    folder = write.write_gws(tmp_path, GM, datetime(2015, 1, 20, 2, 30), {"aanbieders": pd.DataFrame(
        {"aanbieder_code": ["A1", "A2"], "naam": ['Café "Zuid"; € 5', None], "soort": "extern"})})
    assert folder == tmp_path / "gws" / "gws_GM0171_20150120T0230"
    assert (folder / "aanbieders.csv").read_bytes() == (
        b"aanbieder_code;naam;soort;kvk_nummer\r\nA1;\"Caf\xe9 \"\"Zuid\"\"; \x80 5\";extern;\r\nA2;;extern;\r\n")


@pytest.mark.parametrize("values", [
    [Decimal("-1234.5"), None], [-1234.5, np.nan], pd.array([-1234.5, None], "Float64"), ["-1234,50", ""]])
def test_amounts(tmp_path, values):
    folder = write.write_gws(tmp_path, GM, STAMP, payments(bedrag=values))
    assert [row.split(";")[7] for row in lines(folder)] == ["bedrag", "-1234,50", ""]
    assert record(folder)["controletotaal"] == "-1234,50"


@pytest.mark.parametrize("cents", [1, 5, 99, 100, 101, 99999999, -1, -99, -100, -101])
def test_amount_to_the_cent(tmp_path, cents):
    folder = write.write_gws(tmp_path, GM, STAMP, payments(bedrag=[cents / 100, 0.0]))
    assert Decimal(lines(folder)[1].split(";")[7].replace(",", ".")) == Decimal(cents) / 100


@pytest.mark.parametrize("values", [
    [date(2014, 3, 1), None], [datetime(2014, 3, 1), pd.NaT], pd.to_datetime(["2014-03-01", None]), ["01-03-2014", ""]])
def test_dates(tmp_path, values):
    folder = write.write_gws(tmp_path, GM, STAMP, payments(betaaldatum=values))
    assert [row.split(";")[6] for row in lines(folder)] == ["betaaldatum", "01-03-2014", ""]


def test_booleans_and_whole_numbers_with_gaps(tmp_path):
    folder = write.write_gws(tmp_path, GM, STAMP, {
        "keuringen": pd.DataFrame({"keuringnummer": ["K1", "K2"], "extern": [True, False]}),
        "activiteiten": pd.DataFrame({"activiteitnummer": ["A1", "A2"], "verlengingen": [2, np.nan]})})
    assert [row[-2:] for row in lines(folder, "keuringen")[1:]] == [";J", ";N"]
    assert [row.split(";")[10] for row in lines(folder, "activiteiten")[1:]] == ["2", ""]


def test_every_file_is_there_and_listed_last(tmp_path):
    folder = write.write_gws(tmp_path, GM, STAMP, {})
    names = [f.file_name for f in load("gws", GM).files]
    assert {p.name for p in folder.iterdir()} == {*names, "manifest.csv"}
    assert (folder / "manifest.csv").read_bytes().startswith(b"bestand;regels;controlekolom;controletotaal;sha256\r\n")
    assert record(folder) == {"bestand": "betalingen.csv", "regels": "0", "controlekolom": "bedrag",
                              "controletotaal": "0,00", "sha256": hashlib.sha256(
                                  (folder / "betalingen.csv").read_bytes()).hexdigest()}
    assert record(folder, "clienten.csv")["controlekolom"] == record(folder, "clienten.csv")["controletotaal"] == ""
    assert record(folder, "ladderstanden.csv")["controlekolom"] == "trede"
    assert not (write.write_gws(tmp_path, GM, "20150121T0230", {}, manifest=False) / "manifest.csv").exists()


@pytest.mark.parametrize(("fields", "total"), [
    (["1.234", "1"], "1235,00"), (["1.234.567,8", "-0,05"], "1234567,75"), (["12.34", "3,00"], "3,00"),
    (["abc", "€ 1"], "0,00"), (["1,234", "2"], "2,00"), ([" 7,10", ""], "7,10")])
def test_control_total_sums_what_parses(tmp_path, fields, total):
    assert record(write.write_gws(tmp_path, GM, STAMP, payments(bedrag=fields)))["controletotaal"] == total


def test_control_total_skips_lines_that_do_not_split(tmp_path):
    folder = write.write_gws(tmp_path, GM, STAMP, payments(bedrag=[1.0, 2.0]))
    first = write.add_lines(folder, "betalingen", ["B3;;;;;;01-01-2014;50,00;W;factuur;te veel",
                                                   b"B4;;;;;;01-01-2014;8,00;\x81;factuur"])
    assert first == 4 and record(folder)["regels"] == "4" and record(folder)["controletotaal"] == "11,00"


def test_set_field_changes_one_field(tmp_path):
    folder = write.write_gws(tmp_path, GM, STAMP, payments(budgetpost=['a;"b"', "c"], bedrag=[1.0, 2.0]))
    write.set_field(folder, "betalingen", 2, "soort", b"\x81")
    assert write.read_lines(folder, "betalingen")[1] == b'B1;;;;;;;1,00;"a;""b""";\x81'
    assert record(folder)["sha256"] == hashlib.sha256((folder / "betalingen.csv").read_bytes()).hexdigest()


def test_manifest_can_lie_and_leave_out(tmp_path):
    folder = write.write_gws(tmp_path, GM, STAMP, {})
    write.rewrite_manifest(folder, {"uren.csv": {"regels": "9"}}, omit=["betalingen.csv"])
    assert record(folder, "uren.csv")["regels"] == "9"
    with pytest.raises(KeyError):
        record(folder)


def test_extra_column_only_when_asked(tmp_path):
    with pytest.raises(KeyError, match="vreemd"):
        write.write_gws(tmp_path, GM, STAMP, payments(vreemd="x"))
    folder = write.write_gws(tmp_path, GM, "20150121T0230", payments(vreemd="x"), extra_columns=True)
    assert lines(folder)[0].endswith(";soort;vreemd") and lines(folder)[1].endswith(";x")
    with pytest.raises(KeyError, match="onbekend"):
        write.write_gws(tmp_path, GM, "20150122T0230", {"onbekend": pd.DataFrame()})


def test_dialect_names_and_codes_of_an_overlay(tmp_path):
    base = load("gws", GM)
    columns = {"betaaldatum": {"physical_name": "DATUM"}, "soort": {"code_map": {"1": "factuur", "2": "premie"}}}
    file = base.file("betalingen")
    file = replace(file, columns=tuple(replace(c, **columns.get(c.name, {})) for c in file.columns))
    contract = replace(base, dialect=Dialect(",", "utf-8", ".", "jjjj-mm-dd"),
                       files=tuple(file if f.name == "betalingen" else f for f in base.files))
    folder = write.write_gws(tmp_path, GM, STAMP, payments(bedrag=[1.5, 2.0], soort=["premie", "fout"], budgetpost="€,",
                                                           betaaldatum=date(2014, 3, 1)), contract=contract)
    text = (folder / "betalingen.csv").read_bytes().decode("utf-8").split("\r\n")
    assert text[0].split(",")[6] == "DATUM"
    assert text[1:3] == ['B1,,,,,,2014-03-01,1.50,"€,",2', 'B2,,,,,,2014-03-01,2.00,"€,",fout']
    assert record(folder)["controletotaal"] == "3,50"


def test_a_stamp_that_is_none(tmp_path):
    with pytest.raises(ValueError, match="2015"):
        write.write_gws(tmp_path, GM, "2015-01-20", {})
