"""One change of a policy value, as somebody wrote it in `beleid/wijzigingen.csv` and as a run records it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

LIST_SEPARATOR = " "


@dataclass(frozen=True)
class Change:
    """From `geldig_van` through `geldig_tot` (None: open) another value holds, by decision of `wie` on day `wanneer`.

    `wat` is waarde, doel, norm or goedkeuring; `naam` the key, indicator, norm or publication; `onderdeel` the uitsplitsing of an
    indicator or the limit of a norm. `waarde` is written as the seeds write it (decimal point), a list with spaces between; empty
    means no target. `regel` is its line in the file, 0 of one that was recorded."""

    wat: str
    profiel: str
    naam: str
    onderdeel: str
    waarde: str
    richting: str
    geldig_van: date | None
    geldig_tot: date | None
    reden: str
    wie: str
    wanneer: date
    regel: int = 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.wat, self.profiel, self.naam, self.onderdeel

    @property
    def values(self) -> list[str]:
        """The elements of a list; of a single value that one."""
        return self.waarde.split(LIST_SEPARATOR)

    def overlaps(self, van: date | None, tot: date | None) -> bool:
        return (self.geldig_van or date.min) <= (tot or date.max) and (van or date.min) <= (self.geldig_tot or date.max)


def record(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The changes as JSON can hold them, for the plan of a run, version.json and the log of publications. Without the number of the
    line: a line above it changes no policy."""
    return [{name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(change).items() if name != "regel"}
            for change in changes]


def recorded(rows: Iterable[dict[str, Any]]) -> tuple[Change, ...]:
    """The changes that `record` wrote."""
    days = {field.name for field in fields(Change) if "date" in str(field.type)}
    return tuple(Change(**{name: date.fromisoformat(value) if name in days and value else value for name, value in row.items()})
                 for row in rows)
