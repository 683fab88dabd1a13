"""What really happened in a gemeente, and what GWS knew of it on a day.

Every truth table is a frame with the columns of the contract (final values) and columns that start with `_`:
`_van` the day the row was registered, `_tot` the day it was deleted (NEVER: not), and per late fact the day it became
known (`LATE`). Days are whole numbers since 1970-01-01. Registration lags are what moves old periods (S4 note 11).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from zow.sample.catalogue import Town

NEVER = 10**6  # later than every date, as a day number

# table -> (column with the day the facts became known, {column: value shown before that day; a `_column` is copied})
LATE: dict[str, list[tuple[str, dict[str, object]]]] = {
    "clienten": [("_gewijzigd", {c: f"_was_{c}" for c in ("postcode", "klantmanager", "leefvorm", "opleiding",
                                                          "afstand_arbeidsmarkt", "taalachterstand")})],
    "aanvragen": [("_beslist", {"uitkomst": "in_behandeling", "uitkomstdatum": None}),
                  ("_client_bekend", {"clientnummer": None})],
    "uitkeringen": [("_gecorrigeerd", {"reden_beeindiging": "_eerste_reden"}),
                    ("_beeindigd", {"einddatum": None, "reden_beeindiging": None})],
    "trajecten": [("_beeindigd", {"einddatum": None, "reden_beeindiging": None, "resultaat_participatie": None})],
    "activiteiten": [("_beeindigd", {"einddatum": "_plan", "beeindiging": None, "doel_behaald": None,
                                     "kwaliteit_oordeel": None})],
    "verplichtingen": [("_afgedaan", {"status": "open"})],
    "keuringen": [("_advies", {"adviesdatum": None})],
    "ontheffingen": [("_ingetrokken", {"einddatum": None})],
    "bezwaren_klachten": [("_beslist", {"uitkomst": "in_behandeling", "uitkomstdatum": None})],
}
# child table -> (key, parent table): a deleted client takes all of its rows along
CHILDREN = [("inkomensbetalingen", "uitkeringnummer", "uitkeringen"), ("uren", "activiteitnummer", "activiteiten"),
            ("verplichtingen", "activiteitnummer", "activiteiten"), ("betalingen", "activiteitnummer", "activiteiten"),
            ("betalingen", "verplichtingnummer", "verplichtingen")]


def day(text: str) -> int:
    """Day number of jjjj-mm-dd."""
    return int(np.datetime64(text, "D").astype(int))


def dates(days: np.ndarray) -> np.ndarray:
    """Day numbers as datetime64[s]; NEVER is NaT."""
    days = np.asarray(days)
    return np.where(days >= NEVER, np.datetime64("NaT", "D"), days.astype("datetime64[D]")).astype("datetime64[s]")


def numbers(prefix: str, count: int, first: int = 1, width: int = 7) -> np.ndarray:
    """`count` keys of equal length, so that text order is number order."""
    digits = pc.utf8_lpad(pc.cast(pa.array(np.arange(first, first + count)), pa.string()), width, "0")
    return np.asarray(pc.binary_join_element_wise(prefix, digits, ""), dtype=object)


@dataclass
class World:
    """One gemeente under construction: its town, randomness, size and truth tables so far."""

    town: Town
    rng: np.random.Generator
    factor: float
    taken: np.ndarray | None = None  # BSNs of people elsewhere in this gemeente's GWS
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start, self.einde = day(self.town.start), day(self.town.einde)

    def size(self, base: float) -> int:
        return max(1, round(base * self.factor))

    def pick(self, options: dict[object, float] | list[object], count: int) -> np.ndarray:
        """`count` draws from options (with weights when it is a dict); dtype object."""
        values = np.array(list(options), dtype=object)
        weights = np.array(list(options.values()), float) if isinstance(options, dict) else np.ones(len(values))
        return values[self.rng.choice(len(values), count, p=weights / weights.sum())]

    def chance(self, probability: float, count: int) -> np.ndarray:
        return self.rng.random(count) < probability

    def lag(self, count: int, usual: int = 15, late: float = 0.08) -> np.ndarray:
        """Days between an event and its registration: mostly short, sometimes 45 to 150 days."""
        return np.where(self.chance(late, count), self.rng.integers(45, 150, count), self.rng.integers(0, usual, count))

    def amounts(self, count: int, low: float, high: float) -> np.ndarray:
        """Euros in whole cents."""
        return self.rng.integers(round(low * 100), round(high * 100), count) / 100

    def add(self, name: str, **columns: object) -> pd.DataFrame:
        frame = pd.DataFrame(columns)
        if "_tot" not in frame:
            frame["_tot"] = NEVER
        self.tables[name] = frame
        return frame


def delete_clients(world: World, clientnummers: np.ndarray, since: int) -> None:
    """These clients and all of their rows are gone from GWS from day `since` on."""
    for frame in world.tables.values():
        if "clientnummer" in frame:
            frame.loc[frame["clientnummer"].isin(clientnummers), "_tot"] = since
    for child, key, parent in CHILDREN:
        gone = world.tables[parent].loc[world.tables[parent]["_tot"] <= since, key]
        frame = world.tables[child]
        frame.loc[frame[key].isin(gone), "_tot"] = since


def known_at(tables: dict[str, pd.DataFrame], today: int) -> dict[str, pd.DataFrame]:
    """The full extract of day `today`: rows registered and not deleted, facts that were known by then."""
    result = {}
    for name, truth in tables.items():
        frame = truth[(truth["_van"] <= today) & (truth["_tot"] > today)].copy()
        for known, before in LATE.get(name, []):
            unknown = frame[known].to_numpy() > today
            for column, value in before.items():
                old = frame[value] if isinstance(value, str) and value.startswith("_") else value
                frame[column] = frame[column].mask(unknown, old)
        result[name] = frame.drop(columns=[c for c in frame if c.startswith("_")])
    return result
