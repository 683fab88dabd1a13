"""The report of the cliëntervaring (S2 8.2) and the quarter pages of the aanbieders (S0 4.1), on one small version of Smallingerland."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.support.pages import check_report
from tests.support.report_version import SCHEMA
from zow.report import providers, render
from zow.report.clientervaring import content
from zow.report.reading import Reader
from zow.report.shared.context import Context
from zow.report.toelichting import Toelichting

KEY = "0f" * 32
PLACE = {"gemeentecode": "GM0090", "peilmoment": "2024-01-20T03:30", "asof": "2024-01-20", "herkomst": "nieuw", "uit_versie": None,
         "reden": None}
VERSION = {"publicatie": "clientervaring", "periode": "2022H2", "versie": 1, "peilmoment": "2024-01-20T03:30",
           "gepubliceerd_op": "2024-04-01T07:00:00", "gestart_door": "tester", "git_commit": "abc123", "gemeenten": [PLACE]}
ROWS = f"""
create table marts.indicatoren (gemeentecode varchar, profiel varchar, indicator varchar, periode varchar, uitsplitsing varchar,
  waarde double, teller double, noemer double, doel double, richting varchar, status varchar, voorlopig bigint, eenheid varchar,
  clausule varchar, peilmoment varchar);
insert into marts.indicatoren (gemeentecode, indicator, periode, uitsplitsing, waarde, teller, noemer, doel, status, clausule) values
  ('GM0090', 'clientervaring', '2021H2', 'ceo_intake', 7.0, 70, 10, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'clientervaring', '2022H1', 'ceo_intake', null, 0, 0, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'clientervaring', '2022H2', 'ceo_intake', 7.5, 37.5, 5, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'clientervaring', '2023H1', 'ceo_intake', 1.0, 9, 9, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'clientervaring', '2021H2', 'ceo_zes_maanden', 6.0, 24, 4, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'clientervaring', '2022H2', 'ceo_zes_maanden', 8.0, 32, 4, null, 'geen_doel', 'S2 8.2'),
  ('GM0171', 'clientervaring', '2022H2', 'ceo_intake', 2.0, 2, 1, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'bezwaren', '2021', 'alle', 3, 3, null, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'bezwaren_gegrond', '2021', 'alle', 0.5, 1, 2, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'klachten', '2021', 'alle', 5, 5, null, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'bezwaren', '2022', 'alle', 4, 4, null, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'bezwaren_gegrond', '2022', 'alle', null, 0, 0, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'bezwaren', '2023', 'alle', 99, 99, null, null, 'geen_doel', 'S2 8.2'),
  ('GM0090', 'kto', '2013', 'alle', 6.95, 13.9, 2, 7.0, 'niet_gehaald', 'S0 3.6'),
  ('GM0090', 'kto_aanbieders', '2013', 'alle', null, 0, 0, 7.0, 'geen_doel', 'S0 3.6');
create table core.policy_values (gemeentecode varchar, sleutel varchar, waarde varchar, geldig_van date, geldig_tot date);
insert into core.policy_values values ('GM0090', 'kleine_cel', '9', '1900-01-01', '2022-06-30'),
  ('GM0090', 'kleine_cel', '5', '2022-07-01', '9999-12-31');
create table core.fct_satisfaction (gemeentecode varchar, datum date, onderzoek varchar);
insert into core.fct_satisfaction values ('GM0090', '2022-07-01', 'kto'), ('GM0090', '2022-12-31', 'kto'), ('GM0090', '2023-01-01', 'kto'),
  ('GM0090', '2022-06-30', 'aanbieder'), ('GM0090', '2022-12-01', 'ceo_intake');
insert into core.dim_municipalities values ('GM0090', 'Smallingerland');
create table core.municipality_periods (gemeentecode varchar, periode varchar, soort varchar, tot date);
insert into core.municipality_periods values ('GM0090', '2022K2', 'kwartaal', '2022-06-30'), ('GM0090', '2022K3', 'kwartaal', '2022-09-30'),
  ('GM0090', '2022K4', 'kwartaal', '2022-12-31'), ('GM0090', '2022', 'jaar', '2022-12-31'), ('GM0090', '2023K1', 'kwartaal', '2023-03-31');
drop table core.fct_activities;
create table core.fct_activities (gemeentecode varchar, activiteitnummer varchar, aanbieder_code varchar, begindatum date, einddatum date,
  resultaat varchar, voorlopig boolean);
insert into core.fct_activities values
  ('GM0090', 'B1', 'A/1', '2022-10-01', null, 'lopend', false),             -- begun on the first day
  ('GM0090', 'B2', 'A/1', '2022-12-31', '2023-01-31', 'succesvol', false),  -- begun on the last day, running at its close
  ('GM0090', 'B3', 'A/1', '2022-07-01', '2022-12-31', 'niet_succesvol', true),  -- the last day is no running day any more
  ('GM0090', 'B4', 'A/1', '2022-06-30', '2022-09-30', 'succesvol', false),
  ('GM0090', 'B5', 'A/1', '2023-01-01', null, 'lopend', false),             -- after the quarter
  ('GM0171', 'B1', 'A/1', '2022-10-01', null, 'lopend', false);
