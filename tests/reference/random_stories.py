"""One short story per person, on or one day beside the edge of one rule, with nothing else around that could hide it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.reference.rules import add_months

if TYPE_CHECKING:
    from tests.reference.random_people import Maker

Row = dict[str, Any]
ONE = timedelta(days=1)
WERKPUNT, PLACED = "V1", "V2"
INSTRUMENTS = [{"voorziening_code": code, "omschrijving": soort, "soort": soort, "budgetpost": "P1"}
               for code, soort in [(WERKPUNT, "werkpunt"), (PLACED, "plaatsing_regulier")]]


class Teller:
    """Writes the rows of one person's story."""

    def __init__(self, m: Maker, client: str, tables: dict[str, list[Row]]) -> None:
        self.m, self.r, self.client, self.tables = m, m.r, client, tables

    def tell(self) -> None:
        stories: dict[str, list[Callable]] = {
            "smallingerland_2010": [self.first_talk, self.first_talk, self.offer, self.offer, self.exit_of_traject, self.exit_in_window,
                                    self.exit_in_window, self.two_exits, self.reached, self.reached, self.reached, self.reached,
                                    self.werkpunt, self.credit],
            "soest_2008": [self.nugger, self.nugger, self.nugger, self.werkpunt, self.credit],
            "noordoostpolder_2014": [self.hours, self.hours, self.hours, self.credit],
        }
        self.r.choice(stories.get(self.m.profile, [self.credit, self.reached, self.nugger]))()

    def beside(self, *days: date) -> date:
        return self.r.choice(days) + self.r.choice([-1, 0, 0, 1]) * ONE

    def some_day(self, *last_days: date) -> date:
        """A day in the first year, or a day of which a window just ends, or just does not, at asof."""
        m = self.m
        return self.beside(*last_days) if last_days and m.flag(0.4) else m.day(date(m.year, 1, 2), date(m.year, 12, 30))

    def key(self, table: str) -> str:
        return f"{self.client}-{len(self.tables[table])}"

    def benefit(self, regeling: str, begin: date, end: date | None, reason: str | None = None) -> None:
        self.tables["uitkeringen"].append({
            "uitkeringnummer": self.key("uitkeringen"), "dossiernummer": self.client, "clientnummer": self.client, "rol": "hoofd",
            "regeling": regeling, "begindatum": begin, "einddatum": end, "instroom_uit_ww": None, "reden_beeindiging": reason})

    def traject(self, goal: str, begin: date, end: date | None, reason: str | None = "doel_bereikt") -> str:
        number = self.key("trajecten")
        self.tables["trajecten"].append({
            "trajectnummer": number, "clientnummer": self.client, "begindatum": begin, "einddatum": end, "trajectdoel": goal,
            "resultaat_participatie": None, "reden_beeindiging": reason})
        return number

    def activity(self, code: str, begin: date, end: date | None, goal: str = "zorg") -> Row:
        row = {**self.tables["activiteiten"][0], "activiteitnummer": self.key("activiteiten"), "clientnummer": self.client,
               "trajectnummer": self.traject(goal, date(self.m.year - 3, 1, 1), date(self.m.year - 3, 1, 31)), "voorziening_code": code,
               "contractnummer": None, "begindatum": begin, "einddatum": end, "doel_behaald": False}
        self.tables["activiteiten"].append(row)
        return row

    def contact(self, day: date, *soorten: str) -> None:
        self.tables["contactmomenten"].append({
            "contactnummer": self.key("contactmomenten"), "clientnummer": self.client, "datum": day, "soort": self.r.choice(soorten)})

    def first_talk(self) -> None:
        begin = self.some_day(add_months(self.m.asof, -3))
        self.benefit(self.r.choice(["WWB", "WWB", "WWB", "PW"]), begin, None)
        if self.m.flag(0.8):
            self.contact(self.beside(begin, add_months(begin, 3)), "intake", "gesprek", "gesprek", "aanbod")

    def offer(self) -> None:
        begin = self.some_day(self.m.asof - 56 * ONE)
        self.benefit("WIJ", begin, None)
        day = self.beside(begin, begin + 56 * ONE)
        if self.m.flag():
            self.contact(day, "aanbod", "aanbod", "gesprek")
        elif self.m.flag(0.7):
            self.activity(PLACED, day, None)

    def exit_of_traject(self) -> None:
        """An exit on the edge of a traject, or one day beside it, that lasts 6 or 12 months, or one day less or more."""
        r, asof = self.r, self.m.asof
        begin = self.some_day()
        end = self.m.maybe(begin, add_months(begin, 1), self.beside(add_months(asof, -3)), none=0.35)
        end = end and max(begin, end)
        left = self.beside(begin, end or begin, add_months(end or begin, 3), add_months(asof, -6), add_months(asof, -12))
        self.traject(r.choice(["werk", "werk", "werk", "zorg"]), begin, end, r.choice(["doel_bereikt", "verwijtbaar", "niet_verwijtbaar"]))
        self.benefit("PW", min(left, self.m.low), left, r.choice(["werk_regulier", "werk_zelfstandig", "onderwijs", "werk_gesubsidieerd"]))
        if self.m.flag(0.6):
            again = self.beside(add_months(left, 6), add_months(left, 12))
            last = again + r.choice([1, 20]) * ONE
            self.benefit("PW", again, last, "werk_regulier")
            if self.m.flag():
                self.benefit("PW", add_months(last, 3), None)

    def exit_in_window(self) -> None:
        """An exit on the first or last day that counts for a traject, or just outside, that lasts."""
        begin = self.some_day()
        end = add_months(begin, self.r.choice([0, 1, 2]))
        last = add_months(end, 3)
        left = self.r.choice([begin, begin - ONE, last, last, last + ONE])
        self.traject("werk", begin, end)
        self.benefit("PW", min(left, self.m.low), left, self.r.choice(["werk_regulier", "onderwijs"]))

    def two_exits(self) -> None:
        """Two exits of one running traject that last 6 months, the first of them not 12."""
        begin = self.some_day()
        self.traject("werk", begin, None)
        self.benefit("PW", self.m.low, begin, "werk_regulier")
        again = add_months(begin, 6) + self.r.choice([0, 1, 1, 1]) * ONE
        self.benefit("PW", again, again + 31 * ONE, "werk_zelfstandig")

    def reached(self) -> None:
        """Running at the last day of a year, with one reason or none why the aanpak is sluitend."""
        r, m = self.r, self.m
        last = date(m.year + r.choice([0, 0, 1]), 12, 31)
        regeling = r.choice(["WWB", "WIJ"])
        begin = self.beside(add_months(last + ONE, -3), last - 56 * ONE)
        if m.flag(0.3):
            self.benefit("PW", add_months(begin, -2), begin, "overgang_regeling")
        self.benefit(regeling, begin, None)
        reason = r.choice(["none", "none", "traject", "exam", "exam", "exemption"])
        if reason == "traject":
            start = self.beside(begin, last)
            self.traject("zorg", start, r.choice([None, max(start, self.beside(last))]))
        elif reason == "exam":
            asked = self.beside(last, last, begin)
            self.tables["keuringen"].append({
                "keuringnummer": self.key("keuringen"), "clientnummer": self.client, "opdrachtdatum": asked, "adviseur": "arts",
                "adviesdatum": m.maybe(max(asked, self.beside(last)), none=0.5), "extern": True})
        elif reason == "exemption":
            start = self.beside(begin, last)
            self.tables["ontheffingen"].append({
                "ontheffingnummer": self.key("ontheffingen"), "clientnummer": self.client, "soort": "volledig", "grond": "medisch",
                "besluitdatum": start, "begindatum": start, "keuringnummer": None,
                "einddatum": r.choice([None, max(start, self.beside(last))])})

    def nugger(self) -> None:
        """A traject that ends around an exit, and a placement around its end or 3 months later."""
        end = self.some_day()
        self.traject("werk", min(end, self.m.low), end)
        if self.m.flag(0.6):
            left = self.beside(end)
            self.benefit("PW", min(left, self.m.low), left, self.r.choice(["werk_regulier", "verhuizing"]))
        begin = self.beside(end, end, add_months(end, 3))
        if begin != end or self.m.flag(0.5):
            self.activity(PLACED, begin, self.r.choice([None, max(begin, end + ONE)]))

    def werkpunt(self) -> None:
        new_year = date(self.m.year + self.r.choice([0, 1]), 1, 1)
        side = self.beside(new_year)
        begin, end = self.r.choice([(add_months(side, -2), side), (side, None)])
        self.activity(WERKPUNT, begin, end)
        self.traject(self.r.choice(["activering", "zorg"]), begin, end)
        left = self.r.choice([new_year + 40 * ONE, self.beside(new_year), self.beside(new_year) - 40 * ONE])
        self.benefit("PW", min(left, self.m.low), left, "werk_regulier")

    def credit(self) -> None:
        """An exit 6 or 12 months after activiteiten ended, with month ends that clamp, and activiteiten that begin on the exit."""
        m, r = self.m, self.r
        left = r.choice([m.day(date(m.year, 1, 1), m.asof), date(m.year, 8, 31), date(m.year, 12, 31), date(m.year, 3, 1) - ONE])
        self.benefit("PW", min(left, m.low), left, r.choice(["werk_regulier", "werk_gesubsidieerd"]))
        for _ in range(r.choice([1, 1, 2, 3])):
            end = r.choice([self.beside(add_months(left, -6), add_months(left, -12)), add_months(left, -6), left, None])
            begin = self.beside(left) if m.flag(0.3) else add_months(left, -13)
            if end is None or begin <= end:
                self.activity(r.choice(m.tables["voorzieningen"])["voorziening_code"], begin, end, r.choice(["werk", "activering"]))

    def hours(self) -> None:
        """Booked hours on the estimate, just under or just over, of an activiteit that ends around a P, judged onvoldoende."""
        day = self.beside(self.m.quarter_end())
        row = self.activity(PLACED, add_months(day, -1), day)
        row |= {"kwaliteit_oordeel": "onvoldoende", "geschatte_uren": Decimal(4),
                "aanbieder_code": self.r.choice(self.m.tables["aanbieders"])["aanbieder_code"]}
        for booked in (Decimal("3.5"), self.r.choice([Decimal("0.49"), Decimal("0.5"), Decimal("0.5"), Decimal("0.51")])):
            self.tables["uren"].append({
                "urennummer": self.key("uren"), "activiteitnummer": row["activiteitnummer"], "datum": day, "uren": booked})
