"""Suites are readable, complete and cannot show a person; what does not fit is told in Dutch."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import duckdb
import pytest
import yaml

from zow.errors import ZowError
from zow.gates import bsn, suites

SOUND = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "sleutel"}, "ernst": "kritiek",
         "grond": "sleutel", "omschrijving": "Zonder sleutel is niets te vinden."}


def query(text: str, **more: object) -> dict:
    return {"type": "unexpected_rows_expectation", "kwargs": {"unexpected_rows_query": text}, "ernst": "waarschuwing",
            "omschrijving": "Proef.", **more}


def load(folder: Path, rule: dict, table: str = "core.x") -> suites.Suite:
    (folder / "feiten").mkdir(exist_ok=True)
    (folder / "poorten.yml").write_text(yaml.safe_dump({"feiten": [table]}))
    (folder / "feiten" / f"{table}.yml").write_text(yaml.safe_dump({"tabel": table, "regels": [rule]}))
    return suites.load("feiten", folder)[0]


@pytest.mark.parametrize("poort", suites.POORTEN)
def test_our_own_suites_are_there_and_each_blocks_on_something(poort: str) -> None:
    found = suites.load(poort)
    assert found and not any(suite.missing or not suite.rules for suite in found)
    assert {rule.grond for suite in found for rule in suite.rules if rule.ernst == "kritiek"} <= set(suites.GRONDEN)
    assert any(rule.ernst == "kritiek" for suite in found for rule in suite.rules)


def test_the_closed_list_of_architecture_5_is_covered() -> None:
    rules = [rule for poort in suites.POORTEN for suite in suites.load(poort) for rule in suite.rules]
    assert {rule.grond for rule in rules if rule.ernst == "kritiek"} == set(suites.GRONDEN)
    # a comparison with what came before never blocks
    before = [rule for rule in rules if "vorige_geladen" in str(rule.kwargs) or "_bewogen" in str(rule.kwargs)]
    assert len(before) == 3 and {rule.ernst for rule in before} == {"waarschuwing"}


@pytest.mark.parametrize(("change", "message"), [
    ({"ernst": "hoog"}, "bestaat niet"),
    ({"grond": "volume"}, "gesloten lijst"),
    ({"grond": None}, "gesloten lijst"),
    ({"ernst": "waarschuwing"}, "gesloten lijst"),
    ({"omschrijving": " "}, "zegt niet wat"),
    ({"type": "expect_column_distinct_values_to_equal_set"}, "kan gegevens bevatten"),
    ({"soort": "x"}, "Onbekend in deze regel: soort"),
    ({"kwargs": ["sleutel"]}, "kwargs"),
    ({"toon": ["naam"]}, "'toon' kan alleen"),
])
def test_a_rule_that_does_not_fit_is_refused(tmp_path: Path, change: dict, message: str) -> None:
    assert load(tmp_path, SOUND).rules[0].kolom == "sleutel"
    with pytest.raises(ZowError, match=message) as error:
        load(tmp_path, {**SOUND, **change})
    assert "core.x.yml, regel 1" in error.value.waar and error.value.herstel


@pytest.mark.parametrize("text", [
    "select naam from {batch}", "select 1 as afwijking from core.x", "select 1 as afwijking, naam from {batch}",
    "select 1 as afwijking from {batch} where naam ~ '[0-9]{9}'", "select 1 as afwijking from {batch} where naam = '{'",
])
def test_a_query_can_only_count(tmp_path: Path, text: str) -> None:
    with pytest.raises(ZowError, match="niet van de vorm"):
        load(tmp_path, query(text))


@pytest.mark.parametrize(("table", "shown", "allowed"), [
    ("poort.x", ["verschil"], True), ("marts.x", ["periode", "einddoel"], True), ("marts.x", ["client_key"], False),
    ("core.x", ["periode"], False), ("raw.x", ["bestand"], False),
])
def test_only_columns_without_persons_are_shown(tmp_path: Path, table: str, shown: list[str], allowed: bool) -> None:
    rule = query("select 1 as afwijking from {batch}", toon=shown)
    if allowed:
        assert load(tmp_path, rule, table).rules[0].toon == tuple(shown)
    else:
        with pytest.raises(ZowError, match="persoonsgegevens"):
            load(tmp_path, rule, table)


def test_files_and_index_must_agree(tmp_path: Path) -> None:
    with pytest.raises(ZowError, match="poorten ontbreekt"):
        suites.load("feiten", tmp_path)
    load(tmp_path, SOUND)
    (tmp_path / "feiten" / "core.y.yml").write_text("tabel: core.y")
    with pytest.raises(ZowError, match="door geen poort gebruikt"):
        suites.load("feiten", tmp_path)
    (tmp_path / "feiten" / "core.y.yml").unlink()
    (tmp_path / "feiten" / "core.x.yml").write_text("tabel: core.z")
    with pytest.raises(ZowError, match="bestandsnaam"):
        suites.load("feiten", tmp_path)
    (tmp_path / "feiten" / "core.x.yml").write_text("tabel: 'core.x\n  regels")
    with pytest.raises(ZowError, match="geen leesbare YAML") as error:
        suites.load("feiten", tmp_path)
    assert "core.x.yml" in error.value.waar
    (tmp_path / "feiten" / "core.x.yml").unlink()
    assert suites.load("feiten", tmp_path)[0].missing
    with pytest.raises(ZowError, match="noemt geen lijst"):
        suites.load("publicatie", tmp_path)
    with pytest.raises(ZowError, match="bestaat niet"):
        suites.load("uitgang", tmp_path)


@pytest.mark.parametrize("length", [32, 64, 65, 100])
def test_the_pseudonym_in_sql_is_that_of_python(length: int) -> None:
    key, text = bytes(range(length)), "GM0171:123456782"
    with duckdb.connect() as con:
        found = con.execute(f"select {bsn.hmac_sql('$tekst')}", {"tekst": text, **bsn.hmac_parameters(key)}).fetchone()
    assert found == (hmac.new(key, text.encode(), hashlib.sha256).hexdigest(),)


@pytest.mark.parametrize(("text", "leaks"), [
    ("111222333", 1), ("a111222333b;111222333", 2), ("0111222333", 0), ("111222333444", 0), ("111222334", 0),
    ("11122233", 0), (None, 0), ("f" * 55 + "111222333", 0),
])
def test_only_nine_digits_that_are_a_known_bsn_leak(zow_home: Path, text: str | None, leaks: int) -> None:
    from zow import settings

    known = hmac.new(settings.pseudonym_key(), b"GM0171:111222333", hashlib.sha256).hexdigest()
    with duckdb.connect() as con:
        con.execute("create schema poort; create schema raw; create schema core; create schema meta")
        con.execute("create table poort.gemeenten as from (values ('GM0171'), ('GM0342')) t(gemeentecode)")
        con.execute("create table raw.gws_clienten as select 'GM0171' as gemeentecode, ? as client_key", [known])
        con.execute("create table core.x as select gemeentecode, ?::varchar as naam from poort.gemeenten", [text])
        con.execute("create table meta.quarantaine as select null::varchar as gemeentecode, ?::varchar as melding",
                    [text])
        bsn.audit(con)
        found = con.execute("select gemeentecode, tabel, aantal from poort.bsn_lek order by all").fetchall()
        left = con.execute("select count(*) from information_schema.tables where table_name like 'bsn%'").fetchone()
    assert found == [("GM0171", "quarantaine", leaks), ("GM0171", "x", leaks),
                     ("GM0342", "quarantaine", 0), ("GM0342", "x", 0)]
    assert left == (1,)  # only the counts stay behind


def judged(table: str, rows: str) -> set[str]:
    """The omschrijving of each rule in SQL over one table that `rows` (a VALUES list with its columns) breaks."""
    (suite,) = (suite for suite in suites.load("publicatie") if suite.tabel == table)
    texts = {rule.omschrijving: str(rule.kwargs["unexpected_rows_query"]) for rule in suite.rules if "unexpected_rows_query" in rule.kwargs}
    with duckdb.connect() as con:
        con.execute(f"create table batch as from (values {rows}")
        return {told for told, query in texts.items() if con.execute(query.replace("{batch}", "batch")).fetchone()}


@pytest.mark.parametrize(("indicator", "teller", "noemer", "voorlopig", "broken"), [
    ("uitstroom_aandeel_traject", 3, 2, 0, False), ("uitstroom_aandeel_instroom", 3, 2, 0, False), ("uitstroom_werk_maand", 1, 0, 0, False),
    ("duurzaam_aandeel", 1, 3, 2, False), ("duurzaam_aandeel", 1, 3, 3, True), ("parttime_aandeel", 3, 2, 0, True)])
def test_more_exits_than_a_stock_is_a_figure_and_no_fault(indicator: str, teller: int, noemer: int, voorlopig: int, broken: bool) -> None:
    """measures 7b: exits over a stock or an instroom are no part of it."""
    waarde = teller / noemer if noemer else "null"
    found = judged("marts.indicatoren", f"""('p', '{indicator}', '2010', 'alle', {teller}, {noemer}, {voorlopig}, {waarde}, 'aandeel', null,
        null, 'geen_doel')) as t (profiel, indicator, periode, uitsplitsing, teller, noemer, voorlopig, waarde, eenheid, doel, richting,
        status)""")
    assert bool(found) is broken, found