insert into marts.aanbieders values
  ('GM0090', '2022K4', 'A/1', 1, 0, 1, 0, 0.0, 1234.5, 900, 3, '2022-12-01'),
  ('GM0090', '2022K3', 'A/1', 1, 1, 0, 0, 1.0, 0, 800, 2, null),
  ('GM0090', '2023K1', 'A/1', 7, 7, 0, 0, 1.0, 7, 7, 3, '2022-12-01'),
  ('GM0090', '2022', 'A/1', 8, 7, 1, 0, 0.9, 8, 8, 3, '2022-12-01');
insert into marts.nclp values ('GM0090', 'B3', 'A/1', 'niet_succesvol', true, 900, 630, 1234.5, 604.5),
  ('GM0090', 'B4', 'A/1', 'succesvol', false, null, null, 50, null);
insert into core.dim_providers values ('GM0090', 'A/1', 'Werk & <b>Co</b>', 'extern'), ('GM0090', 'Z9', 'Stil', 'extern'),
  ('GM0090', 'EIGEN', 'Eigen team', 'intern');
create table core.fct_costs (gemeentecode varchar, aanbieder_code varchar, soort varchar, datum date, bedrag decimal(18,2));
insert into core.fct_costs values ('GM0090', 'EIGEN', 'uren', '2022-10-01', 45), ('GM0090', 'EIGEN', 'uren', '2022-12-31', 22.5),
  ('GM0090', 'EIGEN', 'uren', '2022-09-30', 1000), ('GM0090', 'EIGEN', 'betaling', '2022-12-31', 5000);
create table marts.normafwijkingen (gemeentecode varchar, profiel varchar, norm varchar, sleutel varchar, client_key varchar,
  aanbieder_code varchar, datum date, gevonden decimal(18,2), toegestaan decimal(18,2), eenheid varchar, bedrag decimal(18,2),
  clausule varchar);
insert into marts.normafwijkingen values
  ('GM0090', 'standaard', 'N22', 'X1', '{KEY}', 'A/1', '2022-12-31', 2, 1, 'aantal', 10.05, '-'),
  ('GM0090', 'standaard', 'N22', 'X2', '{KEY}', 'A/1', '2022-10-01', 2, 1, 'aantal', 20, '-'),
  ('GM0090', 'standaard', 'N22', 'X3', '{KEY}', 'A/1', '2022-09-30', 2, 1, 'aantal', 70, '-'),
  ('GM0090', 'standaard', 'N22', 'X4', '{KEY}', 'A/1', '2023-01-01', 2, 1, 'aantal', 900, '-'),
  ('GM0090', 'smallingerland_2020', 'N25', 'X5', '{KEY}', 'A/1', '2022-08-01', 60, 48, 'aantal', null, 'S2 6.3');
