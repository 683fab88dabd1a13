"""measures.md 4 (kosten_per_soort), 5 (aandeel_reintegratie), 7 (middelen) and 8 in plain Python, sentence by sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.reference.random_money import Case, Row
from tests.reference.rules import TARIEF, Gemeente, cents, periods

ZERO = Decimal("0.00")
KINDS = ["werkpunt", "premie", "extern", "overig", "interne_training", "begeleiding", "niet_toegerekend"]


def total(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _near(row: Row, others: list[Row]) -> str | None:
    """The first invoice number among `others` that a person would take for that of `row`, though it is another."""
    numbers = [other["factuurnummer"] for other in others if other["factuurnummer"] and row["factuurnummer"]]
    same = [n for n in numbers if n != row["factuurnummer"] and n.replace(" ", "").lower() == row["factuurnummer"].replace(" ", "").lower()]
    return min(same, default=None)


class Money(Gemeente):
    """A gemeente with its ledger and budget."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.tables, case.asof, case.first)
        self.case = case
        self.soort = {v["voorziening_code"]: v["soort"] for v in self.t["voorzieningen"]}
        self.extern = {a["aanbieder_code"]: a["soort"] == "extern" for a in self.t["aanbieders"]}
        # sources 4: amount = bedrag x (+1 D, -1 C)
        self.lines = [row | {"bedrag": row["bedrag"] if row["dc"] == "D" else -row["bedrag"]} for row in case.ledger]

    def paid(self, van: date, tot: date) -> list[Row]:
        return [b for b in self.t["betalingen"] if van <= b["betaaldatum"] <= tot]

    def booked(self, van: date, tot: date) -> list[Row]:
        """Ledger lines whose periode lies in the period; 13 counts in K4 and the year."""
        months = [*range(van.month, tot.month + 1)] + [13] * (tot.month == 12)
        return [row for row in self.lines if row["boekjaar"] == tot.year and row["periode"] in months]

    def kind(self, b: Row) -> str:
        """The first that applies: werkpunt, premie, extern (of the activiteit, else aanbieder_code), overig."""
        activity = self.payment_activity(b)
        if activity and self.soort[activity["voorziening_code"]] == "werkpunt":
            return "werkpunt"
        if b["soort"] == "premie":
            return "premie"
        return "extern" if self.extern.get(activity["aanbieder_code"] if activity else b["aanbieder_code"]) else "overig"

    def kosten_per_soort(self) -> list[tuple]:
        rows = []
        hour_kinds = {"werkpunt": "werkpunt", "training": "interne_training"}
        for code, van, tot in periods(self.first, self.asof, "JK"):
            amounts = dict.fromkeys(KINDS, ZERO)
            for b in self.paid(van, tot):
                amounts[self.kind(b)] += b["bedrag"]
            for u in self.t["uren"]:
                if van <= u["datum"] <= tot:
                    soort = self.soort[self.activity[u["activiteitnummer"]]["voorziening_code"]]
                    amounts[hour_kinds.get(soort, "begeleiding")] += cents(u["uren"] * TARIEF)
            amounts["niet_toegerekend"] = (total([row["bedrag"] for row in self.booked(van, tot)])
                                           - total([b["bedrag"] for b in self.paid(van, tot)]))
            rows += [(code, kind, amount) for kind, amount in amounts.items()]
        return rows

    def budget(self, year: int, until: date) -> list[Row]:
        """Of the lines of a year with vastgesteld_op <= `until` the highest versie per deel, soort_regel and budgetpost."""
        holding: dict[tuple, Row] = {}
        for row in self.case.budget:
            key = (row["deel"], row["soort_regel"], row["budgetpost"])
            if row["boekjaar"] == year and row["vastgesteld_op"] <= until:
                known = holding.get(key)
                if known is None or (row["versie"], row["_venster"]) > (known["versie"], known["_venster"]):
                    holding[key] = row
        return list(holding.values())

    def uitputting(self) -> list[tuple]:
        rows = []
        for code, _, tot in periods(self.first, self.asof, "K"):
            begin = date(tot.year, 1, 1)
            posts = [row for row in self.budget(tot.year, tot) if row["soort_regel"] == "post"]
            ledger, paid = self.booked(begin, tot), self.paid(begin, tot)
            still = [(v["budgetpost"], self.open_at(v, tot)) for v in self.t["verplichtingen"]]
            still = [(post, amount) for post, amount in still if amount > 0]
            for post in {row["budgetpost"] for row in [*posts, *ledger, *paid]} | {post for post, _ in still}:
                mine = [row for row in posts if row["budgetpost"] == post]
                planned = total([row["bedrag"] for row in mine])
                spent = total([row["bedrag"] for row in ledger if row["budgetpost"] == post])
                open_ = total([amount for name, amount in still if name == post])
                rows.append((code, post, min((row["deel"] for row in mine), default=None), planned, spent,
                             total([b["bedrag"] for b in paid if b["budgetpost"] == post]), open_, planned - spent - open_,
                             float(spent + open_) / float(planned) if planned else None))
        return rows

    def indicators(self) -> list[tuple]:
        """(periode, indicator, teller, noemer, waarde) of the profile of the case, for periods whose P lies in its validity."""
        rows = []
        kinds = {"smallingerland_2010": "J", "midden_drenthe_2021": "K"}.get(self.case.profile or "", "")
        for code, _, tot in periods(self.first, self.asof, kinds):
            if tot < self.case.profile_from:
                continue
            if kinds == "K":
                quarter = [row for row in self.uitputting() if row[0] == code]
                for name, place in (("middelen_begroot", 3), ("middelen_besteed", 4)):
                    amount = total([row[place] for row in quarter])
                    rows.append((code, name, float(amount), None, float(amount)))
            else:
                posts = [row for row in self.budget(tot.year, tot) if (row["soort_regel"], row["deel"]) == ("post", "participatiebudget")]
                part = float(total([row["bedrag"] for row in posts if row["domein"] == "reintegratie"]))
                whole = float(total([row["bedrag"] for row in posts]))
                rows.append((code, "aandeel_reintegratie", part, whole, part / whole if whole else None))
        return rows

    def verloop(self) -> list[tuple]:
        """Every jaar in the begroting files at K, deel: everything at K, so also what is adopted after P."""
        rows, saldi = [], {}
        for year, deel in sorted({(row["boekjaar"], row["deel"]) for row in self.case.budget}):
            lines = [row for row in self.budget(year, date.max) if row["deel"] == deel]

            def stated(kind: str, lines: list[Row] = lines) -> Decimal | None:
                found = [row["bedrag"] for row in lines if row["soort_regel"] == kind]
                return total(found) if found else None

            granted, carried, received = (stated(kind) or ZERO for kind in ("toegekend", "meegenomen", "ontvangsten"))
            posts, spent = stated("post"), stated("uitgaven")
            spent = (posts or ZERO) if spent is None else spent
            saldi[year, deel] = saldo = granted + carried + received - spent
            whole = granted if deel in ("I-deel", "buig") else granted + carried
            before = saldi.get((year - 1, deel))
            own, sum_, grant = stated("saldo"), stated("totaal_posten"), stated("totaal_toegekend")
            rows.append((year, deel, granted, carried, received, spent, saldo, float(saldo) / float(whole) if whole else None,
                         own, None if own is None else own - saldo, posts, sum_, None if sum_ is None or posts is None else sum_ - posts,
                         grant, None if grant is None else grant - granted,
                         None if stated("meegenomen") is None or before is None else carried - before))
        return rows

    def aansluiting(self) -> list[tuple]:
        """One to one, greedy: every payment in order takes the first line in order that fits, pass after pass."""
        rows = []
        for year in range(self.first.year, self.asof.year + 1):
            paid = sorted((b for b in self.t["betalingen"] if b["betaaldatum"].year == year), key=lambda b: b["betalingnummer"])
            booked = sorted((row for row in self.lines if row["boekjaar"] == year),
                            key=lambda row: (row["boekstuk"], row["regel"], row["_venster"]))
            matched = []
            for status, fits in (
                ("aangesloten", lambda b, row: b["bedrag"] == row["bedrag"] and b["budgetpost"] == row["budgetpost"]
                 and b["betaaldatum"].month == row["periode"]),
                ("periodeverschil", lambda b, row: b["bedrag"] == row["bedrag"] and b["budgetpost"] == row["budgetpost"]
                 and b["betaaldatum"].month != row["periode"]),
                ("postverschil", lambda b, row: b["bedrag"] == row["bedrag"] and b["budgetpost"] != row["budgetpost"]),
                ("dubbel", None),
                ("bedragverschil", lambda b, row: b["bedrag"] != row["bedrag"] and b["budgetpost"] == row["budgetpost"]),
            ):
                if fits is None:
                    for side in (paid, booked):
                        for row in [row for row in side if (row["factuurnummer"], row["bedrag"]) in matched]:
                            rows.append(self._found(year, status, *((row, None) if side is paid else (None, row))))
                            side.remove(row)
                    continue
                for b in list(paid):
                    first = next((row for row in booked if b["factuurnummer"] and b["factuurnummer"] == row["factuurnummer"]
                                  and fits(b, row)), None)
                    if first is None:
                        continue
                    paid.remove(b)
                    booked.remove(first)
                    matched.append((b["factuurnummer"], b["bedrag"]))
                    pair = [(b, None), (None, first)] if status == "postverschil" else [(b, first)]
                    rows += [self._found(year, status, *sides) for sides in pair]
            rows += [self._found(year, "alleen_gws", b, None, _near(b, booked)) for b in paid]
            rows += [self._found(year, "alleen_grootboek", None, row, _near(row, paid)) for row in booked]
        return rows

    @staticmethod
    def _found(year: int, status: str, b: Row | None, row: Row | None, near: str | None = None) -> tuple:
        gws, ledger = b["bedrag"] if b else ZERO, row["bedrag"] if row else ZERO
        side = b or row or {}
        return (year, b and b["betalingnummer"], row and row["boekstuk"], row and row["regel"], row and row["_venster"],
                b["betaaldatum"].month if b else side["periode"], side["budgetpost"], status, side["factuurnummer"],
                gws, ledger, gws - ledger, near)

    def aansluiting_totaal(self) -> list[tuple]:
        statuses = ["aangesloten", "periodeverschil", "postverschil", "dubbel", "bedragverschil", "alleen_gws", "alleen_grootboek"]
        rows, found = [], self.aansluiting()
        for year, post in sorted({(row[0], row[6]) for row in found}):
            gws = total([b["bedrag"] for b in self.t["betalingen"] if (b["betaaldatum"].year, b["budgetpost"]) == (year, post)])
            ledger = total([row["bedrag"] for row in self.lines if (row["boekjaar"], row["budgetpost"]) == (year, post)])
            rows.append((year, post, gws, ledger, gws - ledger,
                         *(total([row[11] for row in found if (row[0], row[6], row[7]) == (year, post, status)]) for status in statuses)))
        return rows

    def reservering(self, findings: list[Row]) -> list[tuple]:
        """Besluit participatiebudget art. 12, given the `findings` of measures 9 of this gemeente."""
        def sleutels(*norms: str) -> set[str]:
            return {f["sleutel"] for f in findings if f["norm"] in norms}

        on = {b["betalingnummer"]: (self.payment_activity(b) or {}).get("activiteitnummer") for b in self.t["betalingen"]}
        counted = {b["betalingnummer"] for b in self.t["betalingen"]
                   if on[b["betalingnummer"]] in sleutels("N01", "N03") or b["betalingnummer"] in sleutels("N22")}
        amounts = [(b["betaaldatum"].year, b["bedrag"]) for b in self.t["betalingen"] if b["betalingnummer"] in counted]
        for norm in ("N02", "N24"):
            taken = set(counted)
            for f in (f for f in findings if f["norm"] == norm):
                mine = {b["betalingnummer"] for b in self.t["betalingen"]
                        if (on[b["betalingnummer"]] if norm == "N02" else b["verplichtingnummer"]) == f["sleutel"]}
                if not mine & counted:
                    amounts.append((f["datum"].year, f["bedrag"]))
                    taken |= mine
            counted = taken
        rows = []
        for year, deel, granted, _, _, _, saldo, *_ in self.verloop():
            if deel == "participatiebudget" and 2009 <= year <= 2014:
                room, surplus, deficit = cents(granted * Decimal("0.25")), max(saldo, ZERO), max(-saldo, ZERO)
                unlawful = total([amount for when, amount in amounts if when == year])
                keep, later = min(surplus, room), min(deficit, room)
                rows.append((year, granted, saldo, room, keep, unlawful, surplus - keep + unlawful, later, deficit - later))
        return rows
