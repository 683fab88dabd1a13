"""The names of gemeenten, for pages that are not made from a version."""

from __future__ import annotations

import csv

from zow import settings


def names() -> dict[str, str]:
    """gemeentecode -> name, of the seed that core takes them from."""
    path = settings.get().dbt_project / "seeds" / "reference" / "municipalities.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["gemeentecode"]: row["naam"] for row in csv.DictReader(handle)}
