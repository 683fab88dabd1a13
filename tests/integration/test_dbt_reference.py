"""Core and marts against a slow reading of measures.md in plain Python, on many small random gemeenten with edges everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.reference.indicatoren import Indicators
from tests.reference.rules import Gemeente, attributes_at
from tests.reference.warehouse import Built, compare
from tests.reference.werkt import People
from tests.support import why

PLAIN = 30
PEOPLE = {"soest_2008": 12, "smallingerland_2010": 24, "noordoostpolder_2014": 8, "smallingerland_2020": 8, "midden_drenthe_2021": 6}
# they need the ledger or the budget, which the random gemeenten have not
OTHER_SOURCES = "('aandeel_reintegratie', 'middelen_begroot', 'middelen_besteed')"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    made = Built(tmp_path_factory.mktemp("reference"), PLAIN, PEOPLE)
    yield made
    made.con.close()


def check(gemeenten: dict[str, Any], built: Built, columns: str, table: str, expected: Callable, keys: int) -> int:
    """Every gemeente's rows of `table` equal those of the reference, cell by cell; returns how many rows were compared."""
    found = built.con.execute(f"select gemeentecode, {columns} from {table}").fetchall()
    total, wrong = compare(gemeenten, found, expected, keys)
    assert wrong[:20] == []
    assert total > 0
    return total


def test_keys_and_references_hold(built: Built) -> None:
    results = built.data_tests()
    assert {result.status for result in results} == {"pass"}
    assert len(results) > 50


@pytest.mark.parametrize(("table", "expected", "keys"), [
    ("effectmeting", Gemeente.effectmeting, 2),
    ("nclp", Gemeente.nclp, 1),
    ("aanbieders", Gemeente.aanbieders, 2),
    ("bijstand_stromen", Gemeente.bijstand_stromen, 1),
])
def test_marts_of_every_gemeente(built: Built, table: str, expected: Callable, keys: int) -> None:
    check(built.gemeenten, built, "* exclude (gemeentecode)", f"marts.{table}", expected, keys)


@pytest.mark.parametrize(("table", "expected", "keys"), [
    ("wat_werkt", People.wat_werkt, 4),
    ("trede_verandering", People.trede_verandering, 2),
    ("traject_resultaten", People.traject_resultaten, 2),
    ("ladder_matrix", People.ladder_matrix, 4),
])
def test_what_works_for_whom(built: Built, table: str, expected: Callable, keys: int) -> None:
    every_third = dict(list(built.people.items())[::3]) if table == "wat_werkt" else built.people  # the slowest of the slow
    columns = "* exclude (gemeentecode, teller)" if table == "wat_werkt" else "* exclude (gemeentecode)"
    check(every_third, built, columns, f"marts.{table}", expected, keys)


@pytest.mark.parametrize(("which", "columns", "expected", "keys"), [
    ("soort = 'instroom'", "client_key, datum", People.begins, 2),
    ("soort = 'uitstroom'", "client_key, datum, waarde, naar_werk, regulier_werk, duurzaam, draaideur", People.exit_outcomes, 2),
    ("soort = 'uitstroom' and naar_werk", "client_key, datum, laatste_voorziening_code", People.exit_credits, 2),
    ("soort = 'trede_wijziging'", "client_key, datum, waarde", People.ladder_changes, 2),
    ("soort = 'traject_resultaat'", "trajectnummer, client_key, datum, waarde", People.traject_ends, 1),
])
def test_outcomes(built: Built, which: str, columns: str, expected: Callable, keys: int) -> None:
    check(built.people, built, columns, f"(select * from core.fct_outcomes where {which})", expected, keys)


def test_doelgroepen(built: Built) -> None:
    check(built.people, built, "client_key, doelgroep, peildatum", "core.client_target_groups", People.client_target_groups, 3)


def test_indicatoren(built: Built) -> None:
    columns = "profiel, indicator, periode, uitsplitsing, waarde, teller, noemer, doel, richting, status, voorlopig, eenheid"
    covered = f"(select * from marts.indicatoren where indicator not in {OTHER_SOURCES})"
    check(built.people, built, columns, covered, Indicators.rows, 4)


