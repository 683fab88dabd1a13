"""Small random gemeenten full of edges: month ends, gaps of 30 and 31 days, exits on the last day of a window, ties.

All days come from one small pool in which such coincidences are common, so that a rule that is one day off is seen.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.reference.rules import EINDDOELEN, add_months

REGELINGEN = ["WWB"] * 6 + ["PW", "IOAZ", "ANW", "BBZ"]
REDENEN = [None, "werk_regulier", "werk_regulier", "werk_gesubsidieerd", "werk_zelfstandig", "onderwijs", "verhuizing"]


def _pool() -> list[date]:
    days = set()
    for number in range(30):
        first = add_months(date(2013, 1, 1), number)
        last = add_months(first, 1) - timedelta(days=1)
        for day in (first, last, last - timedelta(days=1)):
            days |= {day, day + timedelta(days=30), day + timedelta(days=31), add_months(day, 3), add_months(day, 6)}
            days |= {add_months(day, 3) + timedelta(days=1), add_months(day, 12)}
    return sorted(d for d in days if d < date(2015, 9, 1))


POOL = _pool()


def make(seed: int) -> tuple[dict[str, list[dict]], list[dict], date]:
    """(tables, clienten_historie, asof) of one gemeente."""
    r = random.Random(seed)
    asof = r.choice([d for d in POOL if date(2014, 3, 1) <= d <= date(2015, 4, 30)])
    numbers = [f"C{n}" for n in range(1, r.randint(3, 9))]

    def day(low: date = POOL[0], high: date = POOL[-1]) -> date:
        return r.choice([d for d in POOL if low <= d <= high] or [low])

    def span(open_share: float = 0.25) -> tuple[date, date | None]:
        begin = day(high=date(2015, 3, 1))
        end = r.choice([begin, add_months(begin, 3), day(begin, add_months(begin, 14))])
        return begin, None if r.random() < open_share else end

    def money(low: int, high: int) -> Decimal:
        return Decimal(r.randint(low, high)) / 100

    def numbered(prefix: str, count: int) -> list[str]:
        # 9 and 10 sort as text: "10" < "9"
        return [f"{prefix}{n}" for n in range(7, 7 + count)]

    t: dict[str, list[dict]] = {}
    history = _history(r, numbers, asof)
    t["clienten"] = [{k: v for k, v in row.items() if k != "geleverd_op"} for row in history if row["geleverd_op"].date() == asof]
    t["uitkeringen"] = []
    for number in numbered("U", r.randint(5, 25)):
        begin, end = span()
        if t["uitkeringen"] and r.random() < 0.5:
            previous = r.choice(t["uitkeringen"])
            if previous["einddatum"]:
                begin = previous["einddatum"] + timedelta(days=r.choice([0, 1, 30, 31, 32]))
                end = None if r.random() < 0.3 else begin + timedelta(days=r.choice([0, 1, 30, 45, 90]))
            owner = previous["clientnummer"]
        else:
            owner = r.choice(numbers)
        t["uitkeringen"].append({
            "uitkeringnummer": number, "dossiernummer": f"D{r.randint(1, 6)}", "clientnummer": owner,
            "rol": r.choice(["hoofd", "partner"]), "regeling": r.choice(REGELINGEN), "begindatum": begin, "einddatum": end,
            "reden_beeindiging": r.choice(REDENEN)})
    t["trajecten"] = [{"trajectnummer": n, "clientnummer": r.choice(numbers), "trajectdoel": r.choice(["werk", "zorg"]),
                       "begindatum": POOL[0], "einddatum": None} for n in numbered("T", 3)]
    t["voorzieningen"] = [{"voorziening_code": "V1", "omschrijving": "a", "soort": "training", "budgetpost": "P1"}]
    t["aanbieders"] = [{"aanbieder_code": n, "naam": n, "soort": "extern"} for n in numbered("A", 3)]
    t["contracten"] = [
        {"contractnummer": n, "aanbieder_code": r.choice(t["aanbieders"])["aanbieder_code"], "begindatum": POOL[0],
         "einddatum": None, "financiering": r.choice(["nclp", "nclp", "vast"]),
         "percentage_niet_succesvol": r.choice([None, Decimal("70.00"), Decimal("33.33")])} for n in numbered("K", 3)]
    exits = [u["einddatum"] for u in t["uitkeringen"] if u["einddatum"]]
    t["activiteiten"] = []
    for number in numbered("X", r.randint(4, 25)):
        begin, end = span(0.15)
        if exits and r.random() < 0.6:
            end = r.choice([r.choice(exits), add_months(r.choice(exits), -3), r.choice(exits) + timedelta(days=1)])
            begin = min(begin, end)
        t["activiteiten"].append({
            "activiteitnummer": number, "trajectnummer": r.choice(t["trajecten"])["trajectnummer"],
            "clientnummer": r.choice(numbers), "voorziening_code": "V1", "einddoel": r.choice(EINDDOELEN[:4]),
            "aanbieder_code": r.choice(t["aanbieders"])["aanbieder_code"],
            "contractnummer": r.choice([None, *(c["contractnummer"] for c in t["contracten"])]), "begindatum": begin,
            "einddatum": end, "beeindiging": r.choice([None, "afgerond", "vroegtijdig"]),
            "doel_behaald": r.choice([None, True, False, False]), "kwaliteit_oordeel": r.choice([None, "voldoende", "onvoldoende"]),
            "overeengekomen_prijs": r.choice([None, money(1, 999), money(1, 500_000)])})
    t["verplichtingen"] = [
        {"verplichtingnummer": n, "activiteitnummer": r.choice(t["activiteiten"])["activiteitnummer"], "datum": day(),
         "bedrag": money(0, 300_000), "budgetpost": "P1", "status": r.choice(["open", "afgerekend", "vervallen"])}
        for n in numbered("W", r.randint(3, 20))]
    t["betalingen"] = [
        {"betalingnummer": n, "verplichtingnummer": r.choice([None, *(v["verplichtingnummer"] for v in t["verplichtingen"])]),
         "activiteitnummer": r.choice([None, None, *(a["activiteitnummer"] for a in t["activiteiten"])]),
         "clientnummer": r.choice([None, *numbers]), "aanbieder_code": r.choice([None, *(a["aanbieder_code"] for a in t["aanbieders"])]),
         "betaaldatum": day(), "bedrag": money(-50_000, 200_000), "budgetpost": "P1", "soort": r.choice(["factuur", "creditnota"])}
        for n in numbered("B", r.randint(5, 40))]
    t["uren"] = [{"urennummer": n, "activiteitnummer": r.choice(t["activiteiten"])["activiteitnummer"], "datum": day(),
                  "uren": money(1, 2_000)} for n in numbered("H", r.randint(0, 15))]
    return t, history, asof


def _history(r: random.Random, numbers: list[str], asof: date) -> list[dict]:
    """Deliveries of clienten: attributes that change and change back, clients that are absent for a while or gone at the end,
    two deliveries on a day. The last delivery is of asof and has every client that the other files name."""
    stamps = {datetime(2014, 1, 1, 3) + timedelta(days=r.randint(0, 20), hours=r.choice([0, 9])) for _ in range(r.randint(1, 6))}
    stamps = [*sorted(s for s in stamps if s.date() < asof), datetime.combine(asof, datetime.min.time()) + timedelta(hours=2)]
    gone = [f"G{n}" for n in range(1, r.randint(1, 4))]
    keys = {n: f"key-{n}" for n in [*numbers, *gone]}
    if gone and r.random() < 0.6:
        keys[gone[0]] = keys[r.choice(numbers)]  # the person came back under another clientnummer
    rows = []
    for stamp in stamps:
        last = stamp.date() == asof
        carried = set()
        for number in numbers if last else r.sample([*numbers, *gone], len(numbers) + len(gone)):
            if (not last and r.random() < 0.25) or keys[number] in carried:
                continue
            carried.add(keys[number])
            rows.append({
                "clientnummer": number, "client_key": keys[number], "geboortedatum": date(1980, 1, r.randint(1, 3)),
                "geslacht": r.choice("MV"), "leefvorm": r.choice([None, "alleenstaand"]), "statushouder": r.random() < 0.3,
                "arbeidsbeperking": "geen", "voortijdig_schoolverlater": False, "taalachterstand": False,
                "ex_ondernemer": False, "wiw": False, "geleverd_op": stamp})
    return rows
