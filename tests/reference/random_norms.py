"""Small random gemeenten for the norms of measures 9: everything begins and ends on, or a day beside, the edge of a norm.

A window or length in months ends on the day of the last day we know (asof), on a validity edge of the profile, or on an event; the
sums of payments pass their limit exactly, by a cent, or pass it and come back.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tests.reference.random_people import Case, Row
from tests.reference.rules import EINDDOELEN, add_months

ONE = timedelta(days=1)
SOORTEN = {"werkstage": 3, "taalstage": 9, "stark_traject": 9, "participatieplaats": 24, "bab_tijdelijk": 12, "scholing": 48,
           "proefplaatsing": 3, "prb": 6, "beschut_werk": 6, "leerwerkplek": 6, "bab_vast": 6, "training": 3}
PER_PROFILE = {
    "noordoostpolder_2014": ["training"], "smallingerland_2010": ["training"],
    "midden_drenthe_2021": ["werkstage", "taalstage", "stark_traject"],
    "smallingerland_2020": ["participatieplaats", "participatieplaats", "bab_tijdelijk", "scholing", "proefplaatsing", "prb", "prb",
                            "beschut_werk", "leerwerkplek", "bab_vast"],
}
YEARS = {"noordoostpolder_2014": 2014, "smallingerland_2010": 2010, "smallingerland_2020": 2020, "midden_drenthe_2021": 2021}
# amounts that reach the limit of what they are paid on exactly, by a cent, or pass it and come back
AMOUNTS = {soort: [Decimal(x) for x in amounts.split()] for soort, amounts in {
    "prb": "1250 1250 2500 0.01 0.01 -0.01 -1250", "participatieplaats": "150 150 300 0.01 0.01 -0.01 -150",
    "": "60 40 100 50 0.01 -0.01 -40"}.items()}


class Maker:
    """Draws one gemeente; `valid` is the validity of its profile, whose edges are days in the pool."""

    def __init__(self, seed: int, profile: str, valid: tuple[date, date | None]) -> None:
        self.r, self.profile = random.Random(seed), profile
        year = YEARS[profile]
        month = add_months(date(year + 2, 1, 1), self.r.randint(0, 18))
        self.asof = self.r.choice([month, month - ONE, date(year + 2, 2, 28)])
        starts = [add_months(date(year - 1, 10, 1), self.r.randint(0, 26)) - self.r.choice([0, 0, 1, 2]) * ONE for _ in range(6)]
        self.anchors = [*starts, valid[0], valid[1] or starts[0], date(2012, 2, 29) if year < 2014 else date(2020, 2, 29), self.asof]
        self.clients = [f"C{n}" for n in range(8, 30)]

    def near(self, day: date, *months: int) -> date:
        return add_months(day, self.r.choice(months or (0,))) + self.r.choice([0, 0, 0, 1, -1]) * ONE

    def day(self) -> date:
        r = self.r
        return self.near(r.choice(self.anchors), 0, 0, -r.choice([3, 6, 9, 12, 24, 48])) - r.choice([0, 0, 56]) * ONE

    def client(self) -> str:
        return self.r.choice(self.clients)

    def end(self, begin: date, *months: int) -> date | None:
        r = self.r
        if r.random() < 0.3:
            return None
        found = r.choice([self.near(begin, *months), self.near(begin, *months) - ONE, begin + r.choice([55, 56, 57]) * ONE, self.asof])
        return max(begin, found)

    def make(self) -> Case:
        r, t = self.r, {}
        clients = [{"clientnummer": n, "client_key": f"key-{n}", "geboortedatum": r.choice([
            date(1990, 2, 28), date(1996, 2, 29), *(self.near(a, -12 * 27) for a in self.anchors)]), "geslacht": "V",
            "statushouder": False, "arbeidsbeperking": "geen", "voortijdig_schoolverlater": False, "taalachterstand": False,
            "ex_ondernemer": False, "wiw": False} for n in self.clients]
        t["clienten"] = clients
        t["voorzieningen"] = [{"voorziening_code": f"V-{s}", "omschrijving": s, "soort": s, "budgetpost": "P1"} for s in SOORTEN]
        t["aanbieders"] = [{"aanbieder_code": f"A{n}", "naam": f"A{n}", "soort": "intern" if n == 10 else "extern"} for n in (8, 9, 10)]
        t["trajecten"] = [self._traject(f"T{n}") for n in range(8, 8 + r.randint(4, 20))]
        t["contracten"] = self._contracts()
        t["activiteiten"] = self._acts(t)
        t["verplichtingen"] = [{"verplichtingnummer": f"W{n}", "activiteitnummer": r.choice(t["activiteiten"])["activiteitnummer"],
                                "datum": self.day(), "bedrag": r.choice([Decimal(100), Decimal(200), Decimal(0), Decimal("150.01")]),
                                "budgetpost": "P1", "status": r.choice(["open", "vervallen"])} for n in range(8, 20)]
        t["betalingen"] = self._payments(t)
        t["uitkeringen"] = self._benefits()
        t["contactmomenten"] = self._contacts(t)
        t |= self._exemptions()
        placed = [a for a in t["activiteiten"] if a["voorziening_code"] == "V-beschut_werk"]
        t["indicaties_beschikking"] = [{"indicatienummer": f"I{n}", "soort": r.choice(["beschut_werk", "beschut_werk", "banenafspraak"]),
                                        **self._about(placed, "beschikkingsdatum", 0, 0, -6)} for n in range(8, 28)]
        uwv = [{"indicatienummer": f"Y{n}", "geldig_tot": None, "soort": r.choice(["banenafspraak"] * 3 + ["beschut_werk"]),
                **self._about(t["uitkeringen"] * 2 + t["activiteiten"], "besluitdatum", -6, -6, 0)} for n in range(8, 38)]
        for row in uwv:
            row["client_key"] = r.choice([f"key-{row.pop('clientnummer')}"] * 8 + ["key-elsewhere"])
        history = [{**c, "geleverd_op": datetime.combine(self.asof, time(2))} for c in clients]
        return Case(t, history, {"indicaties": uwv}, self.asof, date(YEARS[self.profile], 1, 1))

    def _about(self, rows: list[Row], column: str, *months: int) -> Row:
        """A client with a day on which, or so many months after which, something of that client begins or ends."""
        if not rows or self.r.random() < 0.3:
            return {"clientnummer": self.client(), column: self.day()}
        row = self.r.choice(rows)
        day = row[self.r.choice(["begindatum", "einddatum"])] or self.asof
        return {"clientnummer": row["clientnummer"], column: self.near(day, *months)}

    def _traject(self, number: str) -> Row:
        begin = self.day()
        return {"trajectnummer": number, "clientnummer": self.client(), "trajectdoel": self.r.choice(["werk", "werk", "zorg"]),
                "begindatum": begin, "einddatum": self.r.choice([None, None, self.end(begin, 3)])}

    def _contracts(self) -> list[Row]:
        rows = []
        for number in range(8, 14):
            begin = self.near(self.r.choice(self.anchors), 0, -12)
            rows.append({"contractnummer": f"K{number}", "aanbieder_code": self.r.choice(["A8", "A9", "A9", "A10"]), "begindatum": begin,
                         "einddatum": self.r.choice([None, self.near(begin, 12), self.near(begin, 6)]), "percentage_niet_succesvol": None,
                         "financiering": self.r.choice(["nclp", "nclp", "vast"])})
            if rows[-1]["einddatum"]:
                rows[-1]["einddatum"] = max(begin, rows[-1]["einddatum"])
        return rows

    def _acts(self, t: dict[str, list[Row]]) -> list[Row]:
        r, rows = self.r, []
        for number in range(8, 8 + r.randint(15, 60)):
            soort = r.choice(PER_PROFILE[self.profile] * 3 + list(SOORTEN))
            ends = [row["einddatum"] for row in rows if row["einddatum"]]
            begin = self.near(r.choice(ends), 0) if ends and r.random() < 0.3 else self.day()
            if r.random() < 0.3:  # just about too long at one of the days that matter
                begin = self.near(r.choice(self.anchors), -SOORTEN[soort])
            rows.append(self._act(t, f"X{number}", soort, begin))
        if self.profile == "smallingerland_2020" and r.random() < 0.5:  # more prb than a year allows
            days = [date(2021, 1, 1), date(2021, 6, 30), date(2021, 12, 31)]
            rows += [self._act(t, f"P{n}", "prb", r.choice(days)) for n in range(1, 24)]
        return rows

    def _act(self, t: dict[str, list[Row]], number: str, soort: str, begin: date) -> Row:
        r = self.r
        contract = r.choice([None, *t["contracten"]])
        if contract and r.random() < 0.3:
            begin = self.near(r.choice([contract["begindatum"], contract["einddatum"] or contract["begindatum"]]))
        return {"activiteitnummer": number, "trajectnummer": r.choice(t["trajecten"])["trajectnummer"], "clientnummer": self.client(),
                "voorziening_code": f"V-{soort}", "einddoel": r.choice(EINDDOELEN[:5]),
                "aanbieder_code": contract["aanbieder_code"] if contract and r.random() < 0.7 else r.choice(["A8", "A9", "A10"]),
                "contractnummer": contract and contract["contractnummer"], "begindatum": begin,
                "einddatum": self.end(begin, SOORTEN[soort], 2 * SOORTEN[soort]), "verlengingen": r.choice([None, 0, 1, 2, 3]),
                "beeindiging": r.choice([None, "afgerond", "vroegtijdig"]), "doel_behaald": r.choice([None, True, False, False]),
                "kwaliteit_oordeel": r.choice([None, "voldoende", "onvoldoende"]),
                "overeengekomen_prijs": r.choice([None, Decimal(100), Decimal(100), Decimal("142.86")]),
                "uren_per_week": r.choice([None, Decimal("15.99"), Decimal(16), Decimal(20), Decimal(32), Decimal("32.01")])}

    def _payments(self, t: dict[str, list[Row]]) -> list[Row]:
        r, rows = self.r, []
        half = r.choice([date(self.asof.year - 1, 6, 30), date(self.asof.year - 1, 12, 31)])
        dear = [a for a in t["activiteiten"] if a["voorziening_code"] in ("V-prb", "V-participatieplaats")]
        dear = r.sample(dear, min(4, len(dear)))
        nclp = {c["contractnummer"] for c in t["contracten"] if c["financiering"] == "nclp"}
        due = [a for a in t["activiteiten"] if a["contractnummer"] in nclp and a["overeengekomen_prijs"] and a["einddatum"]][:4]
        for number in range(8, 8 + r.randint(20, 90)):
            act = r.choice([None, r.choice(t["activiteiten"]), *dear, *due])
            soort = act["voorziening_code"][2:] if act else ""
            rows.append({
                "betalingnummer": f"B{number}", "activiteitnummer": act and act["activiteitnummer"],
                "verplichtingnummer": r.choice([None, r.choice(t["verplichtingen"])["verplichtingnummer"]]),
                "clientnummer": r.choice([None, self.client()]), "aanbieder_code": r.choice([None, "A8", "A9"]), "budgetpost": "P1",
                "factuurnummer": r.choice([None, "F1", "F2", "F3"]), "bedrag": r.choice(AMOUNTS.get(soort, AMOUNTS[""])),
                "betaaldatum": r.choice([self.day(), half, half, half + ONE]),
                "soort": r.choice(["premie"] * 4 + ["overig"] if soort == "participatieplaats" else ["factuur", "factuur", "creditnota"])})
        return rows

    def _benefits(self) -> list[Row]:
        r, rows = self.r, []
        for number in range(8, 8 + r.randint(10, 40)):
            begin = self.day()
            rows.append({"uitkeringnummer": f"U{number}", "dossiernummer": "D1", "clientnummer": self.client(), "rol": "hoofd",
                         "regeling": r.choice(["WWB", "WWB", "WIJ", "WIJ", "PW", "IOAW"]), "begindatum": begin,
                         "einddatum": self.end(begin, 3, 3, 6), "reden_beeindiging": r.choice([None, "werk_regulier", "verhuizing"])})
        return rows

    def _contacts(self, t: dict[str, list[Row]]) -> list[Row]:
        r, rows = self.r, []
        for number in range(8, 8 + r.randint(10, 50)):
            u = r.choice(t["uitkeringen"] + t["trajecten"])
            day = r.choice([self.near(u["begindatum"], 0, 3), u["begindatum"] + r.choice([55, 56, 57]) * ONE,
                            self.near(self.asof, 0, -3, -12)])
            rows.append({"contactnummer": f"M{number}", "clientnummer": u["clientnummer"], "datum": day,
                         "soort": r.choice(["intake", "gesprek", "evaluatie", "evaluatie", "aanbod"])})
        return rows

    def _exemptions(self) -> dict[str, list[Row]]:
        r = self.r
        exams = [{"keuringnummer": f"Q{n}", "clientnummer": self.client(), "opdrachtdatum": date(2000, 1, 1),
                  "adviesdatum": r.choice([None, self.day()]), "adviseur": "arts", "extern": r.random() < 0.7} for n in range(8, 14)]
        rows = []
        for number in range(8, 24):
            exam, begin = r.choice([None, *exams]), self.day()
            decided = self.near(exam["adviesdatum"]) if exam and exam["adviesdatum"] else begin
            rows.append({"ontheffingnummer": f"O{number}", "clientnummer": self.client(), "soort": "volledig", "grond": "medisch",
                         "besluitdatum": decided, "begindatum": begin, "einddatum": r.choice([None, self.end(begin, 12)]),
                         "keuringnummer": exam and exam["keuringnummer"]})
        return {"keuringen": exams, "ontheffingen": rows}


def make(seed: int, profile: str, valid: tuple[date, date | None]) -> Case:
    """One gemeente with `profile` in force in `valid`."""
    case = Maker(seed, profile, valid).make()
    case.profiles = [(profile, *valid)]
    return case
