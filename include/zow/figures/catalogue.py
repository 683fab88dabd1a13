"""Every figure of the house by its id, and what it is made from.

The id of an indicator (a row of mart indicatoren) is its code, of any other figure `<mart>.<column>`. A figure is what a mart says
about its key: a number, a date or a yes or no outside the columns that name the row. `cijfer: true` beside `clausule` in the yml
makes a figure of a column of text (a status), `cijfer: false` of a number none. What it is made from is that of its own column (of an
indicator: of its own rows), by the rule of `zow.figures.dependence`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zow import policy, settings
from zow.errors import ZowError
from zow.figures import lineage, marts, origin
from zow.figures.indicators import Indicator
from zow.figures.marts import Column, Mart

_SAYS = ("waarde", "teller", "noemer", "voorlopig")  # what a row of mart indicatoren says; the rest is about its target


@dataclass(frozen=True)
class Figure:
    """One figure: a column of `mart`, or an indicator with an entry per profile that has it. `models` are those whose SQL makes
    it: the mart, or of an indicator its fragments; `reads` the other models that it is made from, nearest first, `bronnen` the source
    files (bron, bestand) and `waarden` the policy values that it looks up."""

    id: str
    mart: Mart
    models: tuple[str, ...]
    reads: tuple[str, ...]
    bronnen: tuple[tuple[str, str], ...]
    waarden: tuple[lineage.Value, ...] = ()
    column: Column | None = None
    indicators: tuple[Indicator, ...] = ()


def every(dbt_project: Path | None = None) -> dict[str, Figure]:
    """Every figure of the project (default: the one in use) by id, in the order of the marts and their columns, then the
    indicators in that of the seed. Raises ZowError when no SQL makes an indicator of the seed."""
    project = dbt_project or settings.get().dbt_project
    return dict(_every(project, lineage.state(project), policy.in_force()))


@lru_cache(maxsize=4)
def _every(project: Path, state: lineage.State, changes: tuple[policy.Change, ...]) -> dict[str, Figure]:
    nodes = lineage.graph(project, state)
    wanted: dict[str, origin.Wanted] = {}
    of: dict[str, tuple[Mart, Column | None, tuple[Indicator, ...]]] = {}
    for mart in marts.at(project, state, changes):
        name = mart.model.name
        for column in mart.columns:
            if column.cijfer:
                figure_id = f"{name}.{column.name}"
                wanted[figure_id], of[figure_id] = origin.Wanted(name, (column.name,)), (mart, column, ())
        for code in dict.fromkeys(indicator.code for indicator in mart.indicators):
            same = tuple(indicator for indicator in mart.indicators if indicator.code == code)
            wanted[code], of[code] = origin.Wanted(name, _SAYS, "indicator", code), (mart, None, same)
    return {figure_id: _figure(figure_id, *of[figure_id], made)
            for figure_id, made in zip(wanted, origin.of(nodes, wanted.values()), strict=True)}


def _figure(figure_id: str, mart: Mart, column: Column | None, indicators: tuple[Indicator, ...], made: origin.Origin) -> Figure:
    models = (mart.model.name,)
    if indicators:
        fragments = {part.name for part in mart.fragments}
        models = tuple(name for name in made.models if name in fragments)
        if not models:
            raise ZowError(f"Geen enkele SQL maakt indicator {figure_id}.", mart.model.sql,
                           "Maak het cijfer in een van de ind_*.sql, of haal de indicator uit seeds/policy/indicators.csv.")
    reads = tuple(name for name in made.models if name not in models and name != mart.model.name)
    return Figure(figure_id, mart, models, reads, made.files, made.values, column, indicators)


def figure(figure_id: str, dbt_project: Path | None = None) -> Figure:
    """The figure with this id. Raises ZowError that names the nearest ones when there is none."""
    known = every(dbt_project)
    if figure_id not in known:
        near = difflib.get_close_matches(figure_id, known, n=3, cutoff=0.5)
        raise ZowError(f"Cijfer {figure_id} bestaat niet.", "catalogus van cijfers",
                       (f"Bedoelt u {', '.join(near)}? " if near else "") + "Alle cijfers staan in docs/figures.md.")
    return known[figure_id]


def sources(figure_id: str, dbt_project: Path | None = None) -> tuple[tuple[str, str], ...]:
    """The source files (bron, bestand) that a figure is made from: `("gws", "activiteiten")`. No other file can change its value.
    Raises ZowError on an unknown figure."""
    return figure(figure_id, dbt_project).bronnen
