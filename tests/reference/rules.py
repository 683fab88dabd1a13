"""measures.md in plain Python, sentence by sentence: no SQL, no shared code with the models, no care for speed.

Tables are lists of dicts as raw holds them (dates as `date`, money as `Decimal`). The numbers are those of profile standaard.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

BIJSTAND = {"WWB", "WIJ", "PW", "IOAW", "IOAZ", "BBZ"}
WERK = {"werk_regulier", "werk_gesubsidieerd", "werk_zelfstandig"}
EINDDOELEN = ["diagnose", "sociaal_vaardig", "arbeidsvaardig", "werknemersvaardig", "uitstroom"]
CENT = Decimal("0.01")
TARIEF = Decimal("45.00")


def add_months(day: date, months: int) -> date:
    """Same day number, clamped to the month's end."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def periods(first: date, asof: date, kinds: str) -> list[tuple[str, date, date]]:
    """(periode, van, tot) of the kinds J, H, K, M from `first` through the last with tot < asof."""
    found = []
    for year in range(first.year, asof.year + 1):
        spans = []
        if "J" in kinds:
            spans.append((f"{year}", 1, 12))
        if "H" in kinds:
            spans += [(f"{year}H{h}", 6 * h - 5, 6 * h) for h in (1, 2)]
        if "K" in kinds:
            spans += [(f"{year}K{k}", 3 * k - 2, 3 * k) for k in (1, 2, 3, 4)]
        if "M" in kinds:
            spans += [(f"{year}-{m:02d}", m, m) for m in range(1, 13)]
        for code, begin, end in spans:
            tot = date(year, end, calendar.monthrange(year, end)[1])
            if tot < asof:
                found.append((code, date(year, begin, 1), tot))
    return found


