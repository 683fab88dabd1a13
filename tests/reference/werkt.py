"""measures.md 2 and 4 in plain Python, sentence by sentence: doelgroepen, outcomes, what works for whom, the ladder."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from tests.reference.random_people import Case
from tests.reference.rules import TARIEF, WERK, Gemeente, add_months, attributes_at, cents, periods

Row = dict[str, Any]
DOELGROEPEN = ["jongeren_18_27", "arbeidsbeperking", "vijftigplus", "statushouders", "alleenstaande_ouders", "ioaz", "ontheffing",
               "schoolverlaters", "taalachterstand", "ex_ondernemers", "anw_nug", "wiw", "alle"]
TRAJECTDOELEN = ["werk", "activering", "zorg"]
NONE = ("geen_instrument", "geen")
Z = 1.959963984540054


def running(row: Row, peildatum: date) -> bool:
    """measures 0: at the close of day P: begindatum <= P and (einddatum empty or einddatum > P)."""
    return row["begindatum"] <= peildatum and (row["einddatum"] is None or row["einddatum"] > peildatum)


def age(born: date, peildatum: date) -> int:
    """measures 0: full years; born 29 February = birthday 1 March in other years."""
    return peildatum.year - born.year - ((peildatum.month, peildatum.day) < (born.month, born.day))


def ended_in(rows: list[Row], van: date, tot: date) -> list[Row]:
    return [row for row in rows if row["einddatum"] and van <= row["einddatum"] <= tot]


def begun_in(rows: list[Row], van: date, tot: date) -> list[Row]:
    return [row for row in rows if van <= row["begindatum"] <= tot]


def total(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def wilson(x: int, n: int) -> tuple[float, float]:
    """measures 4: 95 % Wilson interval of x out of n."""
    p = x / n
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


class People(Gemeente):
    """A gemeente with its people: clienten over the deliveries and the UWV feeds come beside the GWS tables."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.tables, case.asof, case.first)
        self.case = case
        self.number = {person: number for number, person in self.person.items()}
        self.traject = {t["trajectnummer"]: t for t in self.t["trajecten"]}
        self.soort = {v["voorziening_code"]: v["soort"] for v in self.t["voorzieningen"]}
        self.benefit = {u["uitkeringnummer"]: u for u in self.t["uitkeringen"]}
        self.exits = [s for s in self.spells if s["einde"]]
        self.work_exits = [s for s in self.exits if s["reden"] in WERK]
        self.attributes = cache(lambda person, peildatum: attributes_at(case.history, self.number[person], peildatum))
        self.groups = cache(self._groups)
        self.in_bijstand = cache(self._in_bijstand)

    def of(self, table: str, person: str) -> list[Row]:
        """The rows of a person, by the clientnummer that they carry (sources 1: also where the traject says otherwise)."""
        return [row for row in self.t[table] if row["clientnummer"] and self.person[row["clientnummer"]] == person]

    def closed(self, day: date, months: int) -> bool:
        """measures 0: a window (d, n) is closed when d + n months < asof."""
        return add_months(day, months) < self.asof

    def _in_bijstand(self, peildatum: date) -> dict[str, Row]:
        """measures 1: a spell running at P; person -> spell (a person has one at most)."""
        return {s["person"]: s for s in self.spells if running({"begindatum": s["begin"], "einddatum": s["einde"]}, peildatum)}

    def _groups(self, person: str, peildatum: date) -> set[str]:
        """measures 2: the doelgroepen of a person at P."""
        row = self.attributes(person, peildatum)
        years = age(row["geboortedatum"], peildatum)
        regelingen = {u["regeling"] for u in self.of("uitkeringen", person) if running(u, peildatum)}
        soorten = {self.soort[a["voorziening_code"]] for a in self.of("activiteiten", person) if running(a, peildatum)}
        traject = any(running(t, peildatum) for t in self.of("trajecten", person))
        rules = {
            "jongeren_18_27": 18 <= years < 27,
            "arbeidsbeperking": row["arbeidsbeperking"] in ("banenafspraak", "beschut_werk") or bool(self.indications(person, peildatum))
            or bool(soorten & {"loonkostensubsidie", "beschut_werk"}),
            "vijftigplus": years >= 50,
            "statushouders": row["statushouder"],
            "alleenstaande_ouders": row["leefvorm"] == "alleenstaande_ouder",
            "ioaz": "IOAZ" in regelingen,
            "ontheffing": any(running(o, peildatum) for o in self.of("ontheffingen", person)),
            "schoolverlaters": row["voortijdig_schoolverlater"] and years < 27,
            "taalachterstand": row["taalachterstand"],
            "ex_ondernemers": row["ex_ondernemer"] or bool(regelingen & {"IOAZ", "BBZ"}),
            "anw_nug": "ANW" in regelingen or (traject and person not in self.in_bijstand(peildatum)),
            "wiw": row["wiw"],
            "alle": True,
        }
        return {name for name, holds in rules.items() if holds}

    def indications(self, person: str, peildatum: date) -> list[Row]:
        """sources 2: UWV indicaties valid at P: besluitdatum <= P, geldig_tot empty or >= P."""
        return [i for i in self.case.uwv["indicaties"] if i["client_key"] == person and i["besluitdatum"] <= peildatum
                and (i["geldig_tot"] is None or i["geldig_tot"] >= peildatum)]

    def payments(self, person: str, van: date, tot: date) -> list[Row]:
        """Payments of a person: of the client of their activiteit, without activiteit of their own client."""
        found = []
        for b in self.t["betalingen"]:
            number = (self.payment_activity(b) or b)["clientnummer"]
            if number and self.person[number] == person and van <= b["betaaldatum"] <= tot:
                found.append(b)
        return found

    def client_target_groups(self) -> list[tuple]:
        """marts.md: quarter ends; everyone in bijstand at P or with an activiteit, payment, hours or exit in the year to P."""
        rows = []
        for _, _, tot in periods(self.first, self.asof, "K"):
            begin = add_months(tot + timedelta(days=1), -12)
            for person in self.number:
                activities = self.of("activiteiten", person)
                mine = {a["activiteitnummer"] for a in activities}
                if (person in self.in_bijstand(tot) or self.payments(person, begin, tot)
                        or any(a["begindatum"] <= tot and (a["einddatum"] is None or a["einddatum"] >= begin) for a in activities)
                        or any(u["activiteitnummer"] in mine and begin <= u["datum"] <= tot for u in self.t["uren"])
                        or any(s["person"] == person and begin <= s["einde"] <= tot for s in self.exits)):
                    rows += [(person, name, tot) for name in self.groups(person, tot)]
        return rows

    def cell(self, a: Row) -> tuple[str, str]:
        """measures 4: voorziening and trajectdoel (of the activiteit's traject)."""
        return a["voorziening_code"], self.traject[a["trajectnummer"]]["trajectdoel"]

    def near_exit(self, exit_: Row, months: int) -> list[Row]:
        """measures 4: the client's activiteiten with begindatum <= exit and (einddatum empty or einddatum + n months >= exit)."""
        return [a for a in self.of("activiteiten", exit_["person"]) if a["begindatum"] <= exit_["einde"]
                and (a["einddatum"] is None or add_months(a["einddatum"], months) >= exit_["einde"])]

    def credited(self, exit_: Row) -> Row | None:
        """measures 4, uitstroom_laatste: the one with the latest begindatum, then highest activiteitnummer."""
        return max(self.near_exit(exit_, 6), key=lambda a: (a["begindatum"], a["activiteitnummer"]), default=None)

    def wat_werkt(self) -> list[tuple]:
        """measures 4, per period, voorziening, trajectdoel and doelgroep of the client at P; rows where something is not 0."""
        rows = []
        credits = [(s, self.credited(s)) for s in self.work_exits]
        involved = [(s, {self.cell(a) for a in self.near_exit(s, 12)} or {NONE}) for s in self.work_exits]
        paid = [(b["betaaldatum"], self.payment_activity(b), b["bedrag"]) for b in self.t["betalingen"]]
        hours = [(u["datum"], self.activity[u["activiteitnummer"]], cents(u["uren"] * TARIEF)) for u in self.t["uren"]]
        for code, van, tot in periods(self.first, self.asof, "JK"):
            for group in DOELGROEPEN:
                members = {p for p in self.number if group in self.groups(p, tot)}
                for cell in [*sorted({self.cell(a) for a in self.activity.values()}), NONE]:
                    mine = {n: a for n, a in self.activity.items() if self.cell(a) == cell and self.person[a["clientnummer"]] in members}
                    last = sum(s["person"] in members and van <= s["einde"] <= tot and (self.cell(a) if a else NONE) == cell
                               for s, a in credits)
                    near = sum(s["person"] in members and van <= s["einde"] <= tot and cell in cells for s, cells in involved)
                    cost = [total([amount for day, a, amount in lines if van <= day <= tot and a and a["activiteitnummer"] in mine])
                            for lines in (paid, hours)]
                    figures = self._cell(list(mine.values()), credits, cost, last, near, van, tot)
                    if any(figures):
                        rows.append((code, *cell, group, *figures))
        return rows

    def _cell(self, mine: list[Row], credits: list[tuple], cost: list[Decimal], last: int, near: int, van: date, tot: date) -> tuple:
        """The figures of one row of wat_werkt, from its activiteiten and what was paid, booked and credited."""
        begun, ended = begun_in(mine, van, tot), ended_in(mine, van, tot)
        kinds = Counter(self.result(a)[0] for a in ended)
        # bruto_effectiviteit: of the clients of an activiteit ended in the period, those with an exit credited to such an activiteit
        clients = {self.person[a["clientnummer"]] for a in ended}
        to_work = {s["person"] for s, a in credits if a in ended}
        unknown = {self.person[a["clientnummer"]] for a in ended if not self.closed(a["einddatum"], 6)} - to_work
        n, x, succes, spent = len(clients), len(to_work), kinds["succesvol"], sum(cost)
        return (len(begun), len({a["clientnummer"] for a in begun}), len(ended), succes, kinds["vroegtijdig_beeindigd"], *cost, spent,
                cents(spent / succes) if succes else None, last, near, n, len(unknown), x / n if n else None,
                *(wilson(x, n) if n else (None, None)), cents(spent / last) if last else None)

    def ladder(self, person: str, until: date) -> list[Row]:
        return sorted((m for m in self.of("ladderstanden", person) if m["meetdatum"] <= until), key=lambda m: m["meetdatum"])

    def trede(self, person: str, day: date) -> int | None:
        """The last measurement on or before a day; None = not measured yet."""
        known = self.ladder(person, day)
        return known[-1]["trede"] if known else None

    def trede_verandering(self) -> list[tuple]:
        """measures 4, per ended traject: end = last value in (begin, end]; start = last on or before begin, else the first in
        (begin, end]; onbekend when one is missing or both are the same measurement."""
        rows = []
        for code, van, tot in periods(self.first, self.asof, "JK"):
            for goal in TRAJECTDOELEN:
                count: Counter[str] = Counter()
                for t in ended_in(self.t["trajecten"], van, tot):
                    if t["trajectdoel"] != goal:
                        continue
                    known = self.ladder(self.person[t["clientnummer"]], t["einddatum"])
                    before = [m for m in known if m["meetdatum"] <= t["begindatum"]]
                    during = [m for m in known if m["meetdatum"] > t["begindatum"]]
                    start = before[-1] if before else during[0] if during else None
                    if not during or start is during[-1]:
                        count["onbekend"] += 1
                    else:
                        step = during[-1]["trede"] - start["trede"]
                        count["gestegen" if step > 0 else "gedaald" if step < 0 else "gelijk"] += 1
                if count:
                    rows.append((code, goal, count["gestegen"], count["gelijk"], count["gedaald"], count["onbekend"]))
        return rows

    def traject_resultaten(self) -> list[tuple]:
        """measures 4; rows where begonnen or beeindigd is not 0."""
        rows = []
        for code, van, tot in periods(self.first, self.asof, "JK"):
            for goal in TRAJECTDOELEN:
                mine = [t for t in self.t["trajecten"] if t["trajectdoel"] == goal]
                begun, ended = begun_in(mine, van, tot), ended_in(mine, van, tot)
                reasons = Counter(t["reden_beeindiging"] for t in ended)
                work = [t for t in ended if self.worked(t)]
                part = [t for t in ended if t not in work and self.earned(self.person[t["clientnummer"]], f"{t['einddatum']:%Y-%m}", None)]
                if begun or ended:
                    rows.append((code, goal, len(begun), len(ended), reasons["doel_bereikt"], reasons["verwijtbaar"],
                                 reasons["niet_verwijtbaar"], len(work), len(part),
                                 sum(t["resultaat_participatie"] is True for t in ended)))
        return rows

    def worked(self, t: Row) -> bool:
        """An exit to work during the traject or within 3 months after."""
        return any(s["person"] == self.person[t["clientnummer"]] and t["begindatum"] <= s["einde"] <= add_months(t["einddatum"], 3)
                   for s in self.work_exits)

    def earned(self, person: str, month: str, regelingen: set[str] | None) -> bool:
        """inkomsten_uit_arbeid > 0 in the month, on an uitkering of that person (of these regelingen)."""
        for i in self.t["inkomensbetalingen"]:
            u = self.benefit[i["uitkeringnummer"]]
            if (self.person[u["clientnummer"]] == person and i["maand"] == month and (i["inkomsten_uit_arbeid"] or 0) > 0
                    and (regelingen is None or u["regeling"] in regelingen)):
                return True
        return False

    def ladder_matrix(self) -> list[tuple]:
        """measures 4: persons in bijstand at P by trede n months earlier (the last day of that month) x trede at P."""
        rows = []
        for _, van, tot in periods(self.first, self.asof, "M"):
            for months in (3, 6, 12):
                then = add_months(van, 1 - months) - timedelta(days=1)
                cells = Counter((self.trede(p, then), self.trede(p, tot)) for p in self.in_bijstand(tot))
                rows += [(tot, months, *pair, count) for pair, count in cells.items()]
        return rows

    def begins(self) -> list[tuple]:
        """marts.md, fct_outcomes soort instroom: (client_key, datum)."""
        return [(s["person"], s["begin"]) for s in self.spells]

    def exit_outcomes(self) -> list[tuple]:
        """marts.md, fct_outcomes soort uitstroom: (client_key, datum, reden, naar_werk, regulier_werk, duurzaam, draaideur)."""
        return [(person, end, s["reden"], s["reden"] in WERK, s["reden"] == "werk_regulier", lasting, again)
                for s, (person, _, end, lasting, again) in zip(self.spells, self.spell_outcomes(), strict=True) if end]

    def exit_credits(self) -> list[tuple]:
        """marts.md, fct_outcomes: the voorziening that gets each exit to work."""
        return [(s["person"], s["einde"], (self.credited(s) or {"voorziening_code": NONE[0]})["voorziening_code"]) for s in self.work_exits]

    def ladder_changes(self) -> list[tuple]:
        """marts.md, fct_outcomes soort trede_wijziging: (client_key, datum, old>new)."""
        rows = []
        for person in self.number:
            known = self.ladder(person, date.max)
            rows += [(person, b["meetdatum"], f"{a['trede']}>{b['trede']}")
                     for a, b in pairwise(known) if a["trede"] != b["trede"]]
        return rows

    def traject_ends(self) -> list[tuple]:
        """marts.md, fct_outcomes soort traject_resultaat: (trajectnummer, client_key, datum, resultaat) of ended trajecten."""
        return [(t["trajectnummer"], self.person[t["clientnummer"]], t["einddatum"], t["reden_beeindiging"])
                for t in self.t["trajecten"] if t["einddatum"]]
