"""All dbt unit tests (measures.md on each side of every edge), and what a build of the whole project leaves."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from zow import settings
from zow.warehouse import dbt


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A warehouse of no gemeenten, built whole: unit tests need the relations, not the rows."""
    folder = tmp_path_factory.mktemp("units")
    database, work = folder / "candidate.duckdb", folder / "work"
    dbt.prepare_empty(database)
    dbt.run(database, ["seed"], None, work)
    dbt.run(database, ["run"], None, work)
    return database, work


def defined() -> set[str]:
    """The names of the unit tests that stand in the yml files."""
    files = (settings.get().dbt_project / "models").rglob("*__unit_tests.yml")
    return {test["name"] for path in files for test in yaml.safe_load(path.read_text())["unit_tests"]}


def test_every_unit_test_runs_and_passes(empty: tuple[Path, Path]) -> None:
    results = dbt.run(empty[0], ["test"], ["test_type:unit"], empty[1])
    ran = {result.node.rsplit(".", 1)[1] for result in results}
    assert {result.status for result in results} == {"pass"}
    assert ran == defined()
    assert len(results) == len(ran) >= 50


def test_schemas_are_the_rooms_and_nothing_else(empty: tuple[Path, Path]) -> None:
    with duckdb.connect(str(empty[0]), read_only=True) as con:
        schemas = {name for (name,) in con.execute("select distinct schema_name from duckdb_tables() union "
                                                   "select distinct schema_name from duckdb_views() where not internal").fetchall()}
    assert schemas == {"raw", "policy", "staging", "core", "marts", "meta"}
