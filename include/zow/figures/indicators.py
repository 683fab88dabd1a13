"""What each indicator of mart `indicatoren` is, as the policy seeds say it, with the numbers of today's seeds filled in.

A definition in `seeds/policy/indicators.csv` names a number by its place, never by its value: `{profiel:sleutel}` stands in
profile_values.csv, `{indicator:sleutel}` in indicator_values.csv, `{norm:norm:sleutel}` in norm_values.csv. So the number that
is shown is the number that is used (measures: "one definition per figure").
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from zow.errors import ZowError

_NUMBER = re.compile(r"\{([^{}]+)\}")


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
    folder = dbt_project / "seeds" / "policy"
    if not (folder / "indicators.csv").exists():
        return []
    numbers = _Numbers(folder)
    return [Indicator(
        row["profiel"], row["indicator"], row["naam"],
        _NUMBER.sub(lambda place, row=row: numbers.at(place[1], row), row["definitie"]),
        tuple(row["periodesoorten"].split()), tuple(row["uitsplitsingen"].split()), row["eenheid"], row["richting"],
        row["clausule"], row["measures"]) for row in _rows(folder, "indicators")]


class _Numbers:
    def __init__(self, folder: Path) -> None:
        self.profile = _rows(folder, "profile_values")
        self.indicator = _rows(folder, "indicator_values")
        self.norm = _rows(folder, "norm_values")

    def at(self, place: str, row: dict[str, str]) -> str:
        """The values at a place for the indicator in `row`, joined when there are several: a profile's own value goes before
        that of standaard; one that holds for a part of the time says since when."""
        kind, *path = place.split(":")
        found: list[dict[str, str]] = []
        if kind == "profiel":
            named = [v for v in self.profile if v["sleutel"] == path[-1]]
            found = [v for v in named if v["profiel"] == row["profiel"]] or [v for v in named if v["profiel"] == "standaard"]
        elif kind == "indicator":
            found = [v for v in self.indicator if (v["indicator"], v["sleutel"]) == (row["indicator"], path[-1])]
        elif kind == "norm" and len(path) == 2:
            found = [v for v in self.norm if [v["norm"], v["sleutel"]] == path]
        if not found:
            raise ZowError(f"De definitie van {row['indicator']} noemt {{{place}}}, en geen enkele seed heeft die waarde.",
                           "dbt_project/seeds/policy/indicators.csv", "Verbeter de naam, of zet de waarde in de seed die hij noemt.")
        return ", ".join(v["waarde"] + (f" (vanaf {v['geldig_van']})" if v["geldig_van"] else "") for v in found)


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
