"""The marts against a slow reading of measures.md in plain Python, on many small random gemeenten with edges everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.reference import random_data
from tests.reference.rules import Gemeente, attributes_at
from zow.warehouse import dbt

GEMEENTEN = {f"GM{number:04d}": number for number in range(9000, 9040)}
FIRST = date(2013, 1, 1)


class Built:
    """The random gemeenten, as the reference reads them, and a warehouse that dbt built from the same rows."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "candidate.duckdb"
        dbt.prepare_empty(self.database)
        self.gemeenten: dict[str, Gemeente] = {}
        self.history: dict[str, list[dict]] = {}
        raw: dict[str, list[dict]] = {}
        for code, seed in GEMEENTEN.items():
            tables, history, asof = random_data.make(seed)
            self.gemeenten[code], self.history[code] = Gemeente(tables, asof, FIRST), history
            for name, rows in {**tables, "clienten_historie": history}.items():
                raw.setdefault(f"gws_{name}", []).extend({"gemeentecode": code, **row} for row in rows)
            raw.setdefault("peilmomenten", []).append({
                "gemeentecode": code, "bron": "gws", "levering": f"gws_{code}", "geleverd_op": f"{asof} 02:00:00",
                "asof": asof, "peilmoment": f"{asof}T02:00", "eerste_levering_op": "2013-06-01 02:00:00"})
        with duckdb.connect(str(self.database)) as con:
            for table, rows in raw.items():
                self._insert(con, table, rows, folder)
        dbt.run(self.database, ["seed"], None, folder / "work")
        dbt.run(self.database, ["run"], None, folder / "work")
        self.structure = dbt.run(self.database, ["test"], ["test_type:data"], folder / "work")
        self.con = duckdb.connect(str(self.database), read_only=True)

    @staticmethod
    def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict], folder: Path) -> None:
        path = folder / f"{table}.json"
        path.write_text(json.dumps(rows, default=str))
        types = con.execute("select column_name, data_type from information_schema.columns where table_name = ?", [table]).fetchall()
        given = {name for row in rows for name in row}
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in types if name in given)
        con.execute(f"insert into raw.{table} by name select * from read_json('{path}', columns = {{{typed}}})")

    def rows(self, sql: str, code: str) -> list[tuple]:
        return self.con.execute(sql, [code]).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    made = Built(tmp_path_factory.mktemp("reference"))
    yield made
    made.con.close()


def compare(built: Built, columns: str, table: str, expected: Any, order: str = "all") -> int:
    """Every gemeente's rows of `table` equal those of the reference; returns how many rows were compared."""
    total = 0
    for code, gemeente in built.gemeenten.items():
        found = built.rows(f"select {columns} from {table} where gemeentecode = ? order by {order}", code)
        wanted = expected(gemeente)
        assert sorted(found, key=repr) == sorted(wanted, key=repr), code
        total += len(found)
    assert total > 0
    return total


def test_keys_and_references_hold(built: Built) -> None:
    assert {result.status for result in built.structure} == {"pass"}
    assert len(built.structure) > 50


def test_effectmeting(built: Built) -> None:
    count = compare(built, "* exclude (gemeentecode)", "marts.effectmeting", Gemeente.effectmeting)
    assert count % 6 == 0


def test_nclp(built: Built) -> None:
    compare(built, "* exclude (gemeentecode)", "marts.nclp", Gemeente.nclp)


def test_aanbieders(built: Built) -> None:
    compare(built, "* exclude (gemeentecode)", "marts.aanbieders", Gemeente.aanbieders)


def test_bijstand_stromen(built: Built) -> None:
    compare(built, "* exclude (gemeentecode)", "marts.bijstand_stromen", Gemeente.bijstand_stromen)
    broken = built.con.execute("select * from marts.bijstand_stromen where stand_begin + instroom - uitstroom <> stand_eind")
    assert broken.fetchall() == []


def test_spells_know_whether_an_exit_held(built: Built) -> None:
    compare(built, "client_key, begindatum, einddatum, duurzaam, draaideur", "core.fct_spells", Gemeente.spell_outcomes)


def test_hours_cost_the_internal_rate(built: Built) -> None:
    compare(built, "activiteitnummer, uren, kosten_intern", "core.fct_activities", Gemeente.internal_costs)


def test_client_attributes_at_any_day(built: Built) -> None:
    names = ("client_key", "geboortedatum", "geslacht", "leefvorm", "statushouder")
    checked = 0
    for code, history in built.history.items():
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
