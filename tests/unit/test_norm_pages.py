"""zow.report.norms: findings in the order in which someone can act on them, on a page and in a workbook per gemeente."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pytest

from tests.support.pages import unexplained
from tests.support.report_version import Page, built, change, read_page, version_dir
from zow import settings
from zow.report import render
from zow.report.norms import texts

__all__ = ["built", "version_dir"]  # fixtures that pytest finds by name

KEY = "0f" * 32
SCHEMA = """
drop table core.fct_activities;
create table core.fct_activities (gemeentecode varchar, activiteitnummer varchar, voorziening_code varchar, begindatum date,
  einddatum date);
create table core.fct_costs (gemeentecode varchar, soort varchar, betalingnummer varchar, activiteitnummer varchar,
  voorziening_code varchar, datum date);
create table core.fct_benefits (gemeentecode varchar, uitkeringnummer varchar, begindatum date, einddatum date);
create table core.fct_spells (gemeentecode varchar, bijstandsperiode_id varchar, client_key varchar, einddatum date);
create table core.dim_instruments (gemeentecode varchar, voorziening_code varchar, omschrijving varchar);
create table marts.normafwijkingen (gemeentecode varchar, profiel varchar, norm varchar, sleutel varchar, client_key varchar,
  aanbieder_code varchar, datum date, gevonden decimal(18,2), toegestaan decimal(18,2), eenheid varchar,
  bedrag decimal(18,2), clausule varchar);
create table marts.normtoetsing (gemeentecode varchar, profiel varchar, norm varchar, bekeken bigint, afwijkingen bigint, clausule varchar);
insert into core.fct_activities values ('GM0171', 'X1', 'V1', '2014-01-01', null), ('GM0171', 'X2', 'V1', '2014-01-01', '2014-12-01'),
  ('GM0171', 'X3', 'V1', '2014-01-01', null), ('GM0171', 'X4', 'V1', '2014-01-01', null);
insert into core.fct_costs values
  ('GM0171', 'betaling', 'B1', 'X1', 'V1', '2014-05-01'), ('GM0171', 'betaling', '=B2', null, null, '2014-06-01');
insert into core.fct_benefits values ('GM0171', 'U1', '2014-10-01', null), ('GM0171', 'U2', '2014-10-01', null),
  ('GM0171', 'U3', '2014-10-01', '2015-01-31');
insert into core.fct_spells values ('GM0171', 'U1', 'k', null), ('GM0171', 'U2', 'k', null), ('GM0171', 'U3', 'k', '2015-01-31');
insert into core.dim_instruments values ('GM0171', 'V1', 'Stage & <b>meer</b>');
"""
STAGE, TALK = ("'GM0171', 'proef', 'N04'", "'dagen', null, 'S1 5.3'"), ("'GM0171', 'proef', 'N17'", "'dagen', null, 'S0 3.5.2'")
FINDINGS = f"""
insert into marts.normafwijkingen values
  ({STAGE[0]}, 'X2', '{KEY}', 'AB1', '2014-04-01', 335, 90, {STAGE[1]}),
  ({STAGE[0]}, 'X1', '{KEY}', 'AB1', '2014-04-01', 100, 90, {STAGE[1]}),
  ({STAGE[0]}, 'X4', '{KEY}', 'AB1', '2014-03-02', 100, 90, {STAGE[1]}),
  ({STAGE[0]}, 'X3', '{KEY}', 'AB1', '2014-04-01', 101, 90, {STAGE[1]}),
  ({TALK[0]}, 'U1', '{KEY}', null, '2015-01-02', 127, 92, {TALK[1]}),
  ({TALK[0]}, 'U2', '{KEY}', null, '2015-01-02', 126, 92, {TALK[1]}),
  ({TALK[0]}, 'U3', '{KEY}', null, '2015-01-02', 127, 92, {TALK[1]}),
  ('GM0171', 'standaard', 'N22', 'B1', '{KEY}', 'AB9', '2014-05-01', 2, 1, 'aantal', 10.05, '-'),
  ('GM0171', 'standaard', 'N22', '=B2', null, null, '2014-06-01', 2, 1, 'aantal', 1234.50, '-'),
  ('GM0090', 'standaard', 'N22', 'B7', '{KEY}', null, '2014-05-01', 2, 1, 'aantal', 1, '-');
