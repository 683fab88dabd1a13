"""The policy numbers that a definition names: by their place in the seeds, never by their value.

`{profiel:sleutel}` stands in profile_values.csv, `{indicator:sleutel}` in indicator_values.csv, `{norm:norm:sleutel}` in
norm_values.csv, `{contract:bron.bestand.kolom}` is the default of a column of the base contract. So the number that is shown is
the number that is used (measures: "one definition per figure").
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from zow import contracts, policy
from zow.errors import ZowError

_PLACE = re.compile(r"\{((?:profiel|indicator|norm|contract):[^{}\s]+)\}")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d+$)")
STANDARD = "standaard"


class Numbers:
    """The numbers of the seeds of one dbt project, with the changes of the policy that hold over them."""

    def __init__(self, dbt_project: Path) -> None:
        seeds = policy.tables(dbt_project)
        self._profile, self._indicator, self._norm = (seeds[name] for name in ("profile_values", "indicator_values", "norm_values"))

    def fill(self, text: str, of: str, where: str, profile: str = STANDARD) -> str:
        """`text` with its places filled in, as they hold for `profile`. `of` is what the text defines (the indicator of
        `{indicator:..}`) and `where` the file that it stands in, for the ZowError about a place that no seed has."""
        return _PLACE.sub(lambda match: self._at(match[1], of, where, profile), text)

    def _at(self, place: str, of: str, where: str, profile: str) -> str:
        """The values at a place, joined when there are several; one that holds for a part of the time says which. For standaard those
        of the profiles that have their own stand behind it."""
        kind, *path = place.split(":")
        found: list[dict[str, str]] = []
        others = ""
        if kind == "profiel":
            named: dict[str, list[dict[str, str]]] = {}
            for value in self._profile:
                if value["sleutel"] == path[-1]:
                    named.setdefault(value["profiel"], []).append(value)
            found, standard = named.get(profile, []), named.get(STANDARD, [])
            if all(v["geldig_van"] or v["geldig_tot"] for v in found):
                found = [*standard, *found] if profile != STANDARD else standard  # what it does not cover is that of standaard
            if profile == STANDARD:
                others = "".join(f" ({name}: {_joined(own)})" for name, own in named.items() if name != STANDARD)
        elif kind == "indicator":
            found = [v for v in self._indicator if (v["indicator"], v["sleutel"]) == (of, path[-1])]
        elif kind == "norm":
            found = [v for v in self._norm if [v["norm"], v["sleutel"]] == path]
        elif kind == "contract":
            found = _default(path[-1])
        if not found:
            raise ZowError(f"De definitie van {of} noemt {{{place}}}, en geen enkele seed heeft die waarde.", where,
                           "Verbeter de naam, of zet de waarde in de seed die hij noemt.")
        return _joined(found) + others


def _joined(values: list[dict[str, str]]) -> str:
    return ", ".join(_DECIMAL.sub(",", v["waarde"]) + _validity(v) for v in sorted(values, key=lambda v: v["geldig_van"]))


def _validity(row: dict[str, str]) -> str:
    words = {"geldig_van": "vanaf", "geldig_tot": "tot en met"}
    said = [f"{word} {date.fromisoformat(row[column]):%d-%m-%Y}" for column, word in words.items() if row[column]]
    return f" ({' '.join(said)})" if said else ""


def _default(place: str) -> list[dict[str, str]]:
    bron, file, column = place.split(".")
    value = contracts.load(bron).file(file).column(column).default
    return [{"waarde": value.removesuffix(".00"), "geldig_van": "", "geldig_tot": ""}] if value else []
