"""What each indicator of mart `indicatoren` is, as the policy seeds say it, with the numbers of today's seeds filled in.

A definition in `seeds/policy/indicators.csv` names a number by its place, never by its value (`zow.figures.numbers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zow import policy
from zow.figures.numbers import Numbers

SEED = "dbt_project/seeds/policy/indicators.csv"


@dataclass(frozen=True)
class Indicator:
    """One indicator of one profile. `periodesoorten` and `uitsplitsingen` are lists, `richting` is empty without a target."""

    profiel: str
    code: str
    naam: str
    definitie: str
    periodesoorten: tuple[str, ...]
    uitsplitsingen: tuple[str, ...]
    eenheid: str
    richting: str
    clausule: str
    measures: str


def load(dbt_project: Path) -> list[Indicator]:
    """Every indicator in the order of the seed; [] when the project has no such seed. Raises ZowError when a definition names
    a number that no seed has."""
    numbers = Numbers(dbt_project)
    return [Indicator(
        row["profiel"], row["indicator"], row["naam"], numbers.fill(row["definitie"], row["indicator"], SEED, row["profiel"]),
        tuple(row["periodesoorten"].split()), tuple(row["uitsplitsingen"].split()), row["eenheid"], row["richting"],
        row["clausule"], row["measures"]) for row in policy.tables(dbt_project)["indicators"]]
