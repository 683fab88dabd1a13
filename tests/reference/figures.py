"""What every indicator in plain Python is made of: a figure with teller and noemer, and the people and rows it counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.reference.random_people import Case
from tests.reference.werkt import People, Row, running

ONE = timedelta(days=1)


class Figure(NamedTuple):
    """One indicator: a count has no noemer; a share or mean is teller / noemer."""

    indicator: str
    uitsplitsing: str
    teller: Any
    noemer: Any
    eenheid: str
    voorlopig: int = 0


def count(indicator: str, teller: Any, uitsplitsing: str = "alle") -> Figure:
    return Figure(indicator, uitsplitsing, teller, None, "aantal")


def share(indicator: str, teller: int, noemer: int, uitsplitsing: str = "alle", voorlopig: int = 0) -> Figure:
    return Figure(indicator, uitsplitsing, teller, noemer, "aandeel", voorlopig)


def mean(indicator: str, values: list, uitsplitsing: str = "alle", eenheid: str = "gemiddelde") -> Figure:
    return Figure(indicator, uitsplitsing, sum(values), len(values), eenheid)


def within(rows: list[Row], column: str, van: date, tot: date) -> list[Row]:
    return [row for row in rows if row[column] and van <= row[column] <= tot]


def overlaps(row: Row, van: date, tot: date) -> bool:
    """einddatum is the last day (inclusive)."""
    return row["begindatum"] <= tot and (row["einddatum"] is None or row["einddatum"] >= van)


def schooling(row: Row) -> str:
    """measures 2, opleiding (S2)."""
    start, level = row["startkwalificatie"], row["opleiding"]
    if start is False or (start is None and level in ("geen", "basis", "vmbo_mbo1")):
        return "laag"
    if level == "hbo_wo":
        return "hoog"
    return "midden" if level in ("havo_vwo_mbo2", "mbo34") or start is True else "onbekend"


class Figures(People):
    """The questions that several indicators ask of a gemeente."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        # (spell, duurzaam, draaideur) of every exit
        self.outcomes = [(s, lasting, again) for s, (_, _, _, lasting, again) in zip(self.spells, self.spell_outcomes(), strict=True)
                         if s["einde"]]

    def soorten(self, *soorten: str) -> list[Row]:
        return [a for a in self.t["activiteiten"] if self.soort[a["voorziening_code"]] in soorten]

    def who(self, rows: list[Row]) -> set[str]:
        return {self.person[row["clientnummer"]] for row in rows}

    def running_of(self, table: str, person: str, tot: date, **values: str) -> list[Row]:
        return [row for row in self.of(table, person) if running(row, tot) and all(row[k] == v for k, v in values.items())]

    def exits_in(self, van: date, tot: date) -> list[tuple]:
        return [o for o in self.outcomes if van <= o[0]["einde"] <= tot]

    def work_in(self, van: date, tot: date) -> list[Row]:
        return [s for s in self.work_exits if van <= s["einde"] <= tot]

    def spells_begun(self, van: date, tot: date) -> list[Row]:
        return [s for s in self.spells if van <= s["begin"] <= tot]
