"""The commands as a user has them: exit codes, what they print and what is there afterwards. One ZOW_HOME for the whole module;
the tests follow each other. The publication is a verantwoording: through the whole of its own DAG, approval and workbook with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import openpyxl
import pandas as pd
import pytest

from tests.support import small
from tests.support.command import zow
from zow.sample.write import write_gws
from zow.sample.write_files import write_file

pytestmark = pytest.mark.e2e


def write_books(landing, code):
    """The ledger of 2014, a file per month, and its begroting. The three payments of `small.tables` are booked, one of them 10 cents too
    high, and 30 euro on a post of buig; the other months are empty."""
    lines = pd.DataFrame([
        {"boekstuk": "S1", "regel": nr, "boekdatum": date(2014, 3, 31), "boekjaar": 2014, "periode": 3, "grootboekrekening": "4430",
         "taakveld": "623", "budgetpost": post, "factuurnummer": invoice, "bedrag": Decimal(amount), "dc": "D"}
        for nr, (post, invoice, amount) in enumerate([
            ("PB01", "F001", "100.00"), ("PB01", "F002", "100.00"), ("PB01", "F003", "100.10"), ("BUIG", None, "30.00")], start=1)])
    for month in range(1, 13):
        write_file(landing, "finance", "grootboek", code, f"2014-{month:02d}", "20150115T0300", lines[lines["periode"] == month])
    budget = [("participatiebudget", "toegekend", None, 400), ("participatiebudget", "post", "PB01", 350), ("buig", "post", "BUIG", 30)]
    write_file(landing, "finance", "begroting", code, "2014", "20140110T0900", pd.DataFrame([
        {"boekjaar": 2014, "deel": deel, "soort_regel": soort, "budgetpost": post, "versie": 0, "vastgesteld_op": date(2013, 11, 1),
         "bedrag": Decimal(amount)} for deel, soort, post, amount in budget]))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """GM0171 delivered after the year, with its books; GM0090 before its end; GM0342 a broken delivery."""
    folder = tmp_path_factory.mktemp("zow") / "mijn data"
    landing = folder / "landing"
    write_gws(landing, "GM0171", "20150120T0300", small.tables())
    write_books(landing, "GM0171")
    write_gws(landing, "GM0090", "20141231T0300", small.tables(clients=2))
    (write_gws(landing, "GM0342", "20150120T0300", small.tables()) / "clienten.csv").unlink()
    return folder


def current(home):
    return (home / "published" / "current").readlink().name


def test_nightly_does_its_work_and_tells_what_it_refused(home):
    done = zow(home, "nightly")
    assert done.returncode == 0, done.stderr
    assert "gws_GM0342_20150120T0300 geweigerd" in done.stdout and "clienten.csv" in done.stdout
    assert "Dagstand: GM0090, GM0171" in done.stdout
    assert not [path for bron in ("gws", "finance") for path in (home / "landing" / bron).iterdir()]
    assert "clienten.csv" in (home / "landing" / "geweigerd" / "gws" / "gws_GM0342_20150120T0300.reden.txt").read_text()
    with duckdb.connect(str(home / "published" / "dagstand" / "sociaal_domein.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from meta.leveringen").fetchone() == (16,)


@pytest.mark.parametrize("words", [("publish", "effectmeting", "2014H3"), ("publish", "iets", "2014H1"),
                                   ("publish", "effectmeting", "2014H1", "--as-of", "gisteren")])
def test_wrong_arguments_are_exit_2_and_start_nothing(home, words):
    done = zow(home, *words)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr
    assert not (home / "published" / "versions").exists()


def test_a_gemeente_that_a_gate_stops_is_exit_3_and_the_other_is_published(home):
    done = zow(home, "publish", "verantwoording", "2014", "--gemeente", "GM0171", "--gemeente", "GM0090",
               "--approve-as", "C. Controleur", "--remark", "verschillen gezien")
    assert done.returncode == 3, done.stderr
    assert "Gepubliceerd: verantwoording_2014_v1" in done.stdout and "GM0171: nieuw" in done.stdout
    assert "goedgekeurd door C. Controleur: verschillen gezien" in done.stdout
    assert "GM0090" in done.stderr and "poort.versheid" in done.stderr
    assert current(home) == "verantwoording_2014_v1"


def test_the_close_stands_in_marts_and_workbook_with_who_approved_it(home):
    version = home / "published" / "current"
    with duckdb.connect(str(version / "sociaal_domein.duckdb"), read_only=True) as con:
        assert con.execute("from marts.aansluiting_totaal select gemeentecode, jaar, budgetpost, totaal_gws, totaal_grootboek, verschil, "
                           "bedragverschil, alleen_grootboek order by budgetpost").fetchall() == [
            ("GM0171", 2014, "BUIG", 0, 30, -30, 0, -30),
            ("GM0171", 2014, "PB01", 300, Decimal("300.10"), Decimal("-0.10"), Decimal("-0.10"), 0)]
        assert con.execute("select gestart_door, goedgekeurd_door, opmerking, status from meta.publicaties").fetchall() == [
            ("toetser", "C. Controleur", "verschillen gezien", "actueel")]
    (path,) = (version / "report").glob("*.xlsx")  # none of the gemeente that was stopped
    assert path.name == "verantwoording_GM0171_2014.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)
    status = [row[0] for row in book["Aansluiting regels"].iter_rows(min_row=2, values_only=True)]
    assert status == ["alleen_grootboek", "bedragverschil", "aangesloten", "aangesloten"]
    assert [row[2] for row in book["Inkomen"].iter_rows(min_row=2, values_only=True)].count(30) == 1


def test_a_rollback_that_cannot_be_is_exit_1_and_status_tells_what_stands(home):
    done = zow(home, "rollback")
    assert done.returncode == 1 and "voorganger" in done.stderr
    assert current(home) == "verantwoording_2014_v1"
    done = zow(home, "status")
    assert done.returncode == 0 and "Actueel: verantwoording_2014_v1" in done.stdout
