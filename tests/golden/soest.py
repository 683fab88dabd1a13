"""A delivery from which Soest's targets and results of 2008-2010 (S4 tabel 3.1-3.5) and its worked example of the Werkpunt (S4
3.2.2) must come out.

The people and dates are invented. RESULTATEN holds the printed results; every edge of measures 7b that the tables touch is
planted beside the filler by `_edges`, and says which one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from zow.sample.people import bsns
from zow.sample.write import write_gws

GEMEENTECODE, STAMP = "GM0342", "20110415T0230"
YEARS = (2008, 2009, 2010)

# indicator -> year -> (result, target or None, target met): S4 tabel 3.1, 3.2, 3.3, 3.4, 3.5, in that order
RESULTATEN = {
    "preventie_instroom": {2008: (22, 15, True), 2009: (49, 30, True), 2010: (38, 30, True)},
    "uitstroom_werk_personen": {2008: (52, 60, False), 2009: (50, 65, False), 2010: (89, 65, True)},
    "bestand_actief_werk": {2008: (176, 195, False), 2009: (299, 190, True), 2010: (222, 190, True)},
    "sociale_activering": {2008: (167, 65, True), 2009: (172, 160, True), 2010: (159, 160, False)},
    "nuggers": {2008: (23, None, None), 2009: (14, 30, False), 2010: (13, 30, False)},
}
WERKPUNT = (89, 274, 0.38)  # S4 3.2.2: exits to work, clients of the Werkpunt in 2010, norm
AANDEEL_UITSTROOM = {2008: 31, 2009: 33, 2010: 36}  # S4 tabel 2.4: exits to work as % of all exits
UITSTROOM = {2008: 168, 2009: 152, 2010: 247}  # ours: totals that give those percentages
INSTROOM = {2008: 186, 2009: 219, 2010: 210}  # 2010 is printed (S4 2.5); the others are ours
BEGINSTAND = 520
WERK = ("werk_regulier", "werk_gesubsidieerd", "werk_zelfstandig")
ANDERS = ("verhuizing", "handhaving", "relatie", "overig", None)


@dataclass
class _Soest:
    rows: dict[str, list[dict]] = field(default_factory=dict)
    running: list[tuple[str, dict]] = field(default_factory=list)  # (clientnummer, its uitkering), oldest first
    leavers: dict[int, list[str]] = field(default_factory=dict)  # year -> who left for work

    def add(self, bestand: str, sleutel: str, prefix: str, **values: object) -> dict:
        found = self.rows.setdefault(bestand, [])
        row = {sleutel: f"{prefix}{len(found) + 1:05d}", **values}
        found.append(row)
        return row

    def person(self) -> str:
        return self.add("clienten", "clientnummer", "C", geboortedatum=date(1970, 6, 1), geslacht="V", postcode="3761AA",
                        opleiding="basis", statushouder=False, arbeidsbeperking="geen", voortijdig_schoolverlater=False,
                        taalachterstand=False, ex_ondernemer=False, wiw=False)["clientnummer"]

    def enter(self, day: date) -> str:
        client = self.person()
        row = self.add("uitkeringen", "uitkeringnummer", "U", dossiernummer=f"D{client}", clientnummer=client, rol="hoofd",
                       regeling="WWB", begindatum=day, einddatum=None, reden_beeindiging=None)
        self.running.append((client, row))
        return client

    def traject(self, client: str, doel: str, begin: date, end: date | None) -> str:
        return self.add("trajecten", "trajectnummer", "T", clientnummer=client, trajectdoel=doel, begindatum=begin,
                        einddatum=end)["trajectnummer"]

    def exempt(self, client: str, soort: str, begin: date, end: date | None) -> None:
        self.add("ontheffingen", "ontheffingnummer", "O", clientnummer=client, soort=soort, grond="medisch", besluitdatum=begin,
                 begindatum=begin, einddatum=end)

    def werkpunt(self, client: str, begin: date, end: date | None) -> None:
        # the traject is one of zorg that never runs at a 31 December: it changes no other figure
        self.add("activiteiten", "activiteitnummer", "A", trajectnummer=self.traject(client, "zorg", begin, begin), einddoel="uitstroom",
                 clientnummer=client, voorziening_code="WP", aanbieder_code="AF", begindatum=begin, einddatum=end)


def _days(year: int, count: int) -> list[date]:
    """`count` days spread over the year, its first and its last among them."""
    return [date(year, 1, 1) + timedelta(days=i * 364 // (count - 1)) for i in range(count - 1)] + [date(year, 12, 31)]


def _flows(town: _Soest) -> None:
    for number in range(BEGINSTAND):
        town.enter(date(2004, 1, 1) + timedelta(days=2 * number))
    for year in YEARS:
        leaving, town.running = town.running[:UITSTROOM[year]], town.running[UITSTROOM[year]:]
        at_work = RESULTATEN["uitstroom_werk_personen"][year][0]
        for number, ((client, row), day) in enumerate(zip(leaving, _days(year, len(leaving)), strict=True)):
            reasons = WERK if number < at_work else ANDERS
            row.update(einddatum=day, reden_beeindiging=reasons[number % len(reasons)])
            if number < at_work:
                town.leavers.setdefault(year, []).append(client)
        for day in _days(year, INSTROOM[year]):
            town.enter(day)
        _year_end(town, year)


def _year_end(town: _Soest, year: int) -> None:
    """Trajecten, applications and nuggers of one year: filler to the printed results, less the edges that count."""
    last, begin, end = date(year, 12, 31), date(year, 12, 1), date(year + 1, 1, 15)
    people = iter([client for client, _ in town.running])

    def take(count: int) -> list[str]:
        return [next(people) for _ in range(count)]

    counted = 2 + 1  # edges of bestand_actief_werk that do count
    for client in take(RESULTATEN["bestand_actief_werk"][year][0] - counted):
        town.traject(client, "werk", begin, end)
    partly, first_day, twice = take(3)
    town.traject(partly, "werk", begin, end)
    town.exempt(partly, "gedeeltelijk", begin, end)  # keeps the duty to work
    town.traject(first_day, "werk", last, end)  # begun on the peildatum
    town.traject(twice, "werk", begin, end)
    town.traject(twice, "werk", begin, end)  # two trajecten, one person
    fully, over, later = take(3)
    town.traject(fully, "werk", begin, end)
    town.exempt(fully, "volledig", last, end)  # no duty to work
    town.traject(over, "werk", begin, last)  # ended on the peildatum: no longer running at its close
    town.traject(later, "werk", last + timedelta(days=1), end)  # not begun yet
    for client in take(RESULTATEN["sociale_activering"][year][0]):
        town.traject(client, "activering", begin, end)
    for number in range(RESULTATEN["nuggers"][year][0]):
        town.traject(town.person(), ("werk", "activering", "zorg")[number % 3], begin, end)
    count = RESULTATEN["preventie_instroom"][year][0]
    for number, day in enumerate(_days(year, count)):
        earlier = number == 0  # applied for in the year before, withdrawn in this one
        town.add("aanvragen", "aanvraagnummer", "AV", datum=day - timedelta(days=20) if earlier else day, regeling="WWB",
                 uitkomst="ingetrokken", uitkomstdatum=None if number == 1 else day)
    town.add("aanvragen", "aanvraagnummer", "AV", datum=date(year, 6, 1), regeling="WWB", uitkomst="afgewezen",
             uitkomstdatum=date(year, 6, 20))


def _werkpunt(town: _Soest) -> None:
    leavers, clients = town.leavers[2010], WERKPUNT[1]
    for client in leavers:
        town.werkpunt(client, date(2009, 11, 1), date(2010, 1, 1))  # its last day is the first of the year: still overlaps
    others = [client for client, _ in town.running[:clients - len(leavers) + 2]]
    for client in others[2:]:
        town.werkpunt(client, date(2010, 12, 31), None)
    town.werkpunt(others[0], date(2009, 11, 1), date(2009, 12, 31))  # over the day before the year
    town.werkpunt(others[1], date(2011, 1, 1), None)  # begun the day after
    town.werkpunt(leavers[0], date(2010, 1, 2), date(2010, 1, 20))  # twice on the Werkpunt, one person


def deliver(landing: Path) -> Path:
    """Write the delivery in `landing`; returns its folder."""
    town = _Soest()
    town.rows["voorzieningen"] = [{"voorziening_code": "WP", "omschrijving": "Werkpunt", "soort": "werkpunt", "budgetpost": "W-deel"}]
    town.rows["aanbieders"] = [{"aanbieder_code": "AF", "naam": "Afdeling Werk", "soort": "intern"}]
    _flows(town)
    _werkpunt(town)
    numbers = bsns(np.random.default_rng(342), len(town.rows["clienten"]) + len(town.rows["aanvragen"]))
    for row, number in zip([*town.rows["clienten"], *town.rows["aanvragen"]], numbers, strict=True):
        row["bsn"] = number
    return write_gws(landing, GEMEENTECODE, STAMP, {name: pd.DataFrame(rows, dtype=object) for name, rows in town.rows.items()})
