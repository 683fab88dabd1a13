"""What each model of the dbt project reads: models, source files, and policy values, found by rendering its SQL.

The SQL is rendered with dbt's own `ref`, `source` and `config` replaced by functions that write down what they are asked for. So
a table that is named inside a macro, or put together from a macro's arguments, is seen too; a search through the text misses it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from zow.warehouse.raw_schema import HISTORY

_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+).*?\{%-?\s*endmacro\s*-?%\}", re.S)
# Two tables of raw that are not named after one file: every clienten file <= K, and what is known of the deliveries themselves.
_OF_SEVERAL = {HISTORY: ("gws", "clienten")}


State = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Value:
    """A place in the policy seeds that a model looks up: `kind` is profiel, indicator or norm, `of` the indicator or norm (empty
    for a profile value); an empty `sleutel` means every key of it."""

    kind: str
    of: str
    sleutel: str


@dataclass(frozen=True)
class Formula:
    """What macro `figure` counts for an indicator, as SQL: the teller and, of a share or a mean, the noemer (else empty)."""

    indicator: str
    uitsplitsing: str
    teller: str
    noemer: str


@dataclass(frozen=True)
class Node:
    """One model. `path` is relative to the dbt project, `sql` its text with the macros written out, `refs` the models and seeds
    that it names, `files` the source files (bron, bestand), `values` and `formulas` what it takes from the policy seeds and counts,
    each once and in order. A fragment is a part of another model's SQL: there is no such table."""

    name: str
    path: str
    sql: str
    refs: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]
    formulas: tuple[Formula, ...]
    fragment: bool


def state(dbt_project: Path) -> State:
    """Changes when a file of the project does; the key of what is kept of it in this process."""
    found = (os.path.join(folder, name) for folder, _, names in os.walk(dbt_project) for name in names)  # noqa: PTH118 - called often
    return tuple(sorted((path, os.stat(path).st_mtime_ns) for path in found if path.endswith((".sql", ".yml", ".csv"))))  # noqa: PTH116


@lru_cache(maxsize=4)
def graph(dbt_project: Path, files_at: State) -> dict[str, Node]:
    """Every model of the project by name; `files_at` is its `state`."""
    project = _Project()
    sql = [Path(path) for path, _ in files_at if path.endswith(".sql")]
    for path in sql:
        if path.parent == dbt_project / "macros":
            project.add_macros(path)
    return {path.stem: project.read(path, dbt_project) for path in sql if path.is_relative_to(dbt_project / "models")}


def upstream(nodes: dict[str, Node], start: Iterable[str]) -> list[Node]:
    """The models `start` and all that they read, through whatever lies between, each once, nearest first."""
    queue, found = list(start), {}
    while queue:
        name = queue.pop(0)
        if name in nodes and name not in found:
            found[name] = nodes[name]
            queue += nodes[name].refs
    return list(found.values())


def file_of(bron: str, table: str) -> tuple[str, str] | None:
    """The source file (bron, bestand) that a table of raw holds; None for what is known of the deliveries themselves."""
    if table in _OF_SEVERAL:
        return _OF_SEVERAL[table]
    return (bron, table.removeprefix(f"{bron}_")) if table.startswith(f"{bron}_") else None


class _Anything(jinja2.ChainableUndefined):
    """What dbt would know and nobody here needs (`target`, `var`, ...)."""

    def __call__(self, *_: Any, **__: Any) -> _Anything:
        return self


class _Adapter:
    """What macros ask of dbt's `adapter`: mostly another macro."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self.environment = environment

    def dispatch(self, name: str, _package: str = "") -> Callable[..., Any]:
        """The macro for any database."""
        return self.environment.globals.get(f"default__{name}", _Anything())

    def __getattr__(self, _name: str) -> _Anything:
        return _Anything()


class _Project:
    """The macros of a project, and what the model that is being rendered asks for."""

    def __init__(self) -> None:
        self.environment = jinja2.Environment(undefined=_Anything, extensions=["jinja2.ext.do"])  # noqa: S701 - SQL, not HTML
        self.environment.globals.update(
            ref=self._ref, source=self._source, config=self._config, **{"adapter": _Adapter(self.environment), "return": str})
        self._forget()

    def _forget(self) -> None:
        # dicts, because they keep each key once and in order
        self.refs: dict[str, None] = {}
        self.files: dict[tuple[str, str], None] = {}
        self.values: dict[Value, None] = {}
        self.formulas: dict[Formula, None] = {}
        self.fragment = False

    def add_macros(self, path: Path) -> None:
        # each on its own: macros of one template would call each other past the globals, unseen; and a file can hold tags that
        # only dbt knows
        for found in _MACRO.finditer(path.read_text(encoding="utf-8")):
            self.environment.globals[found[1]] = self._macro(self.environment.from_string(found[0]), found[1])

    def _macro(self, template: jinja2.Template, name: str) -> Callable[..., Any]:
        """The macro as a global, so that other macros find it; what it takes from the policy seeds or counts is written down."""
        def call(*arguments: Any, **named: Any) -> Any:
            macro = getattr(template.module, name)
            given = dict(zip(macro.arguments, arguments, strict=False)) | named
            value = _looked_up(name, given)
            if value:
                self.values[value] = None
            if name == "figure":
                counted = Formula(given["indicator"], given["uitsplitsing"], _line(given["teller"]), _line(given.get("noemer", "")))
                self.formulas[counted] = None
            return macro(*arguments, **named)
        return call

    def read(self, path: Path, dbt_project: Path) -> Node:
        self._forget()
        sql = self.environment.from_string(path.read_text(encoding="utf-8")).render()
        return Node(path.stem, path.relative_to(dbt_project).as_posix(), sql, tuple(self.refs), tuple(self.files), tuple(self.values),
                    tuple(self.formulas), self.fragment)

    def _ref(self, name: str) -> str:
        self.refs[name] = None
        return name

    def _source(self, bron: str, table: str) -> str:
        file = file_of(bron, table)
        if file:
            self.files[file] = None
        return f"{bron}.{table}"  # a source may be called as a model is

    def _config(self, **settings: Any) -> str:
        self.fragment = settings.get("materialized") == "ephemeral"
        return ""


def _line(sql: object) -> str:
    return " ".join(str(sql).split())


def _looked_up(macro: str, arguments: dict[str, Any]) -> Value | None:
    """The place in the seeds that a call of one of the macros of policy.sql, indicators.sql and norms.sql is about."""
    if macro == "policy_join":
        return Value("profiel", "", arguments["sleutel"])
    if macro == "indicator_value_join":
        return Value("indicator", arguments["indicator"], arguments["sleutel"])
    if macro == "norm_value_join":
        return Value("norm", arguments["norm"], arguments["sleutel"])
    if macro == "norm_limit":
        literal = re.fullmatch(r"'(\w+)'", arguments["sleutel"])  # else SQL chooses the key
        return Value("norm", arguments["norm"], literal[1] if literal else "")
    return None
