"""zow.warehouse.dbt: what a step that uses dbt may rely on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from zow import settings
from zow.errors import ZowError
from zow.warehouse import dbt


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("dbt")
    database = folder / "candidate.duckdb"
    dbt.prepare_empty(database)
    dbt.run(database, ["seed"], None, folder / "work")
    return database, folder / "work"


def written_by_another_process(database: Path) -> str:
    code = f"import duckdb; duckdb.connect({str(database)!r}).execute('create or replace table raw.proef (a int)')"
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True).stderr


def test_another_process_can_write_right_after(seeded: tuple[Path, Path]) -> None:
    dbt.run(seeded[0], ["run"], ["stg_raw__peilmomenten"], seeded[1])
    assert written_by_another_process(seeded[0]) == ""


def test_a_project_that_was_read_is_not_read_again_by_the_next_process_until_it_changes(
        seeded: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_parse(*_: object) -> None:
        raise AssertionError("dbt read the project again")

    monkeypatch.setattr(dbt, "_parsed", {})  # as in a new process
    monkeypatch.setattr(dbt, "_parse", no_parse)
    dbt.run(seeded[0], ["run"], ["stg_raw__peilmomenten"], seeded[1])
    project = tmp_path / "dbt_project"
    shutil.copytree(settings.get().dbt_project, project)
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(tmp_path))
    (project / "macros" / "schemas.sql").write_text("{# anders #}", encoding="utf-8")
    with pytest.raises(AssertionError, match="again"):
        dbt.run(seeded[0], ["run"], ["stg_raw__peilmomenten"], seeded[1])


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
    assert written_by_another_process(database) == ""
    log = (tmp_path / "work" / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert "peilmomenten does not exist" in log and "[debug]" not in log


def test_results_name_the_nodes(seeded: tuple[Path, Path]) -> None:
    results = dbt.run(seeded[0], ["run"], ["stg_raw__peilmomenten"], seeded[1])
    assert [(r.node, r.kind, r.status) for r in results] == [("model.zow.stg_raw__peilmomenten", "model", "success")]


def test_nothing_is_written_beside_the_code(seeded: tuple[Path, Path]) -> None:
    project = settings.get().dbt_project
    assert {path.name for path in project.iterdir()} <= {
        "dbt_project.yml", "profiles.yml", "macros", "models", "seeds", "tests", "lint", "README.md"}
    assert (seeded[1] / "logs" / "dbt.log").exists()
