"""What every figure is made from, worked out once for each state of the code and kept on disk.

Working it out (`zow.figures.dependence`) takes seconds of processor, and every publication, page and command asks for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from importlib.metadata import version
from pathlib import Path

from zow import settings
from zow.figures import lineage
from zow.warehouse import raw_schema


@dataclass(frozen=True)
class Wanted:
    """Columns of a model, of all its rows or of those in which the column `where` is the text `text`."""

    model: str
    columns: tuple[str, ...]
    where: str = ""
    text: str = ""


@dataclass(frozen=True)
class Origin:
    """`models` with the model itself, nearest first; `files` (bron, bestand) and the policy `values`, in order."""

    models: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    values: tuple[lineage.Value, ...]


def of(nodes: dict[str, lineage.Node], wanted: Iterable[Wanted]) -> list[Origin]:
    """The origin of each of `wanted`, in their order, from `nodes` (of `lineage.graph`)."""
    wanted = list(wanted)
    file = settings.get().dbt_cache / f"figures-{_state(nodes, wanted)}.json"
    with contextlib.suppress(OSError, ValueError):
        return [Origin(tuple(one["models"]), tuple((bron, bestand) for bron, bestand in one["files"]),
                       tuple(lineage.Value(*value) for value in one["values"])) for one in json.loads(file.read_text(encoding="utf-8"))]
    found = _found(nodes, wanted)
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, nothing else
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        stored = [asdict(one) | {"values": [astuple(value) for value in one.values]} for one in found]
        draft.write_text(json.dumps(stored), encoding="utf-8")
        for older in sorted(file.parent.glob("figures-*.json"), key=lambda each: each.stat().st_mtime)[:-8]:
            older.unlink(missing_ok=True)
        draft.replace(file)
    return found


def _state(nodes: dict[str, lineage.Node], wanted: list[Wanted]) -> str:
    """Changes with the SQL, the tables of raw, what is wanted, and the code that works it out."""
    code = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    stated = [[(node.name, node.sql, node.refs) for node in nodes.values()], raw_schema.relations(), [astuple(one) for one in wanted], code,
              version("sqlglot")]
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()[:16]


def _found(nodes: dict[str, lineage.Node], wanted: list[Wanted]) -> list[Origin]:
    from zow.figures.dependence import Dependence  # the parser costs a second to import: only where it is used

    dependence = Dependence(nodes)
    found = []
    for one in wanted:
        where = {one.where: one.text} if one.where else {}
        leaves = frozenset().union(*(dependence.of(one.model, column, where) for column in one.columns))
        named = {name for kind, name in leaves if kind == "model"}
        values = {value for kind, value in leaves if kind == "value"}
        found.append(Origin(
            tuple(node.name for node in lineage.upstream(nodes, [one.model]) if node.name in named),
            tuple(sorted(file for kind, file in leaves if kind == "file")), tuple(sorted(values, key=astuple))))
    return found
