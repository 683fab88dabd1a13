"""The policy seeds as rows of text."""

from __future__ import annotations

import csv
from pathlib import Path

CHANGEABLE = ("profile_values", "norm_values", "targets", "profile_publications")
READ = (*CHANGEABLE, "indicator_values", "indicators", "profiles", "profile_norms")


def tables(dbt_project: Path) -> dict[str, list[dict[str, str]]]:
    """The seeds that say what a figure means, by name."""
    return {name: rows(dbt_project, name) for name in READ}


def rows(dbt_project: Path, seed: str) -> list[dict[str, str]]:
    """The rows of one policy seed as the file has them; [] when the project has no such seed."""
    path = dbt_project / "seeds" / "policy" / f"{seed}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
