"""What `zow why` prints, and what it says to a question without an answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from zow.errors import UsageError, ZowError
from zow.publish import log
from zow.why import explain, show


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "versie.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema core; create schema marts")
        con.execute("""create table marts.effectmeting as select * from (values
            ('GM0171', '2014H1', 'totaal', 1, 0, 0, 1, 0, 150.25::decimal(18,2), 0::decimal(18,2)),
            ('GM0171', '2014H1', 'diagnose', 1, 0, 0, 1, 0, 150.25, 0), ('GM0171', '2014H2', 'totaal', 2, 0, 0, 2, 0, 0, 0))
            e(gemeentecode, periode, einddoel, succesvol, niet_succesvol, vroegtijdig_beeindigd, totaal, voorlopig, betaalde_kosten,
            openstaande_verplichtingen)""")
        con.execute("""create table core.fct_activities as select 'GM0171' as gemeentecode, 'A1' as activiteitnummer, 'abc' as client_key,
            'V1' as voorziening_code, 'AB' as aanbieder_code, 'diagnose' as einddoel, date '2014-01-01' as begindatum,
            date '2014-06-30' as einddatum, 'succesvol' as resultaat, false as voorlopig""")
        con.execute("""create table core.fct_costs as select 'GM0171' as gemeentecode, 'betaling' as soort, 'B' || n as betalingnummer,
            date '2014-03-01' as datum, bedrag, 'A1' as activiteitnummer, null as verplichtingnummer, null as factuurnummer,
            'P1' as budgetpost, 'diagnose' as einddoel
            from (values (1, 100.25::decimal(18,2)), (2, 50.00)) b(n, bedrag)""")
        con.execute("""create table core.fct_commitments (gemeentecode varchar, verplichtingnummer varchar, datum date,
            bedrag decimal(18,2), status varchar, activiteitnummer varchar, budgetpost varchar)""")
        con.execute("""create table core.fct_commitment_changes (gemeentecode varchar, verplichtingnummer varchar, datum date,
            mutatie decimal(18,2), einddoel varchar, budgetpost varchar)""")
    return path


KEY = {"gemeentecode": "GM0171", "periode": "2014H1", "einddoel": "totaal"}


def test_records_and_the_query_that_found_them(database: Path) -> None:
    answer = explain(database, "effectmeting", KEY)
    activities, payments, _ = answer.lists
    assert activities.rows == [("A1", "abc", "V1", "AB", "diagnose", date(2014, 1, 1), date(2014, 6, 30), "succesvol", False)]
    assert payments.ties == [("betaalde_kosten", Decimal("150.25"), Decimal("150.25"))]
    with duckdb.connect(str(database), read_only=True) as con:
        assert con.execute(payments.query).fetchall() == payments.rows, "the query that is shown can be run again as it stands"
    text = show.render(answer, 1)
    assert "... en nog 1; --alles laat alles zien." in text and "betaalde_kosten = 150.25 (stemt met de mart)" in text


@pytest.mark.parametrize(("mart", "asked", "said"), [
    ("bestaat_niet", KEY, "Kies uit verloop, effectmeting"),
    ("effectmeting", KEY | {"norm": "N01"}, "Kies uit gemeentecode, periode, einddoel"),
    ("effectmeting", {"gemeentecode": "GM0171", "periode": "2014H1"}, "Geef ook einddoel: diagnose, totaal"),
    ("effectmeting", KEY | {"einddoel": "uitstroom"}, "Er is wel einddoel: diagnose, totaal"),
    ("effectmeting", {"gemeentecode": "GM0090"}, "Er is wel gemeentecode: GM0171"),
    ("effectmeting", KEY | {"periode": "2013", "einddoel": "uitstroom"}, "Er is wel periode: 2014H1, 2014H2"),
])
def test_a_question_without_an_answer(database: Path, mart: str, asked: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explain(database, mart, asked)


def test_records_that_do_not_add_up_are_an_error(zow_home: Path, database: Path, capsys: pytest.CaptureFixture) -> None:
    folder = log.versions_folder() / "effectmeting_2014H1_v1"
    folder.mkdir(parents=True)
    database.rename(folder / "sociaal_domein.duckdb")
    words = ["gemeentecode=GM0171", "einddoel=totaal"]
    show.run("effectmeting", [*words, "periode=2014H1"], "effectmeting_2014H1_v1", False)
    assert "from core.fct_costs" in capsys.readouterr().out
    with pytest.raises(ZowError, match="totaal is 0 in de records en 2 in de mart"):
        show.run("effectmeting", [*words, "periode=2014H2"], "effectmeting_2014H1_v1", False)
    with pytest.raises(UsageError, match="Er is: effectmeting_2014H1_v1"):
        show.run("effectmeting", words, "effectmeting_2014H1_v9", False)
    with pytest.raises(UsageError, match="geen sleutel=waarde"):
        show.run("effectmeting", ["GM0171"], "effectmeting_2014H1_v1", False)