class Gemeente:
    """Everything known of one gemeente; `tables` by file name. A date that ends something and lies after asof is empty."""

    def __init__(self, tables: dict[str, list[dict]], asof: date, first: date) -> None:
        self.asof, self.first = asof, first
        self.t = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        for rows in self.t.values():
            for row in rows:
                if row.get("einddatum") and row["einddatum"] > asof:
                    row["einddatum"] = None
        self.person = {c["clientnummer"]: c["client_key"] for c in self.t["clienten"]}
        self.spells = self._spells()
        self.activity = {a["activiteitnummer"]: a for a in self.t["activiteiten"]}
        self.contract = {c["contractnummer"]: c for c in self.t["contracten"]}
        self.commitment = {v["verplichtingnummer"]: v for v in self.t["verplichtingen"]}

    def _spells(self) -> list[dict]:
        per_person = defaultdict(list)
        for u in self.t["uitkeringen"]:
            if u["regeling"] in BIJSTAND:
                per_person[self.person[u["clientnummer"]]].append(u)
        spells = []
        for person, benefits in per_person.items():
            groups, latest = [], None
            for u in sorted(benefits, key=lambda u: u["begindatum"]):
                end = u["einddatum"] or date.max
                if latest is not None and (u["begindatum"] - latest).days <= 30:
                    groups[-1].append(u)
                    latest = max(latest, end)
                else:
                    groups.append([u])
                    latest = end
            for group in groups:
                last = max(group, key=lambda u: (u["einddatum"] or date.max, u["uitkeringnummer"]))
                first = min(group, key=lambda u: (u["begindatum"], u["uitkeringnummer"]))
                spells.append({"person": person, "begin": first["begindatum"], "einde": last["einddatum"], "eerste": first,
                               "reden": (last["reden_beeindiging"] or "onbekend") if last["einddatum"] else None})
        return spells

    def result(self, a: dict) -> tuple[str, bool]:
        """(resultaat, voorlopig) of an activiteit (measures 3)."""
        if a["einddatum"] is None:
            return "lopend", False
        deadline = add_months(a["einddatum"], 3)
        exits = [s["einde"] for s in self.spells
                 if s["person"] == self.person[a["clientnummer"]] and s["einde"] and s["reden"] == "werk_regulier"]
        if a["doel_behaald"] or any(a["einddatum"] <= e <= deadline for e in exits):
            return "succesvol", False
        voorlopig = deadline >= self.asof
        return ("vroegtijdig_beeindigd" if a["beeindiging"] == "vroegtijdig" else "niet_succesvol"), voorlopig

    def payment_activity(self, b: dict) -> dict | None:
        number = b["activiteitnummer"]
        if number is None and b["verplichtingnummer"]:
            number = self.commitment[b["verplichtingnummer"]]["activiteitnummer"]
        return self.activity[number] if number else None

    def open_at(self, v: dict, peildatum: date) -> Decimal:
        """What is open of a verplichting at P."""
        if v["datum"] > peildatum or v["status"] == "vervallen":
            return Decimal(0)
        payments = [b for b in self.t["betalingen"] if b["verplichtingnummer"] == v["verplichtingnummer"]]
        if v["status"] == "afgerekend" and (not payments or max(b["betaaldatum"] for b in payments) <= peildatum):
            return Decimal(0)
        return max(Decimal(0), v["bedrag"] - sum((b["bedrag"] for b in payments if b["betaaldatum"] <= peildatum), Decimal(0)))

    def effectmeting(self) -> list[tuple]:
        rows = []
        for code, van, tot in periods(self.first, self.asof, "JH"):
            for goal in [*EINDDOELEN, "totaal"]:
                goals = EINDDOELEN if goal == "totaal" else [goal]
                results = [self.result(a) for a in self.t["activiteiten"]
                           if a["einddatum"] and van <= a["einddatum"] <= tot and a["einddoel"] in goals]
                kinds = [r for r, _ in results]
                paid = sum((b["bedrag"] for b in self.t["betalingen"] if van <= b["betaaldatum"] <= tot
                            and self.payment_activity(b) and self.payment_activity(b)["einddoel"] in goals), Decimal(0))
                still = sum((self.open_at(v, tot) for v in self.t["verplichtingen"]
                             if self.activity[v["activiteitnummer"]]["einddoel"] in goals), Decimal(0))
                rows.append((code, goal, kinds.count("succesvol"), kinds.count("niet_succesvol"),
                             kinds.count("vroegtijdig_beeindigd"), len(kinds), sum(v for _, v in results), paid, still,
                             paid + still))
        return rows

    def due(self, a: dict) -> Decimal | None:
        contract = self.contract.get(a["contractnummer"])
        if contract is None or a["overeengekomen_prijs"] is None or a["einddatum"] is None:
            return None
        if contract["financiering"] == "vast" or self.result(a)[0] == "succesvol":
            return a["overeengekomen_prijs"]
        percentage = contract["percentage_niet_succesvol"]
        return cents(a["overeengekomen_prijs"] * (Decimal(70) if percentage is None else percentage) / 100)

    def paid_on(self, a: dict) -> Decimal:
        return sum((b["bedrag"] for b in self.t["betalingen"] if self.payment_activity(b) is a), Decimal(0))

    def nclp(self) -> list[tuple]:
        rows = []
        for a in self.t["activiteiten"]:
            if a["einddatum"] and a["contractnummer"]:
                due, paid = self.due(a), self.paid_on(a)
                rows.append((a["activiteitnummer"], a["aanbieder_code"], *self.result(a), a["overeengekomen_prijs"], due, paid,
                             None if due is None else paid - due))
        return rows

    def aanbieders(self) -> list[tuple]:
        rows = []
        for code, van, tot in periods(self.first, self.asof, "JHK"):
            for p in self.t["aanbieders"]:
                mine = [a for a in self.t["activiteiten"] if a["aanbieder_code"] == p["aanbieder_code"] and a["einddatum"]]
                ended = [a for a in mine if van <= a["einddatum"] <= tot]
                kinds = [self.result(a)[0] for a in ended]
                prices = [a["overeengekomen_prijs"] for a in ended if a["overeengekomen_prijs"] is not None]
                paid = Decimal(0)
                for b in self.t["betalingen"]:
                    a = self.payment_activity(b)
                    provider = a["aanbieder_code"] if a else b["aanbieder_code"]
                    if provider == p["aanbieder_code"] and van <= b["betaaldatum"] <= tot:
                        paid += b["bedrag"]
                bad = sorted((a["einddatum"], a["activiteitnummer"]) for a in mine if a["kwaliteit_oordeel"] == "onvoldoende")
                through = [b for b in bad if b[0] <= tot]
                blocked = bad[2][0] if len(bad) >= 3 and bad[2][0] <= tot else None
                if ended or paid or through:
                    rows.append((code, p["aanbieder_code"], len(ended), kinds.count("succesvol"), kinds.count("niet_succesvol"),
                                 kinds.count("vroegtijdig_beeindigd"), kinds.count("succesvol") / len(ended) if ended else None,
                                 paid, cents(sum(prices) / len(prices)) if prices else None, len(through), blocked))
        return rows

    def running(self, peildatum: date) -> int:
        return len({s["person"] for s in self.spells
                    if s["begin"] <= peildatum and (s["einde"] is None or s["einde"] > peildatum)})

    def bijstand_stromen(self) -> list[tuple]:
        rows = []
        for code, van, tot in periods(self.first, self.asof, "JKM"):
            exits = [s for s in self.spells if s["einde"] and van <= s["einde"] <= tot]
            dossiers = {u["dossiernummer"] for u in self.t["uitkeringen"] if u["regeling"] in BIJSTAND
                        and u["begindatum"] <= tot and (u["einddatum"] is None or u["einddatum"] > tot)}
            rows.append((code, self.running(van - timedelta(days=1)), sum(van <= s["begin"] <= tot for s in self.spells),
                         len(exits), sum(s["reden"] in WERK for s in exits), self.running(tot), len(dossiers),
                         sum(s["einde"] + timedelta(days=30) >= self.asof for s in exits)))
        return rows

    def spell_outcomes(self) -> list[tuple]:
        """(person, begin, einde, duurzaam, draaideur) of every spell; None while unknown."""
        rows = []
        for s in self.spells:
            later = [o["begin"] for o in self.spells if o["person"] == s["person"] and o["begin"] > s["begin"]]
            outcome = []
            for months in (6, 12):
                if s["einde"] is None:
                    outcome.append(None)
                elif any(b <= add_months(s["einde"], months) for b in later):
                    outcome.append(True)
                else:
                    outcome.append(False if add_months(s["einde"], months) < self.asof else None)
            again_6, again_12 = outcome
            rows.append((s["person"], s["begin"], s["einde"], None if again_6 is None else not again_6, again_12))
        return rows

    def internal_costs(self) -> list[tuple]:
        """(activiteitnummer, uren, kosten_intern): hours x rate, each line rounded."""
        rows = []
        for number in self.activity:
            lines = [u["uren"] for u in self.t["uren"] if u["activiteitnummer"] == number]
            rows.append((number, sum(lines, Decimal(0)), sum((cents(h * TARIEF) for h in lines), Decimal(0))))
        return rows


def attributes_at(history: list[dict], clientnummer: str, peildatum: date) -> dict:
    """The undated attributes of a client at P (measures 0): `history` holds the rows of every delivery, with geleverd_op."""
    mine = sorted((h for h in history if h["clientnummer"] == clientnummer), key=lambda h: h["geleverd_op"])
    before = [h for h in mine if h["geleverd_op"].date() <= peildatum]
    row = dict(before[-1] if before else mine[0])
    return row | {name: mine[-1][name] for name in ("geboortedatum", "geslacht", "client_key")}
