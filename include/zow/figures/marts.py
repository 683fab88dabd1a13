"""The marts of the dbt project: their columns with definition and clause, their SQL, what it reads, and their unit tests.

The one source is the dbt project: the description and `meta` ({clausule, measures}) of each column in
`models/marts/<theme>/<mart>.yml`, and for the rows of mart indicatoren the policy seeds (`zow.figures.indicators`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zow import policy
from zow.errors import ZowError
from zow.figures import indicators, lineage
from zow.figures.indicators import Indicator
from zow.figures.numbers import Numbers

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times as fast
INDICATORS = "indicatoren"  # the mart of which the rows are the figures
_SAYS_WHEN = ("jaar", "periode")  # never a figure, also where it is no part of the key


@dataclass(frozen=True)
class Case:
    """One unit test of a model: its name, what it shows, and the file it stands in, relative to the dbt project."""

    naam: str
    omschrijving: str
    bestand: str


@dataclass(frozen=True)
class Column:
    """One column of a mart. `clausule` is the seed document's clause, `measures` the section of measures.md, `cijfer` whether it is
    a figure (docs/figures.md says when)."""

    name: str
    definitie: str
    clausule: str
    measures: str
    cijfer: bool = False


@dataclass(frozen=True)
class Model:
    """A model with its SQL, relative to the dbt project, and its unit tests."""

    name: str
    sql: str
    cases: tuple[Case, ...] = ()

    @property
    def tests(self) -> tuple[str, ...]:
        """The files that hold its unit tests, each once."""
        return tuple(dict.fromkeys(case.bestand for case in self.cases))


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
    return list(at(dbt_project, lineage.state(dbt_project), policy.in_force()))


@lru_cache(maxsize=4)
def at(dbt_project: Path, state: lineage.State, _changes: tuple[policy.Change, ...]) -> tuple[Mart, ...]:
    """As `load`, for a state of the project and of the policy that was looked at before."""
    entries, cases = _read_yml(dbt_project)
    numbers = Numbers(dbt_project)
    nodes = lineage.graph(dbt_project, state)
    marts = []
    for name, node in sorted(nodes.items()):
        if node.fragment or not node.path.startswith("models/marts/"):
            continue
        beside = Path(node.path).with_suffix(".yml").as_posix()
        yml, entry = entries.get(name, (beside, {}))
        read = lineage.upstream(nodes, [name])[1:]
        key = _key(entry)
        marts.append(Mart(
            model=_model(node, cases), definitie=_line(entry.get("description")), yml=yml,
            columns=tuple(_column(c, numbers, yml, key) for c in entry.get("columns") or []),
            core=tuple(_model(n, cases) for n in read if n.path.startswith("models/core/")),
            fragments=tuple(_model(n, cases) for n in _fragments(nodes, name)),
            indicators=tuple(indicators.load(dbt_project)) if name == INDICATORS else (),
        ))
    if not marts:
        raise ZowError("Er zijn geen marts gevonden.", str(dbt_project / "models" / "marts"), "Controleer ZOW_PROJECT_ROOT.")
    return tuple(marts)


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


def _read_yml(dbt_project: Path) -> tuple[dict[str, tuple[str, dict[str, Any]]], dict[str, list[Case]]]:
    """Model name -> (yml file, entry), and model name -> its unit tests."""
    entries: dict[str, tuple[str, dict[str, Any]]] = {}
    cases: dict[str, list[Case]] = {}
    for folder in ("models", "tests"):
        for path in sorted((dbt_project / folder).rglob("*.yml")):
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}  # noqa: S506 - a safe loader
            relative = path.relative_to(dbt_project).as_posix()
            for entry in content.get("models") or []:
                entries[entry["name"]] = (relative, entry)
            for test in content.get("unit_tests") or []:
                cases.setdefault(test["model"], []).append(Case(test["name"], _line(test.get("description")), relative))
    return entries, cases


def _key(entry: dict[str, Any]) -> tuple[str, ...]:
    """The columns that name a row: those of the test that it is unique."""
    for test in entry.get("data_tests") or []:
        if "unique_combination" in test:
            return tuple(test["unique_combination"]["arguments"]["columns"])
    return ()


def _column(entry: dict[str, Any], numbers: Numbers, yml: str, key: tuple[str, ...]) -> Column:
    meta = {**(entry.get("config", {}).get("meta") or {}), **(entry.get("meta") or {})}
    measured = entry.get("data_type", "varchar") != "varchar" and entry["name"] not in _SAYS_WHEN
    return Column(entry["name"], numbers.fill(_line(entry.get("description")), entry["name"], yml),
                  *(_line(meta.get(name)) for name in ("clausule", "measures")),
                  cijfer=entry["name"] not in key and meta.get("cijfer", measured))


def _line(value: object) -> str:
    return " ".join(str("" if value is None else value).split())


def _model(node: lineage.Node, cases: dict[str, list[Case]]) -> Model:
    return Model(node.name, node.path, tuple(cases.get(node.name, ())))


def _fragments(nodes: dict[str, lineage.Node], name: str) -> list[lineage.Node]:
    """The fragments of a model and those of its fragments, each once."""
    found: list[lineage.Node] = []
    for part in (nodes[ref] for ref in nodes[name].refs if ref in nodes):
        if part.fragment:
            found += [each for each in (part, *_fragments(nodes, part.name)) if each not in found]
    return found
