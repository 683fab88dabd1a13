"""zow.report.render: the figures of a version on its page, cells to the cent."""

from __future__ import annotations

import json

import pytest

from tests.support.report_version import (
    BIJLAGE_II,
    GEMEENTE,
    KAPOT,
    LEVERING,
    Page,
    built,
    change,
    euros,
    read_page,
    untouched,
    version_dir,
    write_version,
)
from zow.errors import ZowError
from zow.report import render

__all__ = ["built", "untouched", "version_dir"]  # fixtures that pytest finds by name


def test_bijlage_ii_comes_out_to_the_unit_and_the_cent(untouched):
    page = untouched
    labels = ["Diagnose", "Sociaal vaardig", "Arbeidsvaardig", "Werknemersvaardig", "Uitstroom", "Totaal"]
    for periode in ("2014H2", "2014"):  # the asked half-year, and the year that it completes
        counts, money = page.tables[f"Activiteiten {periode}"], page.tables[f"Financiën {periode}"]
        assert counts[0][:5] == ["Doelen", "Succesvol", "Niet succesvol", "Vroegtijdig beëindigd", "Totaal"]
        assert [row[:5] for row in counts[1:]] == [
            [label, *map(str, row[1:5])] for label, row in zip(labels, BIJLAGE_II, strict=True)]
        assert money[0] == ["Doelen", "Betaalde kosten", "Openstaande verplichtingen", "Totale kosten"]
        assert money[1:] == [[label, *map(euros, row[5:])] for label, row in zip(labels, BIJLAGE_II, strict=True)]
    assert money[-1] == ["Totaal", "€ 870.000,00", "€ 218.000,00", "€ 1.088.000,00"]
    assert list(page.tables).index("Activiteiten 2014H2") < list(page.tables).index("Activiteiten 2014")


def test_share_and_provisional(untouched):
    page = untouched
    assert page.tables["Activiteiten 2014H2"][-1][5:] == ["62,8%", "2"]
    assert page.tables["Activiteiten 2014H2"][1][5:] == ["66,7%", "0"]
    assert "Van 2 activiteiten staat het resultaat nog niet vast" in page.text
    assert "hoogstens 65,1%" in page.text  # (54 + 2) / 86


def test_no_provisional_is_said(version_dir):
    change(version_dir, "update marts.effectmeting set voorlopig = 0")
    page = read_page(version_dir)
    assert "Alle resultaten van deze periode staan vast" in page.text
    assert "nog niet vast:" not in page.text


def test_previous_period_stands_beside_it_where_it_exists(untouched):
    page = untouched
    total = page.tables["2014H2 naast 2014H1"][-1]  # of 2014H2; there is no 2013 to stand beside 2014
    assert "Van 2014H2 zijn nog 2 resultaten voorlopig: een verschil in succesaandeel kan daardoor nog veranderen." in page.text
    assert total == ["Totaal", "86", "27", "+59", "62,8%", "100,0%", "-37,2", "€ 1.088.000,00", "€ 870.000,05",
                     "€ +217.999,95"]
    assert "Over de vorige periode (heel 2013) zijn geen cijfers beschikbaar." in page.text


def test_first_half_year_has_no_year_total(version_dir):
    write_version(version_dir, periode="2014H1")
    page = read_page(version_dir)
    assert "Activiteiten 2014H1" in page.tables
    assert "Activiteiten 2014" not in page.tables
    assert [row[0] for row in page.tables["Personen in de bijstand"][1:]] == ["Tweede kwartaal 2014"]


def test_period_without_figures_is_said(version_dir):
    write_version(version_dir, periode="2016H1")
    text = read_page(version_dir).text
    assert "In marts.effectmeting staan geen cijfers over eerste halfjaar 2016" in text
    assert "In 2016H1 had geen aanbieder" in text
    assert "In 2016H1 is geen activiteit met een contract beëindigd" in text
    assert "marts.bijstand_stromen staan geen kwartalen van 2016H1" in text


def test_aanbieders(untouched):
    rows = untouched.tables["Aanbieders 2014H2"][1:]
    assert [row[1:] for row in rows] == [
        ["16", "1", "6,3%", "€ 12.345,60", "€ 1.000,00", "3", "30 november 2014"],
        ["0", "0", "–", "€ 50,00", "–", "0", "–"]]
    assert rows[1][0] == "AB2"  # no name of another gemeente's provider with the same code


def test_text_of_the_source_is_text_and_never_markup(version_dir):
    path = render(version_dir)
    page = Page(path.read_text(encoding="utf-8"))
    assert page.tables["Aanbieders 2014H2"][1][0] == "Baan & Co <script>alert(1)</script> AB1, extern"
    assert "script" not in {tag for tag, _ in page.tags}
    assert "<script" not in path.read_text(encoding="utf-8")


def test_nclp_totals_and_largest_differences(untouched):
    tables = untouched.tables
    assert tables["Beëindigd in 2014H2"][1:] == [
        ["Succesvol", "1", "0", "0", "€ 1.000,00", "€ 1.000,00", "€ 1.000,00", "€ 0,00"],
        ["Niet succesvol", "2", "1", "0", "€ 1.333,33", "€ 933,33", "€ 1.000,00", "€ +66,67"],
        ["Vroegtijdig beëindigd", "1", "0", "1", "–", "–", "€ 50,00", "–"],
        ["Totaal", "4", "1", "1", "€ 2.333,33", "€ 1.933,33", "€ 2.050,00", "€ +66,67"]]
    assert tables["Alle beëindigde activiteiten"][-1] == [
        "Totaal", "5", "1", "1", "€ 2.433,33", "€ 2.003,33", "€ 2.150,00", "€ +96,67"]
    assert [(row[0], row[2], row[3], row[7]) for row in tables["Grootste verschillen"][1:]] == [
        ("A2", "31 december 2014", "Niet succesvol", "€ +300,00"),
        ("A3", "15 december 2014", "Niet succesvol voorlopig", "€ -233,33")]