def test_benchmark(built: Built) -> None:
    """Rows by the gemeente that owns them; a peer can be one of the random gemeenten itself."""
    order = ("groep, jaar, lid, is_eigen, volume_ultimo, volume_verandering, instroom_aandeel, uitstroom_aandeel, "
             "groep_volume_verandering, groep_instroom_aandeel, groep_uitstroom_aandeel, positie_volume, positie_instroom, "
             "positie_uitstroom, volume_vorig_jaar, instroom, uitstroom, groep_volume_gemeenten, groep_instroom_gemeenten, "
             "groep_uitstroom_gemeenten, voorlopig")
    table = ("(select * exclude (gemeentecode, eigen_gemeentecode), gemeentecode as lid, eigen_gemeentecode as gemeentecode "
             "from marts.benchmark_bijstand)")
    owners = {code: (code, gemeente.first, gemeente.asof) for code, gemeente in built.people.items()}
    check(owners, built, order, table, lambda owner: built.cbs.benchmark(*owner), 3)
    # the random figures do reach each verdict, and differences of exactly the margin
    exact = built.con.execute("""select count(*) from marts.benchmark_bijstand where is_eigen and 0.01 in (
        round(abs(volume_verandering - groep_volume_verandering), 12), round(abs(instroom_aandeel - groep_instroom_aandeel), 12))
        """).fetchone()[0]
    found = {row[0] for row in built.con.execute("select distinct positie_instroom from marts.benchmark_bijstand").fetchall()}
    assert exact > 0 and found == {"vergelijkbaar", "beter", "slechter", None}


def test_every_indicator_names_its_clause_and_its_peilmoment(built: Built) -> None:
    moments = {code: f"{gemeente.asof}T02:00" for code, gemeente in built.gemeenten.items()}
    found = built.con.execute("select distinct gemeentecode, peilmoment, coalesce(clausule, '') = '' from marts.indicatoren").fetchall()
    assert {(code, moment) for code, moment, _ in found} == set(moments.items())
    assert not any(empty for _, _, empty in found)


def test_stand_and_flows_add_up(built: Built) -> None:
    broken = built.con.execute("select * from marts.bijstand_stromen where stand_begin + instroom - uitstroom <> stand_eind")
    assert broken.fetchall() == []


def test_spells_know_whether_an_exit_held(built: Built) -> None:
    check(built.gemeenten, built, "client_key, begindatum, einddatum, duurzaam, draaideur", "core.fct_spells", Gemeente.spell_outcomes, 2)


def test_hours_cost_the_internal_rate(built: Built) -> None:
    check(built.gemeenten, built, "activiteitnummer, uren, kosten_intern", "core.fct_activities", Gemeente.internal_costs, 1)


def test_client_attributes_at_any_day(built: Built) -> None:
    names = ("client_key", "geboortedatum", "geslacht", "leefvorm", "statushouder")
    checked = 0
    for code, history in list(built.history.items())[:PLAIN]:
        current = {c["clientnummer"] for c in built.gemeenten[code].t["clienten"]}
        stamps = {h["geleverd_op"].date() for h in history}
        for peildatum in sorted({s + timedelta(days=d) for s in stamps for d in (-1, 0, 1)} | {date(1999, 12, 31)}):
            found = {row[0]: row[1:] for row in built.con.execute(
                f"""select clientnummer, {', '.join(names)} from core.dim_clients where gemeentecode = $1 and in_laatste_levering
                and $2 between valid_from and coalesce(valid_to, date '9999-12-31')""", [code, peildatum]).fetchall()}
            wanted = {n: tuple(attributes_at(history, n, peildatum)[name] for name in names) for n in current}
            assert found == wanted, (code, peildatum)
            checked += len(found)
    assert checked > 0


def test_a_client_key_has_one_line_of_history(built: Built) -> None:
    overlapping = built.con.execute("""
        select a.gemeentecode, a.client_key from core.dim_clients a join core.dim_clients b
        on a.gemeentecode = b.gemeentecode and a.client_key = b.client_key and a.valid_from < b.valid_from
        and (a.valid_to is null or a.valid_to >= b.valid_from)""").fetchall()
    assert overlapping == []
    for code, history in built.history.items():
        known = {key for (key,) in built.rows("select distinct client_key from core.dim_clients where gemeentecode = ?", code)}
        assert known == {h["client_key"] for h in history}


@pytest.mark.parametrize(("mart", "per", "most"), [("effectmeting", "einddoel", 6), ("wat_werkt", "doelgroep", 4)])
def test_why_a_figure_is_what_it_is(built: Built, mart: str, per: str, most: int) -> None:
    """`zow why`: the records behind a row add up to every count and amount in it."""
    found = why.answers(built.con, built.database, mart, per, most)
    assert why.off(found) == []
    assert sum(len(part.rows) for answer in found for part in answer.lists) > len(found)
