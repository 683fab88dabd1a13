"""Every figure of the house by its id, and what it is made from.

The id of an indicator (a row of mart indicatoren) is its code, of any other figure `<mart>.<column>`. A figure is what a mart says
about its key: a number, a date or a yes or no outside the columns that name the row. `cijfer: true` beside `clausule` in the yml
makes a figure of a column of text (a status), `cijfer: false` of a number none.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zow import policy, settings
from zow.errors import ZowError
from zow.figures import lineage, marts, statement
from zow.figures.indicators import Indicator
from zow.figures.marts import Column, Mart

_NAMED = ("'indicator': '{}'", "'{}' as indicator")  # how a fragment says which indicator it counts


@dataclass(frozen=True)
class Figure:
    """One figure: a column of `mart`, or an indicator with an entry per profile that has it. `models` are those whose SQL makes
    it: the mart, or of an indicator its fragments; `reads` the models that this SQL takes the figure from, and `bronnen`
    the source files (bron, bestand) behind those."""

    id: str
    mart: Mart
    models: tuple[str, ...]
    reads: tuple[str, ...]
    bronnen: tuple[tuple[str, str], ...]
    column: Column | None = None
    indicators: tuple[Indicator, ...] = ()


def every(dbt_project: Path | None = None) -> dict[str, Figure]:
    """Every figure of the project (default: the one in use) by id, in the order of the marts and their columns, then the
    indicators in that of the seed. Raises ZowError when no SQL makes an indicator of the seed."""
    project = dbt_project or settings.get().dbt_project
    return dict(_every(project, lineage.state(project), policy.in_force()))


@lru_cache(maxsize=4)
def _every(project: Path, state: lineage.State, changes: tuple[policy.Change, ...]) -> dict[str, Figure]:
    nodes, found = lineage.graph(project, state), {}
    for mart in marts.at(project, state, changes):
        name = mart.model.name
        files = lineage.files(nodes, [name])
        for column in mart.columns:
            if column.cijfer:
                found[f"{name}.{column.name}"] = Figure(f"{name}.{column.name}", mart, (name,), nodes[name].refs, files, column)
        by_code: dict[str, list[Indicator]] = {}
        for indicator in mart.indicators:
            by_code.setdefault(indicator.code, []).append(indicator)
        for code, same in by_code.items():
            models = tuple(part.name for part in mart.fragments if _makes(nodes[part.name], code))
            if not models:
                raise ZowError(f"Geen enkele SQL maakt indicator {code}.", mart.model.sql,
                               "Maak het cijfer in een van de ind_*.sql, of haal de indicator uit seeds/policy/indicators.csv.")
            wanted = {name: _read_for(nodes[name], code) for name in models}
            reads = tuple(dict.fromkeys(ref for name in models for ref in nodes[name].refs if ref in wanted[name]))
            found[code] = Figure(code, mart, models, reads, lineage.files(nodes, reads), indicators=tuple(same))
    return found


def figure(figure_id: str, dbt_project: Path | None = None) -> Figure:
    """The figure with this id. Raises ZowError that names the nearest ones when there is none."""
    known = every(dbt_project)
    if figure_id not in known:
        near = difflib.get_close_matches(figure_id, known, n=3, cutoff=0.5)
        raise ZowError(f"Cijfer {figure_id} bestaat niet.", "catalogus van cijfers",
                       (f"Bedoelt u {', '.join(near)}? " if near else "") + "Alle cijfers staan in docs/figures.md.")
    return known[figure_id]


def sources(figure_id: str, dbt_project: Path | None = None) -> tuple[tuple[str, str], ...]:
    """The source files (bron, bestand) that a figure is made from, through marts, core and staging: `("gws", "activiteiten")`.
    Raises ZowError on an unknown figure."""
    return figure(figure_id, dbt_project).bronnen


def _makes(fragment: lineage.Node, code: str) -> bool:
    return _names(fragment.sql, code)


def _read_for(fragment: lineage.Node, code: str) -> set[str]:
    """What a fragment reads for one of the indicators that it makes."""
    return statement.reads(fragment.sql, lambda text: _names(text, code))


def _names(sql: str, code: str) -> bool:
    return any(words.format(code) in sql for words in _NAMED)
