"""The workbook of the controller: its check tab recalculated by LibreOffice, and what must not stand in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import duckdb
import openpyxl
import pytest

from tests.support import closed_year
from tests.support.office import recalculated, verdicts
from tests.support.pages import check_report
from zow.errors import ZowError
from zow.report import render

BOOK = f"verantwoording_{closed_year.CODE}_{closed_year.YEAR}.xlsx"


def changed(folder, sql=None):
    """A version of its own, with `sql` done to its database, rendered; the path of the workbook."""
    closed_year.write_draft(folder, "run")
    if sql:
        with duckdb.connect(str(folder / "sociaal_domein.duckdb")) as con:
            con.execute(sql)
    render(folder)
    return folder / "report" / BOOK


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return changed(tmp_path_factory.mktemp("goed") / "versie")


@pytest.fixture(scope="module")
def opened(written):
    return openpyxl.load_workbook(written)


def rows(book, name):
    head, *found = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in found]


def test_every_figure_is_recomputed_and_none_is_red(written, tmp_path):
    (book,) = recalculated(tmp_path, written)
    found = verdicts(book)
    assert Counter(found.values()) == {"groen": len(found)}
    assert {row[0]: row[1] for row in book["Leeswijzer"].iter_rows(max_row=12, values_only=True)}["Controle"] == "groen"
    # every tab with figures is checked, also what only just exists: a post without budget, a version adopted after P
    assert {tab for tab, _ in found} == {"Verloop", "Reservering", "Uitputting", "Aansluiting", "Aansluiting regels", "Rechtmatigheid",
                                         "Inkomen"}
    for what in ("2014K4 WD*: begroot", "2014K1 0610: begroot", "2014K1 610: openstaand", "2014K4 I-uitkering: grootboek"):
        assert ("Uitputting", what) in found
    assert found["Reservering", "2014: onrechtmatig"] and found["Inkomen", "periode 1: verschil"]


# what is changed -> the checks that must see it, no more and no fewer
PLANTED = {
    "update marts.participatiebudget_verloop set saldo = 200.01 where jaar = 2014 and deel = 'participatiebudget'": {
        ("Verloop", "2014 participatiebudget: saldo"), ("Verloop", "2014 participatiebudget: verschil saldo"),
        ("Reservering", "2014: saldo")},
    "update marts.uitputting set gerealiseerd_gws = 119.99 where periode = '2014K1' and budgetpost = '0610'": {
        ("Uitputting", "2014K1 0610: GWS")},
    "update marts.aansluiting_totaal set alleen_gws = 20.01 where budgetpost = '0610'": {
        ("Aansluiting", "0610: alleen gws"), ("Aansluiting", "0610: verschil is de som van de genoemde verschillen")},
    "update marts.reservering set onrechtmatig = 50.01, terug_te_betalen = 50.01": {("Reservering", "2014: onrechtmatig")},
    "update marts.aansluiting set verschil = if(boekstuk = 'S3', -29.99, -900.01) where boekstuk in ('S3', 'S4')": {
        ("Aansluiting", "WD*: alleen grootboek"), ("Aansluiting", "I-uitkering: alleen grootboek")},
}


def test_a_planted_error_turns_red(tmp_path):
    """One workbook with all of them: LibreOffice takes seconds to start."""
    (book,) = recalculated(tmp_path, changed(tmp_path / "fout", ";".join(PLANTED)))
    red = {check for check, verdict in verdicts(book).items() if verdict == "rood"}
    assert red == set().union(*PLANTED.values())
    assert {row[0]: row[1] for row in book["Leeswijzer"].iter_rows(max_row=12, values_only=True)}["Controle"] == "rood"


def test_totals_that_do_not_tie_stop_the_report(tmp_path):
    with pytest.raises(ZowError, match=r"Betalingen in GWS: € 170,00 tegenover € 170,01 tegenover € 170,00"):
        changed(tmp_path / "versie", "update marts.aansluiting_totaal set totaal_gws = 120.01 where budgetpost = '0610'")
    assert not (tmp_path / "versie" / "report" / "index.html").exists()


def test_a_year_before_the_figures_begin_is_said(tmp_path):
    with pytest.raises(ZowError, match="beginnen in 2015; over 2014 is er niets"):
        changed(tmp_path / "versie", "update core.dim_municipalities set rapportage_vanaf = date '2015-01-01'")


def test_money_is_a_number_and_text_never_a_formula(opened):
    line = next(row for row in rows(opened, "Aansluiting regels") if row["Betaling"] == "B3")
    assert line["Factuurnummer"] == "=1+1" and line["Status"] == "alleen_gws" and float(line["Bedrag GWS"]) == 20
    formulas = {cell.parent.title for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"Controle", "Leeswijzer"}
    amount = next(cell for cell in opened["Uitputting"][2] if cell.value == 500)
    assert (amount.data_type, amount.number_format) == ("n", "#,##0.00")
    assert line["Betaaldatum"] == datetime(2014, 3, 5)


def test_every_tab_has_a_head_that_stays_and_filters(opened):
    wanted = ["Verloop", "Reservering", "Uitputting", "Aansluiting", "Aansluiting regels", "Rechtmatigheid", "Verplichtingen", "Inkomen",
              "Definities", "Controle"]
    assert [name for name in opened.sheetnames if name in wanted] == wanted
    for sheet in opened:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
    assert [row["Status"] for row in rows(opened, "Aansluiting regels")][-1] == "aangesloten"  # what must be looked at comes first


def test_no_person_but_the_pseudonym(opened, written):
    text = " ".join(str(cell) for sheet in opened for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    assert closed_year.PERSON not in text and "ab" * 32 in text
    assert closed_year.PERSON not in (written.parent / "index.html").read_text(encoding="utf-8")


def test_inkomensbetalingen_stand_against_the_ledger_of_the_i_deel(opened):
    january, february, *_, thirteen = rows(opened, "Inkomen")
    # an ANW is no bijstand, and December of the year before is not of this year
    assert [float(january[key]) for key in ("Inkomensbetalingen", "Grootboek I-deel en buig", "Verschil")] == [890, 900, -10]
    assert february["Inkomensbetalingen"] == 0 and thirteen["Periode"] == 13
    assert {row["Regeling"]: float(row["Bedrag"]) for row in rows(opened, "Inkomen regels")} == {"WWB": 850, "IOAW": 40}


def test_the_page_shows_the_identity_and_leads_to_the_workbook(written):
    page = check_report(written.parent)["index.html"]
    total = page.tables["GWS en grootboek per budgetpost, 2014"][-1]
    assert total[:4] == ["Totaal", "€ 170,00", "€ 1.080,00", "€ -910,00"] and total[-2:] == ["€ 20,00", "€ -930,00"]
    head = page.tables["GWS en grootboek per budgetpost, 2014"][0]
    assert head[3:7] == ["Verschil", "Periode\u00adverschil", "Post\u00adverschil", "Dubbel"]
    assert [row[0] for row in page.tables["Regels per uitkomst"][1:]][-2:] == ["Alleen GWS", "Alleen grootboek"]
    sums = [attrs for tag, attrs in page.tags if tag == "tr" and attrs.get("class") == "som"]
    assert len(sums) == 2, "the totals of the tie-out and of the inkomensbetalingen stand out as in every table"
    assert "Verantwoording 2014 is niet eerder gepubliceerd" in page.text
    stated = {tuple(row[:2]): row[7:9] for row in page.tables["Verloop per deel"]}
    assert stated["2014", "participatiebudget"] == ["€ 210,00", "€ 10,00"]
    assert "nog niet: concept" in page.text
    assert f'href="{BOOK}"' in (written.parent / "index.html").read_text(encoding="utf-8")


def test_the_page_says_which_difference_is_benefits(written):
    """measures 8 puts their ledger lines among alleen_grootboek: without a word a controller reads them as missing payments."""
    text = " ".join(check_report(written.parent)["index.html"].text.split())
    assert "GWS en grootboek verschillen € -910,00, waarvan € -900,00 op budgetposten van uitkeringen (I-deel, buig)" in text
    assert "I-uitkering: uitkeringen. Die zijn in GWS geen betalingen, dus staat hier € 900,00 alleen in het grootboek" in text
    assert "Zonder die posten: GWS € 170,00, grootboek € 180,00, verschil € -10,00." in text
    assert "Inkomensbetalingen en grootboek verschillen in periode 1, samen € -10,00" in text
