"""zow.warehouse.dbt: what a step that uses dbt may rely on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from zow import settings
from zow.errors import ZowError
from zow.warehouse import dbt, dbt_parse


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("dbt")
    database = folder / "candidate.duckdb"
    dbt.prepare_empty(database)
    dbt.run(database, ["seed"], None, folder / "work")
    return database, folder / "work"


def test_another_process_can_write_right_after(seeded: tuple[Path, Path]) -> None:
    dbt.run(seeded[0], ["run"], ["stg_raw__peilmomenten"], seeded[1])
    code = f"import duckdb; duckdb.connect({str(seeded[0])!r}).execute('create or replace table raw.proef (a int)')"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True).stderr == ""


def test_selecting_nothing_is_an_error(seeded: tuple[Path, Path]) -> None:
    with pytest.raises(ZowError, match="niets geselecteerd"):
        dbt.run(seeded[0], ["run"], ["bestaat_niet"], seeded[1])


def test_a_failing_node_is_named_with_its_error(tmp_path: Path) -> None:
    database = tmp_path / "candidate.duckdb"
    dbt.prepare_empty(database)
    with duckdb.connect(str(database)) as con:
        con.execute("drop table raw.peilmomenten")
    with pytest.raises(ZowError, match=r"(?s)model\.zow\.stg_raw__peilmomenten \(error\).*peilmomenten does not exist"):
        dbt.run(database, ["run"], ["stg_raw__peilmomenten"], tmp_path / "work")
    duckdb.connect(str(database)).close()


def test_results_name_the_nodes(seeded: tuple[Path, Path]) -> None:
    results = dbt.run(seeded[0], ["run"], ["stg_raw__peilmomenten"], seeded[1])
    assert [(r.node, r.kind, r.status) for r in results] == [("model.zow.stg_raw__peilmomenten", "model", "success")]


def test_schemas_are_the_rooms_and_nothing_else(seeded: tuple[Path, Path]) -> None:
    dbt.run(seeded[0], ["run"], None, seeded[1])
    with duckdb.connect(str(seeded[0]), read_only=True) as con:
        schemas = {name for (name,) in con.execute("select distinct schema_name from duckdb_tables() union "
                                                   "select distinct schema_name from duckdb_views() where not internal").fetchall()}
    assert schemas == {"raw", "policy", "staging", "core", "marts", "meta"}


def test_nothing_is_written_beside_the_code(seeded: tuple[Path, Path]) -> None:
    project = settings.get().dbt_project
    assert {path.name for path in project.iterdir()} <= {
        "dbt_project.yml", "profiles.yml", "macros", "models", "seeds", "tests", "lint", "README.md"}
    assert (seeded[1] / "logs" / "dbt.log").exists()


def test_the_whole_project_can_be_read() -> None:
    assert dbt_parse.main() == 0
