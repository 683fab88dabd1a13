"""The policy seeds as rows of text, and the one place where the changes of `beleid/wijzigingen.csv` go over them.

Everything that reads policy reads `tables`: the candidate (from where dbt takes it, macro policy_in_force), the definitions and the
catalogue. So a change reaches all of them or none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from zow.policy.change import Change

Row = dict[str, str]
# What a change is about -> the seed that it goes over.
SEEDS = {"waarde": "profile_values", "doel": "targets", "norm": "norm_values", "goedkeuring": "profile_publications"}
READ = (*SEEDS.values(), "indicator_values", "indicators", "profiles", "profile_norms")
WHO = ("gewijzigd_door", "gewijzigd_op")  # beside the columns of the seed in the rows that a change made
_DAY = timedelta(days=1)


def rows(dbt_project: Path, seed: str) -> list[Row]:
    """The rows of one policy seed as the file has them; [] when the project has no such seed."""
    path = dbt_project / "seeds" / "policy" / f"{seed}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(dbt_project: Path, changes: Iterable[Change]) -> dict[str, list[Row]]:
    """The seeds that say what a figure means, by name, with `changes` over them. A row that a change made also has `gewijzigd_door`
    and `gewijzigd_op`."""
    found = {name: rows(dbt_project, name) for name in READ}
    for change in changes:
        seed = SEEDS[change.wat]
        found[seed] = [piece for row in found[seed] for piece in _left_of(row, change)] + _made_by(change, found[seed])
    return found


def is_about(change: Change, row: Row) -> bool:
    """Whether `row` of the seed that `change` goes over is the value that it replaces, on whatever days."""
    if change.wat == "norm":
        return (row["norm"], row["sleutel"]) == (change.naam, change.onderdeel)
    column = {"waarde": "sleutel", "doel": "indicator", "goedkeuring": "publicatie"}[change.wat]
    return (row["profiel"], row[column], row.get("uitsplitsing", "")) == (change.profiel, change.naam, change.onderdeel)


def _left_of(row: Row, change: Change) -> list[Row]:
    """What remains of a row of the seed beside the change: the days before it and those after it."""
    van, tot = _day(row["geldig_van"]), _day(row["geldig_tot"])
    if not is_about(change, row) or not change.overlaps(van, tot):
        return [row]
    left = []
    if change.geldig_van and (van is None or van < change.geldig_van):
        left.append({**row, "geldig_tot": (change.geldig_van - _DAY).isoformat()})
    if change.geldig_tot and (tot is None or tot > change.geldig_tot):
        left.append({**row, "geldig_van": (change.geldig_tot + _DAY).isoformat()})
    return left


def _made_by(change: Change, before: list[Row]) -> list[Row]:
    """The rows that a change puts in place; a list has one for each element."""
    common = {"geldig_van": _text(change.geldig_van), "geldig_tot": _text(change.geldig_tot), "clausule": change.reden,
              "gewijzigd_door": change.wie, "gewijzigd_op": change.wanneer.isoformat()}
    if change.wat == "waarde":
        return [{"profiel": change.profiel, "sleutel": change.naam, "waarde": value, **common} for value in change.values]
    if change.wat == "norm":
        # a change that an old version recorded can be about a limit that is no longer there
        unit = next((row["eenheid"] for row in before if is_about(change, row)), "")
        return [{"norm": change.naam, "sleutel": change.onderdeel, "waarde": change.waarde, "eenheid": unit, **common}]
    if change.wat == "doel":
        return [{"profiel": change.profiel, "indicator": change.naam, "uitsplitsing": change.onderdeel, "richting": change.richting,
                 "doel": change.waarde, "doel_bron": "", **common}]
    return [{"profiel": change.profiel, "publicatie": change.naam, "goedkeuring_vereist": change.waarde, **common}]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
