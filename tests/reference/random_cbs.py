"""Random figures of CBS as raw holds them, for the benchmark and the indicators that need CBS, and random benchmark groups.

Volumes around 100 and shares in whole percents, so that differences of exactly the margin of 1 percentage point, and a zero noemer,
come up all the time. Figures are missing as a row, as a secret one, or for a whole gemeente.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

Row = dict[str, Any]
YEARS = range(2006, 2024)
REGIONS = ("AM02", "AM03", "AM11", "AM14")
ELSEWHERE = [f"GM{number:04d}" for number in range(901, 906)]  # peers that deliver nothing themselves


def make(seed: int, codes: list[str]) -> tuple[list[Row], list[Row]]:
    """Rows of raw.cbs_waarnemingen and of seed benchmark_groups; some of `codes` compare themselves, also with each other."""
    r = random.Random(seed)
    own = r.sample(codes, min(len(codes), 24))
    observations = _flows(r, [*own, *ELSEWHERE[1:]]) + _unemployment(r) + _prevention(r, own)
    return observations, [row for code in own for row in _groups(r, code, [*own, *ELSEWHERE])]


def _groups(r: random.Random, code: str, candidates: list[str]) -> list[Row]:
    rows = []
    for number in range(r.randint(1, 2)):
        for peer in r.sample([c for c in candidates if c != code], r.choice([1, 1, 2, 3, 4])):
            year = r.choice([2008, 2010, 2014, 2021])
            begin, end = r.choice([(None, None)] * 3 + [(date(year, 12, 31), None), (None, date(year, 12, 30)), (None, date(year, 12, 31))])
            rows.append({"groep": f"{code}_{number}", "eigen_gemeentecode": code, "gemeentecode": peer, "naam": f"Gemeente {peer}",
                         "geldig_van": begin, "geldig_tot": end, "clausule": "proef"})
    return rows


def _flows(r: random.Random, regions: list[str]) -> list[Row]:
    rows = []
    for region in regions:
        for year in YEARS:
            figures = {"bijstandsontvangers": r.choice([0, 99, 100, 100, 100, 100, 100, 101]),
                       "instroom": r.choice([0, 33, 34, 34, 34, 35]), "uitstroom": r.choice([0, 20, 26, 27, 28])}
            status = "Definitief" if year < 2012 else r.choice(["Definitief", "Voorlopig", "NaderVoorlopig"])
            for quantity, number in figures.items():
                if r.random() < 0.04:
                    continue
                thousands = r.random() < 0.3
                rows.append(_row(r, "bijstand_stromen_gemeente", quantity, region, f"{year}JJ00", number / 1000 if thousands else number,
                                 "x 1000" if thousands else "aantal", status))
        rows.append(_row(r, "bijstand_stromen_gemeente", "instroom", region, "2010KW01", 7, "aantal", "Definitief"))
    return rows


def _unemployment(r: random.Random) -> list[Row]:
    """Months with gaps; of some quarters also the quarter itself; of every year the year. Of the one feed more than of the other, so that
    quarters occur of either, of both and of none; the country in one only."""
    rows = []
    for feed, regions, often in (("werkloosheid_regio", REGIONS, 0.5), ("werkloosheid", ("NL01", *REGIONS), 0.3)):
        for region in regions:
            for year in YEARS:
                codes = [f"{year}MM{month:02d}" for month in range(1, 13) if r.random() < often]
                codes += [f"{year}KW{quarter:02d}" for quarter in (1, 2, 3, 4) if r.random() < 0.3] + [f"{year}JJ00"]
                for code in codes:
                    rows.append(_row(r, feed, "werkloosheidspercentage", region, code, r.choice([0.0, 2.9, 3.3, 4.1, 7.0]), "%",
                                     "Definitief"))
    return rows


def _prevention(r: random.Random, codes: list[str]) -> list[Row]:
    """National and per gemeente; the years of smallingerland_2010, some without."""
    rates = [0.0, 25.0, 33.3, 50.0, 50.0, 66.7]
    return [_row(r, "preventiequote", "preventiequote", region, f"{year}JJ00", r.choice(rates), "%", "Definitief")
            for region in ["NL01", *codes] for year in range(2009, 2014) if r.random() < 0.9]


def _row(r: random.Random, feed: str, quantity: str, region: str, period: str, value: float, unit: str, status: str) -> Row:
    secret = r.random() < 0.04
    return {"feed": feed, "tabel": feed, "maat": quantity, "maat_titel": quantity, "grootheid": quantity, "regio_code": region,
            "periode_code": period, "overige_dimensies": "{}", "waarde": None if secret else value, "eenheid": unit,
            "attribuut": r.choice(["Confidential", "Impossible"]) if secret else None, "status": status,
            "_delivery": f"cbs_{feed}_20240101T0200", "geleverd_op": "2024-01-01 02:00:00"}
