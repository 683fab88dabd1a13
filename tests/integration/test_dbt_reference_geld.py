"""The marts about money against a slow reading of measures.md in plain Python, on small random gemeenten dense in edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.reference import random_money, warehouse
from tests.reference.money import Money
from tests.support import why
from tests.support.office import recalculated, verdicts
from zow.report.reading import Reader
from zow.report.verantwoording import tabs, workbook
from zow.warehouse import dbt

CASES = 48
INDICATORS = "('middelen_begroot', 'middelen_besteed', 'aandeel_reintegratie')"
LINE = "jaar, betalingnummer, boekstuk, regel, bestandsmaand"


class Books(warehouse.Built):
    """Random gemeenten with a ledger and a budget, a quarter of each profile, and the marts about money that dbt built of them."""

    def __init__(self, folder: Path) -> None:
        self.database, self.folder = folder / "candidate.duckdb", folder
        self.history, self.raw = {}, {}
        self.gemeenten = {f"GM7{seed:03d}": Money(random_money.make(seed)) for seed in range(CASES)}
        profiles = []
        for code, gemeente in self.gemeenten.items():
            case = gemeente.case
            self._take(code, case.tables, case.history, case.asof)
            for feed, rows in {"grootboek": case.ledger, "begroting": case.budget}.items():
                self.raw.setdefault(f"finance_{feed}", []).extend({"gemeentecode": code, **row} for row in rows)
            if case.profile:
                profiles.append({"profiel": case.profile, "gemeentecode": code, "geldig_van": case.profile_from, "clausule": "proef"})
        dbt.prepare_empty(self.database)
        self._write(self.raw, "raw")
        dbt.run(self.database, ["seed"], None, folder / "work")
        self._write({"profiles": profiles}, "policy")
        dbt.run(self.database, ["run"], ["+path:models/marts/geld", "+indicatoren"], folder / "work")
        self.con = duckdb.connect(str(self.database), read_only=True)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("geld"))
    yield made
    made.con.close()


@pytest.mark.parametrize(("columns", "table", "expected", "keys"), [
    ("*", "marts.kosten_per_soort", Money.kosten_per_soort, 2),
    ("gemeentecode, periode, budgetpost, * exclude (gemeentecode, periode, budgetpost)", "marts.uitputting", Money.uitputting, 2),
    ("gemeentecode, periode, indicator, teller, noemer, waarde", f"marts.indicatoren where indicator in {INDICATORS}",
     Money.indicators, 2),
    ("*", "marts.participatiebudget_verloop", Money.verloop, 2),
    (f"gemeentecode, {LINE}, * exclude (gemeentecode, {LINE})", "marts.aansluiting", Money.aansluiting, 5),
    ("gemeentecode, jaar, budgetpost, * exclude (gemeentecode, jaar, budgetpost)", "marts.aansluiting_totaal",
     Money.aansluiting_totaal, 2),
])
def test_money_cell_by_cell(books: Books, columns: str, table: str, expected: Callable[[Money], list[tuple]], keys: int) -> None:
    found = books.con.execute(f"select {columns} from {table}").fetchall()
    total, wrong = warehouse.compare(books.gemeenten, found, expected, keys)
    assert wrong[:20] == []
    assert total > CASES


def test_reservering_cell_by_cell(books: Books) -> None:
    """What is unlawful comes from mart normafwijkingen, which has a reading of its own: here it is given."""
    findings = books.con.execute("select gemeentecode, norm, sleutel, datum, bedrag from marts.normafwijkingen").fetchall()
    per_gemeente = {code: [dict(zip(("norm", "sleutel", "datum", "bedrag"), row, strict=True)) for name, *row in findings if name == code]
                    for code in books.gemeenten}
    found = books.con.execute("from marts.reservering").fetchall()
    total, wrong = warehouse.compare({code: (money, per_gemeente[code]) for code, money in books.gemeenten.items()}, found,
                                     lambda pair: pair[0].reservering(pair[1]), 1)
    assert wrong[:20] == []
    assert total > CASES / 2
    assert {norm for _, norm, *_ in findings} >= {"N01", "N02", "N03", "N22", "N24"}


@pytest.mark.parametrize(("mart", "per", "most"), [("uitputting", "gemeentecode", 1), ("participatiebudget_verloop", "deel", 5)])
def test_why_the_money_is_what_it_is(books: Books, mart: str, per: str, most: int) -> None:
    """`zow why`: the records behind the amounts add up to them."""
    found = why.answers(books.con, books.database, mart, per, most)
    assert why.off(found) == []
    assert sum(len(part.rows) for answer in found for part in answer.lists) > len(found)


def test_the_workbook_of_a_controller_has_nothing_red(books: Books, tmp_path: Path) -> None:
    """Its formulas are a third reading of the same books: of the fullest year that is over, and of one with each kind of reservering."""
    largest = """select gemeentecode, jaar from marts.aansluiting semi join marts.uitputting as u
        on aansluiting.gemeentecode = u.gemeentecode and u.periode = jaar || 'K4' group by all order by count(*) desc, 1, 2 limit 1"""
    kept = "select gemeentecode, jaar from marts.reservering where {} order by onrechtmatig desc, gemeentecode, jaar limit 1"
    paths = []
    for query in (largest, kept.format("saldo > ruimte and onrechtmatig > 0"), kept.format("saldo < -ruimte and onrechtmatig > 0")):
        code, year = books.con.execute(query).fetchone()
        with Reader(books.database) as reader:
            found = tabs.read(reader, {"publicatie": "verantwoording", "periode": str(year), "versie": 1}, code)
        found["normen"] = workbook.norms(found["afwijkingen"], {})
        paths.append(workbook.write(tmp_path / f"{code}_{year}.xlsx", found, [("Gemeente", code)], [], datetime(2015, 1, 1)))
    for book in recalculated(tmp_path, *paths):
        verdict = verdicts(book)
        assert {check: said for check, said in verdict.items() if said != "groen"} == {}
        assert {"Verloop", "Reservering", "Uitputting", "Aansluiting"} <= {tab for tab, _ in verdict}
