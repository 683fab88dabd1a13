"""Small random gemeenten for the marts of measures 4 to 7b: few people, all days on or one beside the edges of each other's windows.

Every day is an anchor (a month end, a first of the month, 28 or 29 February) plus a window that measures.md knows (30 and 31 days,
56 days, 3, 6 and 12 months), or one day more or less, so that windows are hit exactly and missed by a day all the time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tests.reference import random_registers, random_stories
from tests.reference.rules import EINDDOELEN, add_months

Row = dict[str, Any]
REGELINGEN = ["WWB", "WWB", "WWB", "WIJ", "WIJ", "PW", "IOAW", "IOAZ", "BBZ", "ANW"]
REDENEN = [None, "werk_regulier", "werk_regulier", "werk_regulier", "werk_gesubsidieerd", "werk_zelfstandig", "onderwijs", "verhuizing"]
SOORTEN = ["scholing", "diagnose", "loonkostensubsidie", "plaatsing_regulier"]
# profile: first year, the soorten of its own indicators
PROFILES = {
    "soest_2008": (2008, ["werkpunt", "werkpunt", "scholing", "plaatsing_regulier", "plaatsing_regulier"]),
    "smallingerland_2010": (2010, ["diagnose", "scholing"]),
    "noordoostpolder_2014": (2013, ["training", "diagnose"]),
    "smallingerland_2020": (2020, ["leerwerkplek", "statushouder_pakket", "prb", "beschut_werk", "bab_vast", "maatwerktraject_zorg",
                                   "maatwerktraject_ouderen", "participatieplaats"]),
    "midden_drenthe_2021": (2021, ["proefplaatsing", "werkstage", "taalstage", "plaatsing_regulier", "stark_traject"]),
}
OPLEIDINGEN = [None, "geen", "basis", "vmbo_mbo1", "havo_vwo_mbo2", "mbo34", "hbo_wo", "onbekend"]
ONE = timedelta(days=1)


@dataclass
class Case:
    """One random gemeente: `tables` as the contract names them, the history of clienten, the UWV feeds, and until when we know."""

    tables: dict[str, list[Row]]
    history: list[Row]
    uwv: dict[str, list[Row]]
    asof: date
    first: date
    profiles: list[tuple[str, date, date | None]] = field(default_factory=list)


class Maker:
    """Draws one gemeente whose figures start on 1 January of the first year of its profile."""

    def __init__(self, seed: int, profile: str) -> None:
        self.r = random.Random(seed)
        self.profile, (year, self.focus) = profile, PROFILES[profile]
        self.year = year
        self.low, self.high = date(year - 1, 6, 1), date(year + 2, 11, 30)
        self.pool = self._pool()
        # asof on, just after or a while after a period's last day
        ends = [add_months(date(year, 1, 1), 3 * n) - ONE for n in ((4, 4, 5, 8, 8) if year < 2013 else range(3, 9))]
        self.asof = self.r.choice(ends) + self.r.choice([0, 1, 1, 2, 15, 31]) * ONE
        self.numbers = [f"C{n}" for n in range(8, 8 + self.r.randint(5, 16))]
        self.quiet = [f"Q{n}" for n in range(1, 18)]  # people of one single event or one story

    def _pool(self) -> list[date]:
        r, anchors = self.r, []
        while len(anchors) < 9:
            first = add_months(date(self.year - 1, 7, 1), r.randint(0, 32))
            anchors.append(r.choice([first, first - ONE, first - ONE, first - 2 * ONE, first + timedelta(days=r.randint(0, 27))]))
        anchors += [date(self.year, 12, 31), date(self.year, 3, 1) - ONE, date(self.year + 1, 3, 1) - ONE]
        days = set()
        for anchor in anchors:
            near = [anchor, *(add_months(anchor, n) for n in (3, 6, 12, -3, -6, -12))]
            near += [anchor + timedelta(days=n) for n in (30, 31, 56)]
            for day in near:
                days |= {day, day + ONE} if r.random() < 0.6 else {day, day - ONE}
        return sorted(d for d in days if self.low <= d <= self.high)

    def day(self, low: date | None = None, high: date | None = None) -> date:
        low = low or self.low
        if self.flag(0.3) and low <= (edge := self.edge()) <= (high or self.high):
            return edge
        return self.r.choice([d for d in self.pool if low <= d <= (high or self.high)] or [low])

    def edge(self) -> date:
        """A day of which a window ends on asof or on a peildatum, or a day beside it; or the last or first day of a period."""
        r = self.r
        last = r.choice([self.asof, self.asof, self.quarter_end(), date(self.year + r.choice([0, 0, 1]), 12, 31)])
        day = r.choice([last, add_months(last, -r.choice([3, 6, 12])), last - r.choice([30, 56]) * ONE])
        return day + r.choice([0, 0, 1, 1, -1]) * ONE

    def near(self, day: date) -> date:
        """On a window's edge after (or before) `day`, or a day beside it."""
        r = self.r
        edge = r.choice([day, add_months(day, r.choice([3, 6, 12, -3, -6, -12])), day + timedelta(days=r.choice([30, 56, -30]))])
        return edge + timedelta(days=r.choice([0, 0, 0, 1, -1]))

    def span(self, open_share: float = 0.25, around: list[date] | None = None) -> tuple[date, date | None]:
        r = self.r
        begin = self.near(r.choice(around)) if around and r.random() < 0.5 else self.day(high=self.asof + timedelta(days=45))
        if around and r.random() < 0.4:
            end = self.near(r.choice(around))
        else:
            end = r.choice([begin, self.near(begin), self.day(begin, add_months(begin, 9))])
        begin, end = min(begin, end), max(begin, end)
        return begin, None if r.random() < open_share else end

    def client(self) -> str:
        return self.r.choice(self.numbers)

    def someone(self) -> tuple[str, list[date]]:
        """A client and the days on which something of one uitkering of that client began and ended."""
        u = self.r.choice(self.benefits)
        return u["clientnummer"], [d for d in (u["begindatum"], u["einddatum"]) if d]

    def flag(self, share: float = 0.5) -> bool:
        return self.r.random() < share

    def maybe(self, *values: Any, none: float = 0.3) -> Any:
        return None if self.r.random() < none else self.r.choice(values)

    def money(self, low: int, high: int) -> Decimal:
        return Decimal(self.r.randint(low, high)) / 100

    def many(self, prefix: str, low: int, high: int) -> list[str]:
        # 9 and 10 sort as text: "10" < "9"
        return [f"{prefix}{n}" for n in range(8, 8 + self.r.randint(low, high))]

    def make(self) -> Case:
        t: dict[str, list[Row]] = {}
        self.tables = t
        history = self._history()
        t["clienten"] = [{k: v for k, v in row.items() if k != "geleverd_op"} for row in history
                         if row["geleverd_op"] == history[-1]["geleverd_op"]]
        t["uitkeringen"] = self._benefits()
        self.benefits = t["uitkeringen"]
        t["inkomensbetalingen"] = self._income(t["uitkeringen"])
        t["trajecten"] = self._trajecten()
        t |= self._instruments()
        t["activiteiten"] = self._activities(t)
        t |= self._costs(t)
        t["ladderstanden"] = self._ladder(t["trajecten"])
        t |= random_registers.tables(self)
        for client in self.quiet[2:]:
            random_stories.Teller(self, client, t).tell()
        return Case(t, history, random_registers.uwv(self), self.asof, date(self.year, 1, 1))

    def _benefits(self) -> list[Row]:
        r, rows = self.r, []
        for number in self.many("U", 10, 36):
            begin, end = self.span(0.15)
            if self.flag(0.15):  # on the edge of a class of duration at a P
                begin = self.quarter_end() - r.choice([365, 366, 730, 731, 1826, 1827]) * ONE
                end = end and max(begin, end)
            owner = self.client()
            if rows and self.flag(0.6):
                previous = r.choice(rows)
                owner = previous["clientnummer"]
                if previous["einddatum"]:
                    again = r.choice([previous["einddatum"] + timedelta(days=r.choice([0, 1, 30, 31, 32])),
                                      add_months(previous["einddatum"], r.choice([3, 6, 12])) + r.choice([0, 0, 1]) * ONE])
                    begin, end = again, None if self.flag(0.15) else r.choice([again, self.near(again), again + 40 * ONE])
                    end = end and max(end, begin)
                if self.flag(0.2):  # first and last are then a matter of the number
                    begin, end = previous["begindatum"], previous["einddatum"]
            rows.append({
                "uitkeringnummer": number, "dossiernummer": f"D{r.randint(1, 6)}", "clientnummer": owner,
                "rol": r.choice(["hoofd", "partner"]), "regeling": r.choice(REGELINGEN), "begindatum": begin, "einddatum": end,
                "instroom_uit_ww": self.maybe(True, False), "reden_beeindiging": r.choice(REDENEN)})
        end = self.year_before()
        return [*rows, {**rows[0], "uitkeringnummer": "U1", "clientnummer": "Q1", "regeling": "WWB", "begindatum": end, "einddatum": end}]

    def year_before(self) -> date:
        """The first day of the year to a P, or the day before it."""
        return add_months(self.quarter_end() + ONE, -12) - self.r.choice([0, 1]) * ONE

    def _income(self, benefits: list[Row]) -> list[Row]:
        rows = []
        for number in self.many("I", 8, 40):
            month = self.r.choice([self.day(), self.r.choice(self.someone()[1]), self.quarter_end()])
            rows.append({
                "betalingnummer": number, "uitkeringnummer": self.r.choice(benefits)["uitkeringnummer"], "maand": f"{month:%Y-%m}",
                "bedrag": self.money(1, 90_000), "inkomsten_uit_arbeid": self.r.choice([None, Decimal(0), Decimal("0.01"), Decimal(200)])})
        return rows

    def quarter_end(self) -> date:
        return add_months(date(self.year, 1, 1), 3 * self.r.randint(0, 8)) - ONE

    def _trajecten(self) -> list[Row]:
        rows = []
        for number in self.many("T", 6, 24):
            client, days = self.someone()
            begin, end = self.span(0.3, days)
            if len(days) == 2 and self.flag(0.4):  # the exit on (or a day beside) the begin, the end or the last day of the 3 months
                end = self.r.choice([days[1], days[1], add_months(days[1], -3)]) + self.r.choice([0, 0, 1, -1]) * ONE
                begin = min(end, self.r.choice([days[0], days[1], self.near(days[0])]))
            elif self.flag(0.3):
                end = None if self.flag(0.3) else max(begin, self.quarter_end() + self.r.choice([0, 0, 1]) * ONE)
            rows.append({
                "trajectnummer": number, "clientnummer": client, "begindatum": begin, "einddatum": end,
                "trajectdoel": self.r.choice(["werk", "werk", "activering", "zorg"]),
                "resultaat_participatie": self.maybe(True, False),
                "reden_beeindiging": self.maybe("doel_bereikt", "niet_bereikt", "niet_verwijtbaar", "verwijtbaar", none=0.15)})
        return rows

    def _instruments(self) -> dict[str, list[Row]]:
        r = self.r
        providers = [{"aanbieder_code": n, "naam": n, "soort": r.choice(["extern", "intern"])} for n in self.many("A", 2, 3)]
        return {
            "voorzieningen": random_stories.INSTRUMENTS + [
                {"voorziening_code": n, "omschrijving": n, "soort": r.choice(self.focus * 2 + SOORTEN), "budgetpost": "P1"}
                for n in self.many("V", 4, 8)],
            "aanbieders": providers,
            "contracten": [{"contractnummer": n, "aanbieder_code": r.choice(providers)["aanbieder_code"], "begindatum": self.low,
                            "einddatum": None, "financiering": r.choice(["nclp", "vast"]), "percentage_niet_succesvol": None}
                           for n in self.many("K", 1, 2)]}

    def _activities(self, t: dict[str, list[Row]]) -> list[Row]:
        r, rows = self.r, []
        for number in self.many("X", 10, 40):
            traject = r.choice(t["trajecten"])
            client, days = self.someone()
            begin, end = self.span(0.2, days)
            if rows and self.flag(0.3):
                tied = r.choice(rows)
                client, begin = tied["clientnummer"], tied["begindatum"]
                end = end and max(begin, end)
            elif self.flag(0.2):  # around a new year, or through a P
                begin, end = min(begin, last := self.edge()), last
            rows.append({
                "activiteitnummer": number, "trajectnummer": traject["trajectnummer"],
                # an activiteit can be another client's than its traject
                "clientnummer": r.choice([traject["clientnummer"], client]),
                "voorziening_code": r.choice(t["voorzieningen"])["voorziening_code"], "einddoel": r.choice(EINDDOELEN),
                "aanbieder_code": r.choice(t["aanbieders"])["aanbieder_code"],
                "contractnummer": self.maybe(*(c["contractnummer"] for c in t["contracten"])), "begindatum": begin, "einddatum": end,
                "beeindiging": self.maybe("afgerond", "vroegtijdig"), "doel_behaald": r.choice([None, True, False, False]),
                "kwaliteit_oordeel": self.maybe("voldoende", "onvoldoende", "onvoldoende"),
                "overeengekomen_prijs": self.maybe(self.money(1, 500_000)),
                "geschatte_uren": self.maybe(Decimal(4), Decimal(1), Decimal("3.5"), none=0.2)})
        return rows

    def _costs(self, t: dict[str, list[Row]]) -> dict[str, list[Row]]:
        r = self.r
        activities = [a["activiteitnummer"] for a in t["activiteiten"]]
        commitments = [
            {"verplichtingnummer": n, "activiteitnummer": r.choice(activities), "datum": self.day(), "budgetpost": "P1",
             "bedrag": self.money(0, 90_000), "status": r.choice(["open", "afgerekend", "vervallen"])} for n in self.many("W", 2, 8)]
        payments = [
            {"betalingnummer": n, "verplichtingnummer": self.maybe(*(w["verplichtingnummer"] for w in commitments)),
             "activiteitnummer": self.maybe(*activities, none=0.4), "clientnummer": self.maybe(*self.numbers), "aanbieder_code": None,
             "betaaldatum": self.day(), "bedrag": r.choice([self.money(-9000, 90_000), Decimal(-45), Decimal(90)]),
             "budgetpost": "P1", "soort": r.choice(["factuur", "premie", "creditnota"])} for n in self.many("B", 5, 20)]
        payments.append({**payments[0], "betalingnummer": "B1", "verplichtingnummer": None, "activiteitnummer": None, "clientnummer": "Q2",
                         "betaaldatum": self.year_before()})
        hours = [{"urennummer": n, "activiteitnummer": r.choice(activities), "datum": self.day(),
                  "uren": r.choice([Decimal(1), Decimal(4), Decimal("3.5"), Decimal("0.33"), Decimal(-1)])} for n in self.many("H", 4, 30)]
        return {"verplichtingen": commitments, "betalingen": payments, "uren": hours}

    def _ladder(self, trajecten: list[Row]) -> list[Row]:
        rows = {}
        for traject in trajecten:
            for day in (traject["begindatum"], traject["einddatum"]):
                for _ in range(self.r.choice([0, 1, 1, 2])):
                    if day:
                        rows[traject["clientnummer"], day + self.r.choice([0, 0, 0, 1, -1]) * ONE] = self.r.randint(1, 6)
        for _ in range(self.r.randint(3, 15)):
            rows[self.client(), self.r.choice([self.day(), self.quarter_end(), self.quarter_end() + ONE])] = self.r.choice([2, 3, 4, 4])
        return [{"clientnummer": number, "meetdatum": day, "trede": trede} for (number, day), trede in rows.items()]

    def _history(self) -> list[Row]:
        """Deliveries of clienten on and beside peildata: attributes that change (back), clients that are absent for a while or that
        came back under another number, two deliveries on a day. The last one is of asof and has every client of the other files."""
        r = self.r
        stamps = {datetime.combine(self.quarter_end() + r.choice([0, 0, 1]) * ONE, time(r.choice([3, 12])))
                  for _ in range(r.randint(0, 6))}
        last = datetime.combine(self.asof, time(2))
        gone = {"G1": self.client(), "G2": "G2"}
        keys = {n: f"key-{n}" for n in [*self.numbers, *self.quiet]} | {g: f"key-{n}" for g, n in gone.items()}
        rows = []
        for stamp in [*sorted(s for s in stamps if s.date() < self.asof), last]:
            carried = set()
            for number in [*self.numbers, *self.quiet] if stamp == last else r.sample(sorted(keys), len(keys)):
                if (stamp != last and self.flag(0.25)) or keys[number] in carried:
                    continue
                carried.add(keys[number])
                rows.append(self._attributes(number, keys[number]) | {"geleverd_op": stamp})
        return rows

    def _attributes(self, number: str, key: str) -> Row:
        r = self.r
        born = r.choice([add_months(self.quarter_end(), -12 * r.choice([18, 27, 27, 45, 50, 55])) + r.choice([0, 1, -1]) * ONE,
                         date(1984, 2, 29), date(1960, 2, 29)])
        return {
            "clientnummer": number, "client_key": key, "geboortedatum": born, "geslacht": r.choice("MV"),
            "opleiding": r.choice(OPLEIDINGEN), "startkwalificatie": self.maybe(True, False, none=0.5),
            "leefvorm": self.maybe("alleenstaand", "alleenstaande_ouder"), "statushouder": self.flag(0.3),
            "arbeidsbeperking": r.choice(["geen"] * 6 + ["banenafspraak", "beschut_werk", "wsw"]),
            "voortijdig_schoolverlater": self.flag(), "taalachterstand": self.flag(0.3), "ex_ondernemer": self.flag(0.2),
            "wiw": self.flag(0.2)}


def make(seed: int, profile: str) -> Case:
    """One gemeente with figures from the first year of `profile` on."""
    return Maker(seed, profile).make()
