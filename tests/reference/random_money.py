"""Small random gemeenten for the marts about money: few invoices, amounts, posts and months, so that ties, doubles and near misses are
common."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.reference import random_data

Row = dict[str, Any]
PROFILES = ["smallingerland_2010", "midden_drenthe_2021", "noordoostpolder_2014", None]
POSTS = ["P1", "P2", "P10", "P9"]
DELEN = ["participatiebudget", "participatiebudget", "W-deel", "I-deel", "buig", "wsw"]
AMOUNTS = [Decimal("10.00"), Decimal("10.00"), Decimal("20.00"), Decimal("-10.00"), Decimal("10.01")]


@dataclass
class Case:
    """One random gemeente: the GWS `tables`, `ledger` and `budget` as raw holds them, until when we know, the first day of its figures,
    and a profile that is valid from `profile_from`."""

    tables: dict[str, list[Row]]
    history: list[Row]
    ledger: list[Row]
    budget: list[Row]
    asof: date
    first: date
    profile: str | None
    profile_from: date


def make(seed: int) -> Case:
    r = random.Random(seed)
    tables, history, asof = random_data.make(seed)
    _instruments(r, tables)
    _invoices(r, tables)
    begin = r.choice([date(2013, 1, 1), date(2013, 2, 10), date(2014, 1, 1)])
    profile = PROFILES[seed % 4]
    first = date(begin.year, 1, 1) if profile else date(2013, 1, 1)
    return Case(tables, history, _ledger(r, tables["betalingen"]), _budget(r), asof, first, profile, begin)


def _instruments(r: random.Random, tables: dict[str, list[Row]]) -> None:
    soorten = ["training", "werkpunt", "scholing"]
    tables["voorzieningen"] = [{"voorziening_code": f"V{n}", "omschrijving": soort, "soort": soort, "budgetpost": "P1"}
                               for n, soort in enumerate(soorten)]
    for row in tables["aanbieders"]:
        row["soort"] = r.choice(["extern", "intern"])
    for row in tables["activiteiten"]:
        row["voorziening_code"] = r.choice(tables["voorzieningen"])["voorziening_code"]
    for row in tables["verplichtingen"]:
        row["budgetpost"] = r.choice(POSTS)


def _invoices(r: random.Random, tables: dict[str, list[Row]]) -> None:
    for row in tables["betalingen"]:
        row |= {"budgetpost": r.choice(POSTS[:3]), "factuurnummer": r.choice([None, "F1", "F1", "F2", "f2", "F3"]),
                "soort": r.choice(["factuur", "premie", "creditnota", "overig"])}
        if r.random() < 0.7:
            row["bedrag"] = r.choice(AMOUNTS)
        if r.random() < 0.6:  # months in which several payments fall, and the edges of the years
            row["betaaldatum"] = r.choice([date(2013, 1, 1), date(2013, 12, 31), date(2014, 1, 1), date(2014, 3, 31), date(2014, 12, 31)])


def _ledger(r: random.Random, payments: list[Row]) -> list[Row]:
    """Lines of the payments, as they are or with something else, doubled or left out, and lines of their own."""
    lines = []
    for b in payments:
        for _ in range(r.choice([0, 1, 1, 1, 2])):
            lines.append({"factuurnummer": b["factuurnummer"], "bedrag": b["bedrag"], "budgetpost": b["budgetpost"],
                          "boekjaar": b["betaaldatum"].year, "periode": b["betaaldatum"].month} | r.choice([
                              {}, {}, {}, {"periode": r.randint(1, 13)}, {"budgetpost": r.choice(POSTS)}, {"bedrag": r.choice(AMOUNTS)},
                              {"boekjaar": b["betaaldatum"].year + r.choice([-1, 1])}, {"factuurnummer": r.choice(["F1", "F2"])}]))
    lines += [{"factuurnummer": r.choice([None, "F1", "F4"]), "bedrag": r.choice(AMOUNTS), "budgetpost": r.choice(POSTS),
               "boekjaar": r.choice([2012, 2013, 2014, 2015, 2016]), "periode": r.randint(1, 13)} for _ in range(r.randint(0, 8))]
    r.shuffle(lines)
    for number, line in enumerate(lines):
        # text and number order differ: "S10" < "S9", line 10 after 9; a boekstuk goes on in the file of the next month
        month = f"{line['boekjaar']}-{r.choice([1, min(line['periode'], 12), 12]):02d}"
        sign = r.choice([1, 1, -1])
        line |= {"_venster": month, "boekstuk": f"S{8 + number // 5}", "regel": 8 + number % 5, "boekdatum": date(2014, 1, 1),
                 "grootboekrekening": "4000", "taakveld": "6.4", "bedrag": sign * line["bedrag"], "dc": "D" if sign > 0 else "C"}
    if lines and r.random() < 0.5:
        again = dict(r.choice(lines))
        lines.append(again | {"_venster": f"{int(again['_venster'][:4]) + 1}{again['_venster'][4:]}", "bedrag": r.choice(AMOUNTS)})
    return lines


def _budget(r: random.Random) -> list[Row]:
    """Budgets of some years, versies adopted on, before or after the ends of quarters and out of order, lines of every kind missing."""
    lines: dict[tuple, Row] = {}
    for year in [y for y in (2008, 2009, 2012, 2013, 2014, 2015) if r.random() < 0.75]:
        for deel in r.sample(DELEN, r.randint(1, 4)):
            kinds = ["toegekend", "meegenomen", "ontvangsten", "uitgaven", "totaal_posten", "totaal_toegekend", "saldo"]
            keys = [(kind, None) for kind in kinds if r.random() < 0.5] + [("toegekend", "P1")] * (r.random() < 0.3)
            keys += [("post", post) for post in [None, *POSTS] if r.random() < 0.4]
            for kind, post in keys:
                for versie in r.sample([0, 1, 2, 9, 10], r.choice([1, 1, 2, 3])):
                    end = r.choice([date(year, 3, 31), date(year, 6, 30), date(year, 12, 31)])
                    day = r.choice([date(year - 1, 11, 1), end, end + timedelta(days=1), end - timedelta(days=1)])
                    window = year + (r.random() < 0.05)
                    lines[window, year, deel, kind, post, versie] = {
                        "_venster": str(window), "boekjaar": year, "deel": deel, "soort_regel": kind, "budgetpost": post,
                        "domein": r.choice([None, "reintegratie", "educatie"]), "versie": versie, "vastgesteld_op": day,
                        "bedrag": r.choice([Decimal(0), Decimal("0.01"), Decimal(r.randint(-20_000, 200_000)) / 100])}
    return list(lines.values())
