"""measures.md 9 in plain Python, norm by norm from its table: no SQL, no shared code with the models, numbers of profiles.md typed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from tests.reference.random_people import Case, Row
from tests.reference.rules import Gemeente, add_months

ONE = timedelta(days=1)
# profiles.md: which profile switches on which norms, and the clause of each (measures 9, last column of the table)
NORMS = {
    "noordoostpolder_2014": {"N01": "S3 4.1", "N02": "S3 4.1", "N03": "S3 4.2.2"},
    "smallingerland_2010": {"N17": "S0 3.5.2", "N18": "S0 3.5.2", "N19": "S0 3.5.2"},
    "smallingerland_2020": {
        "N07": "S2 6.4", "N08": "S2 6.4", "N09": "S2 6.4", "N10": "S2 7.3", "N11": "S2 7.3", "N12": "S2 7.3", "N13": "S2 7.3",
        "N14": "S2 6.6.1", "N15": "S2 6.6.1", "N16": "S2 6.6.1", "N21": "S2 5.3", "N25": "S2 6.3", "N26": "S2 6.6.1"},
    "midden_drenthe_2021": {"N04": "S1 5.3", "N05": "S1 5.4", "N06": "S1 5.1", "N20": "S1 actie 38"},
    "standaard": {"N22": "-", "N23": "-", "N24": "-"},
}
LENGTHS = {"N04": ("werkstage", 3, 6), "N05": ("taalstage", 9, 9), "N06": ("stark_traject", 9, 9), "N11": ("participatieplaats", 24, 24),
           "N15": ("bab_tijdelijk", 12, 24), "N25": ("scholing", 48, 48), "N26": ("proefplaatsing", 3, 3)}


class Finding(NamedTuple):
    sleutel: str
    person: str | None
    aanbieder: str | None
    datum: date
    gevonden: Decimal | int
    toegestaan: Decimal | int
    eenheid: str
    bedrag: Decimal | None = None


class Normen(Gemeente):
    """The findings of one gemeente."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.tables, case.asof, case.first)
        self.case = case
        self.soort = {v["voorziening_code"]: v["soort"] for v in self.t["voorzieningen"]}
        self.born = {self.person[c["clientnummer"]]: c["geboortedatum"] for c in self.t["clienten"]}

    def rows(self) -> list[tuple]:
        """Rows of marts.normafwijkingen without gemeentecode; norm, sleutel and datum first."""
        found = []
        for profile, van, tot in [*self.case.profiles, ("standaard", date.min, date.max)]:
            for norm, clause in NORMS.get(profile, {}).items():
                for f in self.findings(norm):
                    if van <= f.datum <= (tot or date.max) and f.datum <= self.asof:
                        found.append((norm, f.sleutel, f.datum, profile, f.person, f.aanbieder, f.gevonden, f.toegestaan, f.eenheid,
                                      f.bedrag, clause))
        return found

    def findings(self, norm: str) -> Iterator[Finding]:
        """What breaks the norm, whether it counts or not."""
        if norm in LENGTHS:
            yield from self.too_long(*LENGTHS[norm])
        if norm not in LENGTHS or norm == "N06":
            yield from getattr(self, norm.lower())()

    # what the sentences of the table are about

    def acts(self, *soorten: str) -> list[Row]:
        return [a for a in self.t["activiteiten"] if self.soort[a["voorziening_code"]] in soorten]

    def who(self, row: Row) -> str:
        return self.person[row["clientnummer"]]

    def of_act(self, a: Row, datum: date, gevonden: Decimal | int, toegestaan: Decimal | int, eenheid: str,
               bedrag: Decimal | None = None) -> Finding:
        return Finding(a["activiteitnummer"], self.who(a), a["aanbieder_code"], datum, gevonden, toegestaan, eenheid, bedrag)

    def payer(self, b: Row) -> tuple[str | None, str | None]:
        """(person, aanbieder) of a payment: those of its activiteit, else its own."""
        a = self.payment_activity(b)
        return (self.who(a) if a else self.person.get(b["clientnummer"])), (a["aanbieder_code"] if a else b["aanbieder_code"])

    def paid_for(self, *soorten: str) -> list[Row]:
        mine = {a["activiteitnummer"] for a in self.acts(*soorten)}
        return [b for b in self.t["betalingen"] if self.payment_activity(b) and self.payment_activity(b)["activiteitnummer"] in mine]

    @staticmethod
    def passing(payments: list[Row], limit: Decimal) -> tuple[Row, Decimal] | None:
        """(the payment that last took the running sum over the limit, final sum) when that sum is over it."""
        total, over, last = Decimal(0), False, None
        for b in sorted(payments, key=lambda b: (b["betaaldatum"], b["betalingnummer"])):
            total += b["bedrag"]
            if total > limit and not over:
                last = b
            over = total > limit
        return (last, total) if over else None

    def too_long(self, soort: str, months: int, extended: int) -> Iterator[Finding]:
        for a in self.acts(soort):
            deadline = add_months(a["begindatum"], extended if (a["verlengingen"] or 0) >= 1 else months)
            last = a["einddatum"] or self.asof
            if last >= deadline:
                yield self.of_act(a, deadline, (last - a["begindatum"]).days + 1, (deadline - a["begindatum"]).days, "dagen")

    def late(self, sleutel: str, person: str, start: date, deadline: date, events: list[date]) -> Iterator[Finding]:
        first = min((e for e in events if e >= start), default=None)
        if first is None or first > deadline:
            yield Finding(sleutel, person, None, deadline + ONE, ((first or self.asof) - start).days, (deadline - start).days, "dagen")

    def silent(self, sleutel: str, row: Row, months: int, soorten: set[str]) -> Iterator[Finding]:
        if row["begindatum"] > self.asof or (row["einddatum"] and row["einddatum"] <= self.asof):
            return
        seen = [c["datum"] for c in self.contacts(self.who(row), soorten) if c["datum"] <= self.asof]
        since = max([row["begindatum"], *seen])
        day = add_months(since, months)
        if day <= self.asof:
            yield Finding(sleutel, self.who(row), None, day, (self.asof - since).days, (day - since).days, "dagen")

    def contacts(self, person: str, soorten: set[str]) -> list[Row]:
        return [c for c in self.t["contactmomenten"] if self.who(c) == person and c["soort"] in soorten]

    # the norms

    def n01(self) -> Iterator[Finding]:
        for a in self.t["activiteiten"]:
            bad = sorted((o["einddatum"], o["activiteitnummer"]) for o in self.t["activiteiten"] if o["einddatum"]
                         and o["aanbieder_code"] == a["aanbieder_code"] and o["kwaliteit_oordeel"] == "onvoldoende")
            if len(bad) >= 3 and a["begindatum"] > bad[2][0]:
                yield self.of_act(a, a["begindatum"], sum(end < a["begindatum"] for end, _ in bad), 2, "aantal", self.paid_on(a))

    def n02(self) -> Iterator[Finding]:
        for a in self.t["activiteiten"]:
            contract, due, paid = self.contract.get(a["contractnummer"]), self.due(a), self.paid_on(a)
            if contract and contract["financiering"] == "nclp" and not self.result(a)[1] and due is not None and paid > due:
                last = max(b["betaaldatum"] for b in self.t["betalingen"] if self.payment_activity(b) is a)
                yield self.of_act(a, last, paid, due, "euro", paid - due)

    def n03(self) -> Iterator[Finding]:
        extern = {p["aanbieder_code"] for p in self.t["aanbieders"] if p["soort"] == "extern"}
        for a in self.t["activiteiten"]:
            c = self.contract.get(a["contractnummer"])
            holds = (c and c["aanbieder_code"] == a["aanbieder_code"] and c["begindatum"] <= a["begindatum"]
                     and (c["einddatum"] is None or a["begindatum"] <= c["einddatum"]))
            if a["aanbieder_code"] in extern and not holds:
                yield self.of_act(a, a["begindatum"], 0, 1, "aantal", self.paid_on(a))

    def n06(self) -> Iterator[Finding]:
        for a in self.acts("stark_traject"):
            if (a["verlengingen"] or 0) > 2:
                yield self.of_act(a, a["begindatum"], a["verlengingen"], 2, "aantal")

    def n07(self) -> Iterator[Finding]:
        yield from self.too_much(self.paid_for("prb"), Decimal(2500), lambda b: self.payer(b)[0])

    def n13(self) -> Iterator[Finding]:
        premies = [b for b in self.paid_for("participatieplaats") if b["soort"] == "premie"]
        yield from self.too_much(premies, Decimal(300),
                                 lambda b: (self.payer(b)[0], b["betaaldatum"].year, b["betaaldatum"].month > 6))

    def too_much(self, payments: list[Row], limit: Decimal, group: object) -> Iterator[Finding]:
        groups = defaultdict(list)
        for b in payments:
            groups[group(b)].append(b)
        for mine in groups.values():
            if passed := self.passing(mine, limit):
                b, total = passed
                yield Finding(b["betalingnummer"], *self.payer(b), b["betaaldatum"], total, limit, "euro", total - limit)

    def ranked(self, key: object, limit: int) -> Iterator[Finding]:
        groups = defaultdict(list)
        for a in sorted(self.acts("prb"), key=lambda a: (a["begindatum"], a["activiteitnummer"])):
            groups[key(a)].append(a)
            if len(groups[key(a)]) > limit:
                yield self.of_act(a, a["begindatum"], len(groups[key(a)]), limit, "aantal")

    def n08(self) -> Iterator[Finding]:
        yield from self.ranked(self.who, 1)

    def n09(self) -> Iterator[Finding]:
        yield from self.ranked(lambda a: a["begindatum"].year, 20)

    def n10(self) -> Iterator[Finding]:
        for a in self.acts("participatieplaats"):
            born, day = self.born[self.who(a)], a["begindatum"]
            age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
            if age < 27:
                yield self.of_act(a, day, age, 27, "jaar")

    def n12(self) -> Iterator[Finding]:
        for a in self.acts("participatieplaats"):
            hours = a["uren_per_week"]
            if hours is not None and not 16 <= hours <= 32:
                yield self.of_act(a, a["begindatum"], hours, 16 if hours < 16 else 32, "uren")

    def n14(self) -> Iterator[Finding]:
        for i in self.t["indicaties_beschikking"]:
            start, places = i["beschikkingsdatum"], [a for a in self.acts("beschut_werk") if self.who(a) == self.who(i)]
            running = [start for a in places if a["begindatum"] <= start and (a["einddatum"] is None or a["einddatum"] > start)]
            if i["soort"] == "beschut_werk":
                yield from self.late(i["indicatienummer"], self.who(i), start, add_months(start, 6),
                                     running + [a["begindatum"] for a in places])

    def n16(self) -> Iterator[Finding]:
        for i in self.case.uwv["indicaties"]:
            start, person = i["besluitdatum"], i["client_key"]
            deadline = add_months(start, 6)
            there = any(s["person"] == person and s["begin"] <= deadline and (s["einde"] is None or s["einde"] > deadline)
                        for s in self.spells)
            if i["soort"] == "banenafspraak" and there:
                begun = [a["begindatum"] for a in self.acts("leerwerkplek", "proefplaatsing", "bab_tijdelijk", "bab_vast")
                         if self.who(a) == person]
                yield from self.late(i["indicatienummer"], person, start, deadline, begun)

    def n17(self) -> Iterator[Finding]:
        for s in self.spells:
            deadline = add_months(s["begin"], 3)
            if s["eerste"]["regeling"] in ("WWB", "PW") and (s["einde"] is None or s["einde"] > deadline):
                talks = [c["datum"] for c in self.contacts(s["person"], {"intake", "gesprek"})]
                yield from self.late(s["eerste"]["uitkeringnummer"], s["person"], s["begin"], deadline, talks)

    def n18(self) -> Iterator[Finding]:
        for u in self.t["uitkeringen"]:
            deadline = u["begindatum"] + timedelta(days=56)
            if u["regeling"] == "WIJ" and (u["einddatum"] is None or u["einddatum"] > deadline):
                offers = [c["datum"] for c in self.contacts(self.who(u), {"aanbod"})]
                offers += [a["begindatum"] for a in self.t["activiteiten"] if self.who(a) == self.who(u)]
                yield from self.late(u["uitkeringnummer"], self.who(u), u["begindatum"], deadline, offers)

    def n19(self) -> Iterator[Finding]:
        exams = {k["keuringnummer"]: k for k in self.t["keuringen"]}
        for o in self.t["ontheffingen"]:
            k = exams.get(o["keuringnummer"])
            if not (k and k["extern"] and k["adviesdatum"] and k["adviesdatum"] <= o["besluitdatum"]):
                yield Finding(o["ontheffingnummer"], self.who(o), None, o["besluitdatum"], 0, 1, "aantal")

    def n20(self) -> Iterator[Finding]:
        for o in self.t["ontheffingen"]:
            yield from self.silent(o["ontheffingnummer"], o, 12, {"intake", "gesprek", "evaluatie", "aanbod"})

    def n21(self) -> Iterator[Finding]:
        for t in self.t["trajecten"]:
            if t["trajectdoel"] == "werk":
                yield from self.silent(t["trajectnummer"], t, 3, {"evaluatie"})

    def invoices(self) -> list[Row]:
        return sorted((b for b in self.t["betalingen"] if b["soort"] == "factuur"), key=lambda b: (b["betaaldatum"], b["betalingnummer"]))

    def n22(self) -> Iterator[Finding]:
        seen: dict[tuple, int] = defaultdict(int)
        for b in self.invoices():
            if b["factuurnummer"]:
                person, provider = self.payer(b)
                key = (b["factuurnummer"], b["bedrag"], provider)
                seen[key] += 1
                if seen[key] > 1:
                    yield Finding(b["betalingnummer"], person, provider, b["betaaldatum"], seen[key], 1, "aantal", b["bedrag"])

    def n23(self) -> Iterator[Finding]:
        for b in self.invoices():
            if not b["verplichtingnummer"]:
                yield Finding(b["betalingnummer"], *self.payer(b), b["betaaldatum"], 0, 1, "aantal", b["bedrag"])

    def n24(self) -> Iterator[Finding]:
        for v in self.t["verplichtingen"]:
            passed = self.passing([b for b in self.t["betalingen"] if b["verplichtingnummer"] == v["verplichtingnummer"]], v["bedrag"])
            if passed:
                a = self.activity[v["activiteitnummer"]]
                yield Finding(v["verplichtingnummer"], self.who(a), a["aanbieder_code"], passed[0]["betaaldatum"], passed[1], v["bedrag"],
                              "euro", passed[1] - v["bedrag"])