insert into marts.normtoetsing values ('GM0171', 'proef', 'N04', 12, 4, 'S1 5.3'), ('GM0171', 'proef', 'N05', 0, 0, 'S1 5.4'),
  ('GM0171', 'proef', 'N17', 9, 3, 'S0 3.5.2'), ('GM0171', 'standaard', 'N22', 30, 2, '-'), ('GM0171', 'standaard', 'N23', 30, 0, '-');
"""
ORDER = {"N04": ["X3", "X4", "X1", "X2"], "N17": ["U1", "U3", "U2"], "N22": ["=B2", "B1"]}


@pytest.fixture
def with_norms(version_dir, monkeypatch):
    """The version of the report tests with findings of four norms."""
    monkeypatch.delenv("ZOW_PROJECT_ROOT")  # the small project of those tests does not define the marts of the norms
    change(version_dir, SCHEMA + FINDINGS)
    return version_dir


def page_of(folder) -> tuple[str, Page]:
    text = (render(folder).parent / "normen" / "GM0171.html").read_text(encoding="utf-8")
    return text, Page(text)


def sheets_of(folder) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(render(folder).parent / "normen" / "GM0171.xlsx")
    assert all(sheet.auto_filter.ref and sheet.freeze_panes == "A2" for sheet in book)
    return {sheet.title: list(sheet.values) for sheet in book}


def test_what_can_still_be_helped_stands_first(with_norms):
    """Running, then the largest excess, then the oldest; a talk that came late (U2) or a spell that ended (U3) can wait."""
    _, seen = page_of(with_norms)
    for norm, order in ORDER.items():
        rows = seen.tables[f"Afwijkingen van {norm}"][1:]
        assert [row[1] for row in rows] == order
    assert [row[-1] for row in seen.tables["Afwijkingen van N04"][1:]] == ["loopt nog"] * 3 + ["voorbij"]
    assert [row[-1] for row in seen.tables["Afwijkingen van N17"][1:]] == ["loopt nog", "voorbij", "voorbij"]
    assert seen.tables["Afwijkingen van N04"][1] == [
        "0f0f0f0f0f…", "X3", "Stage & <b>meer</b>", "Baan & Co <script>alert(1)</script>", "1 april 2014", "101 dagen", "90 dagen", "–",
        "loopt nog"]
    assert seen.tables["Afwijkingen van N22"][1][3:] == ["–", "1 juni 2014", "2", "1", "€ 1.234,50", "voorbij"]


def test_the_page_says_what_was_looked_at_and_what_is_allowed(with_norms):
    text, seen = page_of(with_norms)
    assert seen.tables["Normen"][1:] == [
        ["N04", "Werkstage te lang", "S1 5.3", "12 activiteiten", "4", "3", "–"],
        ["N05", "Taalstage te lang", "S1 5.4", "0 activiteiten", "0", "0", "–"],
        ["N17", "Geen eerste gesprek op tijd", "S0 3.5.2", "9 bijstandsperioden", "3", "1", "–"],
        ["N22", "Factuur dubbel betaald", "–", "30 facturen", "2", "0", "€ 1.244,55"],
        ["N23", "Factuur zonder verplichting", "–", "30 facturen", "0", "0", "–"]]
    assert "Hoogstens 3 maanden, na verlenging hoogstens 6 maanden." in seen.text
    assert "Geen afwijkingen." in seen.text
    assert "Er was niets om na te lopen." in seen.text
    assert KEY not in text
    assert "B7" not in text  # of another gemeente


def test_the_page_is_self_contained_and_accessible(with_norms):
    text, seen = page_of(with_norms)
    assert "<script" not in text
    assert "<b>meer" not in text
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in seen.tags:
        assert tag not in {"script", "img", "link", "iframe", "form"}
        assert not {"style", "src"} & set(attrs)
        target = attrs.get("href", "#overzicht")
        assert target[1:] in ids if target.startswith("#") else (with_norms / "report" / "normen" / target).is_file()
        assert attrs.get("aria-labelledby", "overzicht") in ids
    names = [tag for tag, _ in seen.tags]
    assert names.count("table") == names.count("caption") == 4
    assert unexplained(text) == []
    assert "../catalogus/normafwijkingen.gevonden.html" in {attrs.get("href") for _, attrs in seen.tags}
    levels = [int(tag[1]) for tag in names if tag in ("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_workbook_has_everything_as_what_it_is(with_norms):
    sheets = sheets_of(with_norms)
    assert [row[0] for row in sheets["Normen"][1:]] == ["N04", "N05", "N17", "N22", "N23"]
    head, *rows = sheets["Afwijkingen"]
    assert [row[5] for row in rows] == ORDER["N04"] + ORDER["N17"] + ORDER["N22"]
    first = dict(zip(head, rows[0], strict=True))
    assert first["Cliënt (sleutel)"] == KEY
    assert (first["Begonnen op"], first["Afwijking sinds"]) == (datetime(2014, 1, 1), datetime(2014, 4, 1))
    assert (first["Gevonden"], first["Toegestaan"], first["Bedrag"]) == (101, 90, None)
    double = dict(zip(head, rows[-2], strict=True))
    assert (double["Nummer"], double["Bedrag"], double["Wat te doen"]) == ("=B2", 1234.5, "Vorder de dubbele betaling terug.")
    book = openpyxl.load_workbook(with_norms / "report" / "normen" / "GM0171.xlsx")
    assert {cell.data_type for row in book["Afwijkingen"].iter_rows() for cell in row} <= {"s", "n", "d"}  # "f" is a formula
    assert book["Afwijkingen"]["L2"].number_format == "dd-mm-yyyy"


def test_the_report_leads_to_the_page(with_norms):
    seen = read_page(with_norms)
    assert seen.tables["Normen van Noordoostpolder"][1] == ["N04", "Werkstage te lang", "S1 5.3", "12 activiteiten", "4", "3"]
    links = [attrs["href"] for _, attrs in seen.tags if attrs.get("href", "").startswith("normen/")]
    assert links == ["normen/GM0171.html", "normen/GM0171.xlsx"]
    assert all((with_norms / "report" / link).is_file() for link in links)
    assert sorted(path.name for path in (with_norms / "report" / "normen").iterdir()) == ["GM0171.html", "GM0171.xlsx"]


def test_a_long_list_is_cut_on_the_page_and_whole_in_the_workbook(with_norms, monkeypatch):
    monkeypatch.setattr("zow.report.norms.files.SHOWN", 3)
    _, seen = page_of(with_norms)
    assert len(seen.tables["Afwijkingen van N04"]) == 1 + 3
    assert "En nog 1; zie het werkblad." in seen.text
    assert len(sheets_of(with_norms)["Afwijkingen"]) == 1 + 9


def test_every_norm_of_the_seeds_has_its_words_and_its_limits():
    seeds = settings.PROJECT_ROOT / "dbt_project" / "seeds" / "policy"
    with (seeds / "profile_norms.csv").open(encoding="utf-8") as handle:
        norms = {row["norm"] for row in csv.DictReader(handle)}
    limits: dict[str, dict[str, str]] = {}
    with (seeds / "norm_values.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            limits.setdefault(row["norm"], {})[row["sleutel"]] = row["waarde"]
    assert set(texts.TEXTS) == norms
    assert [texts.counted(norm) for norm in ("N06", "N07", "N13", "N24")] == [
        "activiteiten", "cliënten", "halfjaren van cliënten", "verplichtingen"]
    assert all(map(texts.counted, norms))
    assert [norm for norm in norms if "?" in texts.rule(norm, limits.get(norm, {}))] == []
    assert texts.rule("N07", {"bedrag": "2500.00"}).startswith("Hoogstens 2500 euro")


def test_numbers_in_their_unit():
    from zow.report.norms.files import amount, short

    assert [amount(Decimal(value), unit) for value, unit in [
        ("15.99", "uren"), ("16.00", "uren"), ("2500.01", "euro"), ("26.00", "jaar"), ("21.00", "aantal")]] == [
        "15,99 uur", "16 uur", "€ 2.500,01", "26 jaar", "21"]
    assert (short(None), short("kort"), short(KEY)) == ("–", "kort", "0f0f0f0f0f…")


def test_a_day_of_version_json_may_be_a_date(with_norms):
    from zow.report.norms import overview
    from zow.report.reading import Reader

    with Reader(with_norms / "sociaal_domein.duckdb") as reader:
        found = overview(reader, {"gemeentecode": "GM0171", "asof": date(2015, 2, 6)})
    assert [norm.lopend for norm in found] == [3, 0, 0, 0, 0]  # a day later both talks are no longer waited for through asof