def test_bijstand_stromen(untouched):
    rows = untouched.tables["Personen in de bijstand"][1:]
    assert rows == [["Derde kwartaal 2014", "1.200", "30", "25", "10", "0", "1.205", "1.100"],
                    ["Vierde kwartaal 2014", "1.205", "40", "45", "20", "4", "1.200", "1.095"],
                    ["Heel 2014", "1.190", "140", "130", "60", "4", "1.200", "1.095"]]


def test_deliveries_used_and_refused(untouched):
    tables = untouched.tables
    assert tables["Gebruikte leveringen"][1:] == [
        ["GWS", LEVERING, "5 februari 2015, 03:00 uur", "5 februari 2015, 05:00 uur", "12.345", "2", "goed"]]
    assert tables["Geweigerde leveringen"][1:] == [
        ["GWS", KAPOT, "4 februari 2015, 05:00 uur", "10", "0", "betalingen.csv: 5 regels in plaats van 6"]]


def test_quarantine_counts_lines_of_the_delivery_used(untouched):
    page = untouched
    assert page.tables["Regels in quarantaine"][1:] == [
        [LEVERING, "betalingen", "Verwijst naar een record dat er niet (goed) is verwijzing", "waarschuwing", "1", "1"],
        [LEVERING, "clienten", "Geen geldig burgerservicenummer elfproef", "afgekeurd", "2", "3"]]
    assert "2 regels zijn uit de gebruikte levering geweerd" in page.text


def test_gates_count_and_list_what_failed(untouched):
    tables = untouched.tables
    assert tables["Uitkomsten per poort"][1:] == [
        ["Levering", "1", "0", "0", "1", "geslaagd met waarschuwing"], ["Feiten", "1", "1", "0", "0", "geslaagd"],
        ["Publicatie", "0", "0", "0", "0", "geen toets vastgelegd"]]
    assert tables["Toetsen die niet slaagden"][1:] == [
        ["Levering", "waarschuwing", "Aantal regels", "tabel", "kolom", "17", "<= 10", "7"]]


def test_carried_over_gemeente_says_from_where_and_why(version_dir):
    other = {"gemeentecode": "GM0090", "peilmoment": "2014-08-01", "asof": "2014-08-01", "herkomst": "overgenomen",
             "uit_versie": "effectmeting_2014H1_v1", "reden": "feiten: totalen sluiten niet"}
    write_version(version_dir, gemeenten=[other, GEMEENTE])
    page = read_page(version_dir)
    assert "Smallingerland (GM0090) is niet opnieuw berekend" in page.text
    assert "overgenomen uit versie effectmeting_2014H1_v1 (peilmoment 1 augustus 2014" in page.text
    assert "Reden: feiten: totalen sluiten niet." in page.text
    assert sum(caption == "Activiteiten 2014H2" for caption in page.tables) == 1


def test_where_it_comes_from(untouched):
    text = untouched.text
    for words in ("Noordoostpolder (GM0171)", "zoals bekend op 5 februari 2015, 03:00 uur",
                  "tot en met 5 februari 2015", "6 februari 2015, 07:30 uur", "abc123", "tester",
                  "effectmeting_2014H2_v3", "tweede halfjaar 2014"):
        assert words.lower() in text.lower()


@pytest.mark.parametrize("mart", ["effectmeting", "nclp", "aanbieders", "bijstand_stromen"])
def test_missing_mart_stops_the_report(version_dir, mart):
    change(version_dir, f"drop table marts.{mart}")
    with pytest.raises(ZowError, match=f"marts.{mart} ontbreekt"):
        render(version_dir)
    assert not (version_dir / "report" / "index.html").exists()


@pytest.mark.parametrize("mart", ["effectmeting", "nclp", "aanbieders", "bijstand_stromen"])
def test_empty_mart_is_said(version_dir, mart):
    change(version_dir, f"delete from marts.{mart}")
    assert f"marts.{mart}" in read_page(version_dir).text


def test_missing_explanations_are_named(version_dir):
    tables = ["core.dim_providers", "core.fct_activities", "meta.leveringen", "meta.publicatie_leveringen",
              "meta.quarantaine", "meta.kwaliteit"]
    change(version_dir, "; ".join(f"drop table {name}" for name in [*tables, "core.dim_municipalities"]))
    page = read_page(version_dir)
    assert f"ontbreken tabellen; de onderdelen die ze gebruiken zijn daarom leeg of beperkt: {', '.join(tables)}" in (
        page.text)
    assert page.tables["Aanbieders 2014H2"][1][0] == "AB1"
    assert page.tables["Alle beëindigde activiteiten"][-1][-1] == "€ +96,67"
    assert page.tables["Activiteiten 2014H2"][-1][4] == "86"


@pytest.mark.parametrize("fault", ["no database", "no version", "broken version", "key"])
def test_unreadable_version_is_a_dutch_error(version_dir, fault):
    if fault == "no database":
        (version_dir / "sociaal_domein.duckdb").unlink()
    elif fault == "no version":
        (version_dir / "version.json").unlink()
    elif fault == "broken version":
        (version_dir / "version.json").write_text("{", encoding="utf-8")
    else:
        (version_dir / "version.json").write_text(json.dumps({"publicatie": "effectmeting"}), encoding="utf-8")
    with pytest.raises(ZowError, match="Herstel: "):
        render(version_dir)