"""


@pytest.fixture(scope="module")
def version(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("versie") / "clientervaring_2022H2_v1"
    folder.mkdir()
    with duckdb.connect(str(folder / "sociaal_domein.duckdb")) as con:
        con.execute(SCHEMA + ROWS)
    (folder / "version.json").write_text(json.dumps(VERSION), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(version, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(tmp_path_factory.mktemp("home")))
        return check_report(render(version).parent)


def about(folder: Path, periode: str) -> dict:
    """What the report says of the gemeente when `periode` is asked."""
    with Reader(folder / "sociaal_domein.duckdb") as reader:
        place = {**PLACE, "naam": "Smallingerland", "normen": None}
        context = Context(version={**VERSION, "periode": periode}, reader=reader, folder=folder, environment=None, rebuilt=(place,),
                          carried=(), toelichting=Toelichting())
        return content.gemeente(context, place)


def test_scores_stand_beside_earlier_half_years_with_what_they_rest_on(pages):
    seen = pages["index.html"]
    intake, six_months = seen.tables["Scores 2022H2"][2:]
    assert intake == ["Direct na het werkintakegesprek", "7,50", "37,50", "5", "–", "0", "–", "7,00", "10", "+0,50", "S2 8.2"]
    assert six_months[1:] == ["8,00", "32,00", "4 klein aantal", "–", "0", "–", "6,00", "4 klein aantal", "+2,00", "S2 8.2"]
    assert seen.tables["Scores per halfjaar"][2:] == [  # newest first; 2023H1 is later than what was asked
        ["2022H2", "7,50", "37,5", "5", "8,00", "32,0", "4"], ["2022H1", "–", "–", "0", "–", "–", "0"],
        ["2021H2", "7,00", "70,0", "10", "6,00", "24,0", "4"]]
    assert "De score zes maanden na de start van het persoonlijk actieplan berust op 4 metingen: te weinig" in seen.text
    assert "geen cijfer per halfjaar noemt: 2 van onderzoek kto." in seen.text
    (label,) = [attrs["aria-label"] for tag, attrs in seen.tags if tag == "svg"]
    assert "direct na het werkintakegesprek: 2021H2 7,0, 2022H1 geen, 2022H2 7,5" in label
    assert seen.text.count("Na de werkintake") == 2  # once in the legend of the chart, once in the table beside it


def test_bezwaren_and_klachten_are_those_of_years_that_were_over(pages, version):
    table = pages["index.html"].tables["Bezwaren en klachten per jaar"]
    assert table[1:] == [["2022", "4", "–", "0", "0", "–", "S2 8.2"], ["2021", "3", "50,0%", "1", "2", "5", "S2 8.2"]]
    assert [row["jaar"] for row in about(version, "2022H1")["jaren"]] == ["2021"]
    assert about(version, "2022H1")["jaar_loopt"]


def test_satisfaction_of_the_kadernota_stands_beside_its_target(pages):
    assert pages["index.html"].tables["Klanttevredenheid"][1:] == [
        ["2013", "Gemiddelde van alle metingen", "6,95", "13,90", "2", "7,0", "✗ niet gehaald", "S0 3.6"],
        ["2013", "Gemiddelde van de gemiddelden per aanbieder", "–", "0,00", "0", "7,0", "geen metingen", "S0 3.6"]]


def test_what_is_a_small_number_is_what_the_policy_says_on_that_day(version):
    assert [each["nu"]["klein"] for each in about(version, "2022H2")["momenten"]] == [False, True]  # 5 and 4 with 5 the number
    moments = about(version, "2021H2")["momenten"]
    assert [(each["nu"]["metingen"], each["nu"]["klein"]) for each in moments] == [(10, False), (4, True)]  # 9 the number


def test_a_half_year_without_any_score_says_so(version):
    said = about(version, "2021H1")
    assert said["beeld"] is None
    assert said["halfjaren"] == ["2021H1"]
    assert "Direct na het werkintakegesprek is in het eerste halfjaar 2021 niets gemeten." in said["aandacht"]
    assert said["jaren"] == []


def test_the_quarters_of_an_aanbieder(pages):
    seen = pages["aanbieders/GM0090_A~2f1.html"]
    assert seen.tables["Activiteiten per kwartaal"][1:] == [
        ["2022K4", "2", "2", "1", "0", "1", "0", "0,0%", "1"],
        ["2022K3", "1", "1", "1", "1", "0", "0", "100,0%", "0"],
        ["2022K2", "1", "1", "0", "0", "0", "0", "–", "0"]]
    assert seen.tables["Kosten per kwartaal"][1:] == [
        ["2022K4", "€ 1.234,50", "€ 0,00", "€ 900,00", "1", "€ 630,00", "€ 1.234,50", "€ +604,50"],
        ["2022K3", "€ 0,00", "€ 0,00", "€ 800,00", "0", "–", "–", "–"], ["2022K2", "€ 0,00", "€ 0,00", "–", "0", "–", "–", "–"]]
    assert seen.tables["Onvoldoendes per kwartaal"][1:] == [["2022K4", "3", "1 december 2022"], ["2022K3", "2", "–"], ["2022K2", "0", "–"]]
    assert seen.tables["Normafwijkingen"][1:] == [
        ["N22", "Factuur dubbel betaald", "–", "2", "€ 30,05", "3", "€ 100,05"], ["N25", "Scholing te lang", "S2 6.3", "0", "–", "1", "–"]]
    assert "Werk & <b>Co</b>" in seen.text


def test_every_aanbieder_that_did_something_has_a_page_and_no_client_stands_on_it(pages, version):
    listed = pages["aanbieders/GM0090.html"].tables["Aanbieders 2022K4"][1:]
    assert listed == [["Werk & <b>Co</b> A/1", "extern", "2", "2", "1", "€ 1.234,50", "3 geblokkeerd", "2"],
                      ["Eigen team EIGEN", "intern", "0", "0", "0", "€ 0,00", "0", "0"]]  # Z9 did nothing
    assert pages["aanbieders/GM0090_EIGEN.html"].tables["Kosten per kwartaal"][1][2] == "€ 67,50"
    for path in (version / "report").rglob("*.html"):
        assert KEY[:10] not in path.read_text(encoding="utf-8")


def test_the_name_of_a_page_tells_codes_apart():
    codes = ["A/1", "A~2f1", "A 1", "..", "A_1", "é"]
    names = [providers.page_of("GM0090", code) for code in codes]
    assert len(set(names)) == len(codes)
    assert all(name.count("/") == 1 and ".." not in name for name in names)
