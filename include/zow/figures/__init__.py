"""Where each figure is defined: the column of a mart, its Dutch definition, its clause, its SQL and its unit tests.

The one source is the dbt project: the description and `meta` ({clausule, measures}) of each column in
`models/marts/<theme>/<mart>.yml`, and for the rows of mart indicatoren the policy seeds (`zow.figures.indicators`). The docs
page (`docs/figures.md`) and the report both read it from here, so that a definition is written once (measures: "one definition
per figure, used everywhere").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zow.errors import ZowError
from zow.figures import indicators
from zow.figures.indicators import Indicator
from zow.figures.numbers import Numbers

_REF = re.compile(r"\bref\(\s*['\"](\w+)['\"]\s*\)")
_FRAGMENT = re.compile(r"materialized\s*=\s*['\"]ephemeral['\"]")


@dataclass(frozen=True)
class Column:
    """One column of a mart. `clausule` is the seed document's clause, `measures` the section of measures.md."""

    name: str
    definitie: str
    clausule: str
    measures: str


@dataclass(frozen=True)
class Model:
    """A model with its SQL and the files that hold its unit tests, relative to the dbt project."""

    name: str
    sql: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Mart:
    """A mart: its columns in the order of the contract, the core models it is built on, nearest first, the fragments of its SQL
    that stand in files of their own, and the indicators that are its rows."""

    model: Model
    definitie: str
    yml: str
    columns: tuple[Column, ...]
    core: tuple[Model, ...]
    fragments: tuple[Model, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def load(dbt_project: Path) -> list[Mart]:
    """Every mart of the dbt project, by name; what a yml lacks is empty (see `incomplete`). Raises ZowError when there
    is no mart at all."""
    models = dbt_project / "models"
    entries, tests = _read_yml(dbt_project)
    numbers = Numbers(dbt_project)
    sql = {path.stem: path for path in sorted(models.rglob("*.sql"))}
    marts = []
    for path in sorted((models / "marts").rglob("*.sql"), key=lambda p: p.stem):
        if _is_fragment(path):
            continue
        beside = path.with_suffix(".yml").relative_to(dbt_project).as_posix()
        yml, entry = entries.get(path.stem, (beside, {}))
        marts.append(Mart(
            model=_model(path.stem, sql, tests, dbt_project), definitie=_line(entry.get("description")), yml=yml,
            columns=tuple(_column(c, numbers, yml) for c in entry.get("columns") or []),
            core=tuple(_model(name, sql, tests, dbt_project) for name in _upstream(path, sql, models / "core")),
            fragments=tuple(_model(name, sql, tests, dbt_project) for name in _fragments(path, sql)),
            indicators=tuple(indicators.load(dbt_project)) if path.stem == "indicatoren" else (),
        ))
    if not marts:
        raise ZowError("Er zijn geen marts gevonden.", str(models / "marts"), "Controleer ZOW_PROJECT_ROOT.")
    return marts


def incomplete(marts: list[Mart]) -> list[str]:
    """What misses a definition, clause, measures section or unit test, as `mart: word` and `mart.column: word`."""
    found = []
    for mart in marts:
        name = mart.model.name
        found += [f"{fragment.name}: unit test" for fragment in mart.fragments if not fragment.tests]
        needed = {"definitie": mart.definitie, "unit test": mart.model.tests, "kolommen": mart.columns}
        found += [f"{name}: {word}" for word, value in needed.items() if not value]
        for column in mart.columns:
            found += [f"{name}.{column.name}: {word}" for word in ("definitie", "clausule", "measures")
                      if not getattr(column, word)]
    return found


def _read_yml(dbt_project: Path) -> tuple[dict[str, tuple[str, dict[str, Any]]], dict[str, list[str]]]:
    """Model name -> (yml file, entry), and model name -> files with its unit tests."""
    entries: dict[str, tuple[str, dict[str, Any]]] = {}
    tests: dict[str, list[str]] = {}
    for folder in ("models", "tests"):
        for path in sorted((dbt_project / folder).rglob("*.yml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            relative = path.relative_to(dbt_project).as_posix()
            for entry in content.get("models") or []:
                entries[entry["name"]] = (relative, entry)
            for test in content.get("unit_tests") or []:
                files = tests.setdefault(test["model"], [])
                if relative not in files:
                    files.append(relative)
    return entries, tests


def _column(entry: dict[str, Any], numbers: Numbers, yml: str) -> Column:
    meta = {**(entry.get("config", {}).get("meta") or {}), **(entry.get("meta") or {})}
    return Column(entry["name"], numbers.fill(_line(entry.get("description")), entry["name"], yml),
                  *(_line(meta.get(name)) for name in ("clausule", "measures")))


def _line(value: object) -> str:
    return " ".join(str("" if value is None else value).split())


def _model(name: str, sql: dict[str, Path], tests: dict[str, list[str]], dbt_project: Path) -> Model:
    return Model(name, sql[name].relative_to(dbt_project).as_posix(), tuple(tests.get(name, ())))


def _upstream(path: Path, sql: dict[str, Path], core: Path) -> list[str]:
    """Core models that `path` reads, directly, in its fragments or through other core models, nearest first."""
    found: list[str] = []
    queue = [path]
    while queue:
        for name in _refs(queue.pop(0)):
            if name in sql and sql[name].is_relative_to(core) and name not in found:
                found.append(name)
                queue.append(sql[name])
            elif name in sql and _is_fragment(sql[name]):
                queue.append(sql[name])
    return found


def _fragments(path: Path, sql: dict[str, Path]) -> list[str]:
    """The fragments of `path` and those of its fragments, each once."""
    found: list[str] = []
    for name in _refs(path):
        if name in sql and _is_fragment(sql[name]):
            found += [part for part in (name, *_fragments(sql[name], sql)) if part not in found]
    return found


def _refs(path: Path) -> list[str]:
    return _REF.findall(path.read_text(encoding="utf-8"))


def _is_fragment(path: Path) -> bool:
    """A part of a mart's SQL in a file of its own: dbt writes it into the mart, there is no such table."""
    return bool(_FRAGMENT.search(path.read_text(encoding="utf-8")))
