"""A delivery from which the population of Smallingerland on 1 July 2019 (S2 2.1) must come out.

S2 prints percentages; SHARES holds them and COUNTS the numbers of persons behind them, chosen so that they add up to the 2,157
that S2 prints. Nobody comes or goes until 2020-12-31, so that the indicators of the profile, which starts in 2020, can be read
on the same people. The people are invented.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from zow.sample.people import bsns
from zow.sample.write import write_gws

GEMEENTECODE, STAMP = "GM0090", "20210120T0230"
PEILDATUM, PERIODE = date(2019, 6, 30), "2019K2"  # the close of the day before "1 juli 2019"
PERSONEN, UITKERINGEN = 2157, 1867

# uitsplitsing -> percentage printed in S2 2.1 (onbekend: what is left of the opleidingen)
SHARES = {"leeftijd:<27": 8, "leeftijd:27-44": 36, "leeftijd:45-54": 25, "leeftijd:>=55": 31,
          "opleiding:laag": 65, "opleiding:midden": 26, "opleiding:hoog": 4, "opleiding:onbekend": 5,
          "duur:<1": 18, "duur:1-2": 13, "duur:2-5": 28, "duur:>=5": 41, "doelgroep:ontheffing": 35}
COUNTS = {"leeftijd:<27": 173, "leeftijd:27-44": 776, "leeftijd:45-54": 539, "leeftijd:>=55": 669,
          "opleiding:laag": 1402, "opleiding:midden": 561, "opleiding:hoog": 86, "opleiding:onbekend": 108,
          "duur:<1": 388, "duur:1-2": 280, "duur:2-5": 604, "duur:>=5": 885, "doelgroep:ontheffing": 755}
BAB_IN_BIJSTAND, BAB = 345, 584  # printed: with an indicatie banenafspraak, 16 percent of the bestand


def _born() -> list[date]:
    """Birthdays: those of each class, with both sides of each edge at PEILDATUM."""
    edges = {"leeftijd:<27": (date(1992, 7, 1), date(2000, 1, 1)),  # 27 tomorrow: still 26
             "leeftijd:27-44": (date(1974, 7, 1), date(1992, 6, 30)),  # 45 tomorrow; 27 today
             "leeftijd:45-54": (date(1964, 7, 1), date(1974, 6, 30)),  # 55 tomorrow; 45 today
             "leeftijd:>=55": (date(1955, 1, 1), date(1964, 6, 30))}  # 55 today
    found: list[date] = []
    for name, (oldest, youngest) in edges.items():
        found += _spread(oldest, youngest, COUNTS[name])
    return found


def _begun() -> list[date]:
    """Begin of the spells. Duration is days / 365.25: of a spell begun 365 days ago it is less than 1, of one begun 366 days ago
    more; 730/731 and 1826/1827 days are the edges of 2 and 5 years."""
    edges = {"duur:<1": (365, 0), "duur:1-2": (730, 366), "duur:2-5": (1826, 731), "duur:>=5": (9000, 1827)}
    found: list[date] = []
    for name, (longest, shortest) in edges.items():
        found += _spread(PEILDATUM - timedelta(days=longest), PEILDATUM - timedelta(days=shortest), COUNTS[name])
    return found


def _spread(first: date, last: date, count: int) -> list[date]:
    """`count` days from `first` through `last`, both among them."""
    span = (last - first).days
    return [first + timedelta(days=i * span // (count - 1)) for i in range(count)]


def _schooled() -> list[tuple[str | None, bool | None]]:
    """(opleiding, startkwalificatie) that make each class (measures 2), by every way into it."""
    ways = {"opleiding:laag": [("geen", None), ("basis", None), ("vmbo_mbo1", None), ("hbo_wo", False), (None, False), ("basis", False)],
            "opleiding:midden": [("havo_vwo_mbo2", None), ("mbo34", True), (None, True), ("basis", True), ("onbekend", True)],
            "opleiding:hoog": [("hbo_wo", True), ("hbo_wo", None)],
            "opleiding:onbekend": [("onbekend", None), (None, None)]}
    return [choices[i % len(choices)] for name, choices in ways.items() for i in range(COUNTS[name])]


def deliver(landing: Path) -> Path:
    """Write the delivery in `landing`; returns its folder."""
    rng = np.random.default_rng(90)
    count = PERSONEN + BAB - BAB_IN_BIJSTAND
    number = np.array([f"C{i:05d}" for i in range(count)], dtype=object)
    inside = number[:PERSONEN]

    def mixed(values: list) -> list:
        """The classes fall over the persons independently of each other."""
        return [values[i] for i in rng.permutation(len(values))]

    schooled = mixed(_schooled()) + [("basis", None)] * (count - PERSONEN)
    banenafspraak = [*([True] * BAB_IN_BIJSTAND), *([False] * (PERSONEN - BAB_IN_BIJSTAND)), *([True] * (count - PERSONEN))]
    clienten = pd.DataFrame({
        "clientnummer": number, "bsn": bsns(rng, count), "geboortedatum": mixed(_born()) + [date(1990, 1, 1)] * (count - PERSONEN),
        "geslacht": "X", "postcode": "9203AA", "opleiding": [o for o, _ in schooled], "startkwalificatie": [s for _, s in schooled],
        "statushouder": False, "arbeidsbeperking": ["banenafspraak" if b else "geen" for b in banenafspraak],
        "voortijdig_schoolverlater": False, "taalachterstand": False, "ex_ondernemer": False, "wiw": False}, dtype=object)
    partners = PERSONEN - UITKERINGEN
    household = [f"D{i:05d}" for i in range(UITKERINGEN)] + [f"D{i:05d}" for i in range(partners)]
    uitkeringen = pd.DataFrame({
        "uitkeringnummer": [f"U{i:05d}" for i in range(PERSONEN)], "dossiernummer": household, "clientnummer": inside,
        "rol": ["hoofd"] * UITKERINGEN + ["partner"] * partners, "regeling": ["PW"] * (PERSONEN - 60) + ["IOAW"] * 60,
        "begindatum": mixed(_begun())}, dtype=object)
    left = pd.DataFrame([  # no longer, or not yet, in bijstand at the close of PEILDATUM
        {"uitkeringnummer": f"X{i}", "dossiernummer": f"DX{i}", "clientnummer": number[PERSONEN + i], "rol": "hoofd", "regeling": "PW",
         "begindatum": begin, "einddatum": end, "reden_beeindiging": "verhuizing"}
        for i, (begin, end) in enumerate([(date(2018, 1, 1), PEILDATUM), (PEILDATUM + timedelta(days=1), date(2019, 9, 1)),
                                          (date(2018, 1, 1), PEILDATUM - timedelta(days=1))])], dtype=object)
    exempt = COUNTS["doelgroep:ontheffing"]
    ontheffingen = pd.DataFrame({
        "ontheffingnummer": [f"O{i:05d}" for i in range(exempt + 2)], "clientnummer": [*inside[:exempt], inside[exempt], inside[0]],
        "soort": ["volledig", "gedeeltelijk"] * (exempt // 2) + ["volledig"] * (exempt % 2 + 2), "grond": "medisch",
        "besluitdatum": date(2019, 1, 1), "begindatum": [date(2019, 1, 1)] * (exempt - 1) + [PEILDATUM, date(2019, 1, 1), date(2019, 2, 1)],
        "einddatum": [None] * exempt + [PEILDATUM, None]}, dtype=object)  # ended on the day: not running; a second one of somebody
    return write_gws(landing, GEMEENTECODE, STAMP, {
        "clienten": clienten, "uitkeringen": pd.concat([uitkeringen, left], ignore_index=True), "ontheffingen": ontheffingen})
