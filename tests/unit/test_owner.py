"""Rows that are about one gemeente and belong to another (marts.md, benchmark_bijstand): the owner decides what is carried over,
compared and judged. GM0353 is a peer of Soest here and a gemeente of the warehouse itself."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from zow.gates import GateRun, run_gate
from zow.publish.assemble import assemble
from zow.publish.compare import compare

SOEST, BOTH, PEER = "GM0342", "GM0353", "GM0556"
LEGS = [("GM0342", SOEST), (BOTH, SOEST), (PEER, SOEST), (BOTH, BOTH), (SOEST, BOTH)]


def database(path: Path, figure: int, owners: list[str]) -> Path:
    """A warehouse with the benchmark and another mart of `owners`, every figure of it `figure`."""
    with duckdb.connect(str(path)) as con:
        for statement in ("create schema core", "create schema marts", "create schema meta",
                          "create table core.fct_cbs (gemeentecode varchar, waarde bigint)",
                          "create table meta.leveringen (gemeentecode varchar)", "create table meta.quarantaine (gemeentecode varchar)",
                          "create table marts.stromen (gemeentecode varchar, waarde bigint)",
                          "create table marts.benchmark (gemeentecode varchar, eigen_gemeentecode varchar, waarde bigint)"):
            con.execute(statement)
        con.execute("insert into core.fct_cbs values (null, ?)", [figure])
        con.executemany("insert into marts.stromen values (?, ?)", [[code, figure] for code in owners])
        con.executemany("insert into marts.benchmark values (?, ?, ?)", [[*leg, figure] for leg in LEGS if leg[1] in owners])
    return path


@pytest.mark.parametrize(("rebuilt", "carried"), [(BOTH, SOEST), (SOEST, BOTH)])
def test_carrying_over_a_gemeente_carries_its_peers_and_not_its_rows_as_a_peer(tmp_path, rebuilt, carried):
    previous = database(tmp_path / "previous.duckdb", 1, [SOEST, BOTH])
    candidate = database(tmp_path / "candidate.duckdb", 2, [rebuilt])
    target = tmp_path / "target.duckdb"
    assemble(candidate, previous, target, ("core", "marts"), [rebuilt], [carried], {})
    with duckdb.connect(str(target), read_only=True) as con:
        assert sorted(con.execute("from marts.benchmark").fetchall()) == sorted(
            (*leg, 2 if leg[1] == rebuilt else 1) for leg in LEGS)
        assert con.execute("from marts.stromen order by 1").fetchall() == sorted([(carried, 1), (rebuilt, 2)])
        assert con.execute("from core.fct_cbs").fetchall() == [(None, 2)]


def test_a_comparison_looks_at_the_rows_that_a_gemeente_owns(tmp_path):
    left = database(tmp_path / "left.duckdb", 1, [SOEST, BOTH])
    right = database(tmp_path / "right.duckdb", 1, [SOEST, BOTH])
    with duckdb.connect(str(right)) as con:
        con.execute("update marts.benchmark set waarde = 9 where eigen_gemeentecode = ? and gemeentecode <> ?", [SOEST, SOEST])
    assert compare(left, right, [BOTH], national=True).differences == []
    found = compare(left, right, [SOEST], national=True)
    assert [(d.table, d.only_left, d.only_right) for d in found.differences] == [("marts.benchmark", 2, 2)]
    assert found.rows == 1 + 3 + 1  # its stroom, its three rows of the benchmark, the national one


def test_a_gate_stops_the_gemeente_that_owns_the_row(tmp_path, zow_home, monkeypatch):
    project = tmp_path / "project"
    (project / "expectations" / "publicatie" / "_audit").mkdir(parents=True)
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(project))
    rule = {"type": "unexpected_rows_expectation", "ernst": "kritiek", "grond": "identiteit", "omschrijving": "Proefregel.",
            "kwargs": {"unexpected_rows_query": "select 1 as afwijking from {batch} where waarde < 0"}}
    content = {"tabel": "marts.benchmark", "regels": [rule]}
    (project / "expectations" / "poorten.yml").write_text(yaml.safe_dump({"publicatie": ["marts.benchmark"]}))
    (project / "expectations" / "publicatie" / "marts.benchmark.yml").write_text(yaml.safe_dump(content))
    candidate = database(tmp_path / "candidate.duckdb", 1, [SOEST, BOTH])
    with duckdb.connect(str(candidate)) as con:
        con.execute("update marts.benchmark set waarde = -1 where (gemeentecode, eigen_gemeentecode) = (?, ?)", [BOTH, SOEST])
    assert set(run_gate("publicatie", candidate, [SOEST, BOTH], GateRun("proef")).stopped) == {SOEST}
