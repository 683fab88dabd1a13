"""Budgets that the policy documents print: Soest 2008-2010 (S4 tabel 2.1 and 2.2) and Smallingerland 2020-2023 (S2 8.1).

Every amount is printed in the document but the codes of the budgetposten. What the document states wrongly is delivered as stated.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from zow.sample.write_files import write_file

SOEST, SMALLINGERLAND = "GM0342", "GM0090"
# S4: (deel, soort_regel) -> 2008, 2009, 2010
TABEL_2 = {
    ("I-deel", "toegekend"): (5_830_896, 6_215_324, 6_251_772), ("I-deel", "ontvangsten"): (493_260, 324_650, 200_922),
    ("I-deel", "uitgaven"): (5_918_853, 6_643_170, 7_355_518), ("I-deel", "saldo"): (405_303, -103_196, -902_824),
    ("W-deel", "toegekend"): (1_499_052, 1_576_809, 1_643_558), ("W-deel", "meegenomen"): (446_326, 565_561, 138_027),
    ("W-deel", "ontvangsten"): (0, 0, 0), ("W-deel", "uitgaven"): (1_379_817, 1_968_369, 1_622_919),
    ("W-deel", "saldo"): (565_561, 138_027, 178_154),
}
# S2 8.1: (soort_regel, budgetpost) -> 2020, 2021, 2022, 2023
TABEL_8 = {
    ("toegekend", "participatiewet"): (2_409_000, 2_452_000, 2_496_000, 2_541_000),
    ("toegekend", "wsw"): (11_812_000, 11_753_000, 11_695_000, 11_631_000),
    ("totaal_toegekend", None): (14_221_000, 14_205_000, 14_191_000, 14_172_000),
    ("post", "wsw"): (11_812_000, 11_753_000, 11_695_000, 11_631_000),
    ("post", "team_werk"): (185_000,) * 4, ("post", "analyse"): (140_000,) * 4, ("post", "scholing"): (350_000,) * 4,
    ("post", "trajecten"): (725_000,) * 4, ("post", "premies"): (250_000, 270_000, 290_000, 310_000),
    ("post", "participatie"): (418_000,) * 4, ("post", "banen"): (294_000, 427_000, 560_000, 693_000),
    ("post", "jobcoaching"): (200_000, 204_000, 208_000, 212_000),
    ("totaal_posten", None): (14_184_000, 14_292_000, 14_401_000, 14_504_000),
}
# (deel, jaar) -> saldo of the lines, stated minus computed, meegenomen minus the computed saldo of the year before
SOEST_VERLOOP = {
    ("I-deel", 2008): (405_303, 0, None), ("I-deel", 2009): (-103_196, 0, None), ("I-deel", 2010): (-902_824, 0, None),
    ("W-deel", 2008): (565_561, 0, None), ("W-deel", 2009): (174_001, -35_974, 0), ("W-deel", 2010): (158_666, 19_488, -35_974),
}
SOEST_PERCENTAGES = {("I-deel", 2008): 7, ("I-deel", 2009): -2, ("I-deel", 2010): -14, ("W-deel", 2008): 29}
# jaar -> stated total of the posts minus their sum
SMALLINGERLAND_VERSCHIL = {2020: -190_000, 2021: -180_000, 2022: -170_000, 2023: -160_000}


def deliver(landing: Path) -> int:
    """The begrotingen of both gemeenten, a file per year; returns how many."""
    files: dict[tuple[str, int], list[dict]] = {}
    for (deel, soort), amounts in TABEL_2.items():
        for year, amount in zip((2008, 2009, 2010), amounts, strict=True):
            files.setdefault((SOEST, year), []).append({"deel": deel, "soort_regel": soort, "bedrag": amount})
    for (soort, post), amounts in TABEL_8.items():
        for year, amount in zip((2020, 2021, 2022, 2023), amounts, strict=True):
            files.setdefault((SMALLINGERLAND, year), []).append(
                {"deel": "participatiebudget", "soort_regel": soort, "budgetpost": post, "bedrag": amount})
    for (code, year), lines in files.items():
        frame = pd.DataFrame([{"boekjaar": year, "versie": 0, "vastgesteld_op": date(year - 1, 11, 1), **line,
                               "bedrag": Decimal(line["bedrag"])} for line in lines])
        write_file(landing, "finance", "begroting", code, str(year), f"{year - 1}1115T0300", frame)
    return len(files)
