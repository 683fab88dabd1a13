"""zow.figures: every figure has one definition, and docs/figures.md shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zow import figures, settings
from zow.errors import ZowError
from zow.figures import __main__ as command
from zow.figures import markdown

ROOT = settings.PROJECT_ROOT
PAGE = ROOT / "docs" / "figures.md"


@pytest.fixture(scope="module")
def marts() -> list[figures.Mart]:
    return figures.load(ROOT / "dbt_project")


def test_every_column_has_definition_clause_and_measures_and_every_mart_a_unit_test(marts):
    assert figures.incomplete(marts) == []


def test_page_is_what_the_project_says(marts):
    assert PAGE.read_text(encoding="utf-8") == markdown.render(marts), "run: python -m zow.figures"


def test_every_file_on_the_page_exists():
    links = re.findall(r"\]\((\.\./[^)]+)\)", PAGE.read_text(encoding="utf-8"))
    assert len(links) > 8
    assert [link for link in links if not (PAGE.parent / link).is_file()] == []


def test_the_marts_of_the_effectmeting_are_on_it_with_the_columns_of_the_contract(marts):
    columns = {mart.model.name: [column.name for column in mart.columns] for mart in marts}
    assert columns["effectmeting"][:11] == [
        "gemeentecode", "periode", "einddoel", "succesvol", "niet_succesvol", "vroegtijdig_beeindigd", "totaal",
        "voorlopig", "betaalde_kosten", "openstaande_verplichtingen", "totale_kosten"]
    assert columns["nclp"][:9] == ["gemeentecode", "activiteitnummer", "aanbieder_code", "resultaat", "voorlopig",
                                   "prijs", "verschuldigd", "betaald", "verschil"]
    assert {"aanbieders", "bijstand_stromen"} <= set(columns)


def _project(folder: Path) -> Path:
    """A dbt project with two marts: one complete, one with all kinds of gaps."""
    files = {
        "models/marts/effect/good.sql": "select * from {{ ref('fct_b') }}",
        "models/marts/effect/good.yml": """
models:
  - name: good
    description: Alles | staat erbij
    columns:
      - {name: a, description: "Kleiner < dan", config: {meta: {clausule: S3 3.2, measures: "3"}}}
      - {name: b, description: "Over\\n  twee regels", meta: {clausule: S3 4.1, measures: 8b}}
unit_tests:
  - {name: t1, model: good, description: toont iets}
  - {name: t2, model: good}
""",
        "models/marts/effect/poor.sql": "select 1",
        "models/marts/effect/poor.yml": """
models:
  - {name: poor, columns: [{name: a}, {name: b, description: B, meta: {clausule: S3 1}}]}
""",
        "models/core/fct_b.sql": "select * from {{ ref('fct_a') }} join {{ ref( \"stg_x\" ) }}",
        "models/core/fct_a.sql": "select 1",
        "models/core/fct_a_tests.yml": "unit_tests:\n  - {name: t3, model: fct_a}\n",
        "models/staging/stg_x.sql": "select 1",
    }
    for name, text in files.items():
        path = folder / "dbt_project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_load_reads_columns_tests_and_the_core_models_behind(tmp_path):
    good, _ = figures.load(_project(tmp_path) / "dbt_project")
    beside = "models/marts/effect/good.yml"
    assert good.model == figures.Model("good", "models/marts/effect/good.sql", (figures.Case("t1", "toont iets", beside),
                                                                                figures.Case("t2", "", beside)))
    assert good.model.tests == (beside,)
    assert good.column("a") == figures.Column("a", "Kleiner < dan", "S3 3.2", "3")
    assert good.column("b") == figures.Column("b", "Over twee regels", "S3 4.1", "8b")
    assert good.column("c") is None
    assert [model.name for model in good.core] == ["fct_b", "fct_a"]  # staging is not core
    assert good.core[1].tests == ("models/core/fct_a_tests.yml",)


def test_what_misses_is_named(tmp_path):
    assert figures.incomplete(figures.load(_project(tmp_path) / "dbt_project")) == [
        "poor: definitie", "poor: unit test", "poor.a: definitie", "poor.a: clausule", "poor.a: measures",
        "poor.b: measures"]


def test_page_shows_definition_clause_sql_and_test(tmp_path):
    text = markdown.render(figures.load(_project(tmp_path) / "dbt_project"))
    assert "| [`good`](#good) | Alles \\| staat erbij | 2 |" in text
    assert "- SQL: [models/marts/effect/good.sql](../dbt_project/models/marts/effect/good.sql)" in text
    assert "- unit tests: [models/marts/effect/good.yml](../dbt_project/models/marts/effect/good.yml)\n" in text
    assert "| `a` | Kleiner &lt; dan | S3 3.2 | 3 |" in text


def test_no_marts_is_an_error(tmp_path):
    with pytest.raises(ZowError, match="geen marts"):
        figures.load(tmp_path)


def test_command_writes_and_checks(tmp_path, monkeypatch, capsys):
    (_project(tmp_path) / "docs").mkdir()
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(tmp_path))
    assert command.main([]) == 1  # written, but not complete
    assert "Ontbreekt: poor.a: clausule" in capsys.readouterr().err
    for name in ("poor.sql", "poor.yml"):
        (tmp_path / "dbt_project" / "models" / "marts" / "effect" / name).unlink()
    assert command.main(["--check"]) == 1
    assert "loopt achter" in capsys.readouterr().err
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0
