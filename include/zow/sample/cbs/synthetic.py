"""The tables of the stand-in: one per feed, in the shape of the CBS table that the feed reads (cbs_tables.md).

Regions: the gemeenten of seeds/reference/municipalities.csv with their arbeidsmarktregio, the peers of
seeds/policy/benchmark_groups.csv, and NL01. Years FIRST to LAST. Tables that have no known public id are named SYN...
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import random
from collections.abc import Callable

from zow import settings
from zow.sample.cbs.tables import (
    AMSTERDAM,
    CONFIDENTIAL,
    IMPOSSIBLE,
    NOT_AVAILABLE,
    Code,
    Dimension,
    Measure,
    Table,
    periods,
    regions,
    single,
    time,
)

FIRST, LAST = 2007, 2024
MODIFIED = dt.datetime(2025, 2, 28, 6, 30, tzinfo=AMSTERDAM)
EDITION = dt.timedelta(days=31)  # a next edition is this much younger
NL = ("NL01", "Nederland")


def tables(seed: int = 1, modified: dt.datetime = MODIFIED, edition: int = 1, last: int = LAST) -> dict[str, Table]:
    """Every table by identifier. `modified` is the Modified of edition 1, with zone; a later edition is younger, has its provisional
    figures restated and definite. The same arguments give the same tables. Years FIRST..`last`."""
    return {table.identifier: table for table in _Maker(seed, modified, edition, last).all()}


def _seed_rows(name: str) -> list[dict[str, str]]:
    with (settings.get().dbt_project / "seeds" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class _Maker:
    def __init__(self, seed: int, modified: dt.datetime, edition: int, last: int) -> None:
        self.seed, self.edition, self.last = seed, edition, last
        self.modified = modified + (edition - 1) * EDITION
        self.years = range(FIRST, last + 1)
        own = _seed_rows("reference/municipalities.csv")
        peers = _seed_rows("policy/benchmark_groups.csv")
        self.own = {row["gemeentecode"]: row for row in own}
        self.gemeenten = dict(sorted({row["gemeentecode"]: row["naam"] for row in [*own, *peers]}.items()))
        self.labour_regions = dict(sorted((row["arbeidsmarktregio_cbs"], f"{row['arbeidsmarktregio']} (AM)") for row in own))

    def all(self) -> list[Table]:
        return [self.national_benefits(), self.municipal_benefits(), self.flows(), self.inhabitants(), self.unemployment(),
                self.regional_unemployment(), self.vacancies(), self.prevention(), self.areas()]

    def _random(self, *key: object) -> random.Random:
        return random.Random(":".join(str(part) for part in (self.seed, *key)))  # noqa: S311  (not a secret)

    def _table(self, identifier: str, title: str, dimensions: tuple[Dimension, ...], measures: tuple[Measure, ...], rows: list,
               version: str = "v4", coverage: str | None = None) -> Table:
        return Table(identifier, version, f"SYNTHETISCH (geen CBS-cijfers): {title}", self.modified,
                     coverage or f"{FIRST} - {self.last}", dimensions, measures, tuple(rows))

    def _periods(self, kinds: str, provisional: int) -> tuple[Code, ...]:
        return periods(FIRST, self.last, kinds, provisional if self.edition == 1 else 0)

    def _restated(self, value: float, place_from_end: int, provisional: int) -> float:
        """The figure of this edition: a provisional one is put right by 1 % in edition 2 and stays so."""
        return value * 1.01 if self.edition > 1 and place_from_end < provisional else value

    def _inhabitants(self, gemeente: str, year: int) -> int:
        rng = self._random("inwoners", gemeente)
        level, growth = rng.uniform(28_000, 70_000), rng.uniform(-0.001, 0.009)
        return round(level * (1 + growth) ** (year - FIRST))

    def _stock(self, region: str, year: int, month: int) -> int:
        """Bijstandsontvangers at the end of a month, in tens as CBS rounds them."""
        moment = year + month / 12
        wave = 1 + 0.16 * math.sin((moment - 2011.5) / 12 * 2 * math.pi)
        if region == NL[0]:
            return round(400_000 * wave, -2)
        share = self._random("bijstand", region).uniform(0.012, 0.032)
        noise = 1 + self._random("bijstand", region, year, month).uniform(-0.012, 0.012)
        return int(round(self._inhabitants(region, year) * share * wave * noise, -1))

    def national_benefits(self) -> Table:
        """Shape of 37789ksz: national, per month, x 1000; the last three months are provisional."""
        provisional, months = 3, self._periods("M", 3)
        rows = []
        for n, code in enumerate(months):
            year, month = int(code.identifier[:4]), int(code.identifier[6:])
            young = self._restated(self._stock(NL[0], year, month) / 1000, len(months) - 1 - n, provisional)
            old = 38 + 0.05 * n
            ioaw = IMPOSSIBLE if year < 2008 else round(9 + 0.06 * n, 1)
            rows.append(((code.identifier,), (round(young, 1) + round(old, 1), round(young, 1), round(old, 1), ioaw)))
        measures = (Measure("D000203_2", "Totaal bijstandsuitkeringen", "x 1000", 1, "Double"),
                    Measure("90210", "Bijstandsuitkeringen tot de AOW-leeftijd", "x 1000", 1, "Double"),
                    Measure("90200", "Bijstandsuitkeringen vanaf AOW-leeftijd", "x 1000", 1, "Double"),
                    Measure("D000233", "IOAW-uitkeringen", "x 1000", 1, "Double"))
        return self._table("37789ksz", "Sociale zekerheid; kerncijfers", (time(months),), measures,
                           [(dims, tuple(round(v, 1) if isinstance(v, float) else v for v in values)) for dims, values in rows])

    def municipal_benefits(self) -> Table:
        """Shape of 80794ned: v3, per region and month; the last three months are provisional."""
        provisional, months = 3, self._periods("M", 3)
        places = dict([NL, *self.gemeenten.items()])
        rows = []
        for region in places:
            for n, code in enumerate(months):
                year, month = int(code.identifier[:4]), int(code.identifier[6:])
                stock = self._restated(self._stock(region, year, month), len(months) - 1 - n, provisional)
                rows.append(((region, code.identifier), (int(round(stock * 1.15, -1)), int(round(stock, -1)))))
        measures = (Measure("BijstandGerelateerdTotAOWLeeftijd_5", "Bijstand gerelateerd tot AOW-leeftijd", "aantal"),
                    Measure("BijstandTotDeAOWLeeftijd_7", "Bijstand tot de AOW-leeftijd", "aantal"))
        return self._table("80794ned", "Personen met een uitkering; regio", (regions(places.items()), time(months)), measures, rows,
                           version="v3")

    def flows(self) -> Table:
        """Stock and flows per gemeente and year: volume t = volume t-1 + instroom t - uitstroom t."""
        years = self._periods("J", 1)
        places = dict([NL, *self.gemeenten.items()])
        rows = []
        for region in places:
            for n, (year, code) in enumerate(zip(self.years, years, strict=True)):
                rng = self._random("stromen", region, year)
                before, volume = self._stock(region, year - 1, 12), self._stock(region, year, 12)
                inflow = int(round(max(before * rng.uniform(0.24, 0.36), volume - before), -1))
                outflow = before + inflow - volume
                to_work: float | str = int(round(outflow * rng.uniform(0.28, 0.5), -1))
                if n == 0:
                    to_work = CONFIDENTIAL
                elif year == self.last and self.edition == 1:
                    to_work = NOT_AVAILABLE
                rows.append(((region, "10000", code.identifier), (volume, inflow, outflow, to_work)))
        measures = (Measure("SYN0001", "Bijstandsontvangers", "aantal"), Measure("SYN0002", "Instroom bijstand", "aantal"),
                    Measure("SYN0003", "Uitstroom bijstand", "aantal"), Measure("SYN0004", "Uitstroom bijstand naar werk", "aantal"))
        return self._table("SYN01NED", "Bijstand en re-integratie; gemeenten",
                           (regions(places.items()), single("Leeftijd", "10000", "Totaal leeftijd"), time(years)), measures, rows)

    def inhabitants(self) -> Table:
        """Shape of 03759ned; the mean of a year needs the next 1 January and is Impossible in the last."""
        years = periods(FIRST, self.last + 1, "J")
        total = (("BurgerlijkeStaat", "T001019", "Totaal burgerlijke staat"), ("Geslacht", "T001038", "Totaal mannen en vrouwen"),
                 ("Leeftijd", "10000", "Totaal leeftijd"))
        places = dict([NL, *self.gemeenten.items()])
        rows = []
        for region in places:
            for code in years:
                year = int(code.identifier[:4])
                now, later = ((16_300_000 + 95_000 * (y - FIRST) if region == NL[0] else self._inhabitants(region, y))
                              for y in (year, year + 1))
                mean = IMPOSSIBLE if year > self.last else (now + later) / 2
                rows.append(((*(c for _, c, _ in total), region, code.identifier), (now, mean)))
        measures = (Measure("M000352", "Bevolking op 1 januari", "aantal"),
                    Measure("M000365", "Gemiddelde bevolking ", "aantal", 1, "Double"))
        return self._table("03759ned", "Bevolking op 1 januari en gemiddeld",
                           (*(single(*each) for each in total), regions(places.items()), time(years)), measures, rows,
                           coverage=f"{FIRST} - {self.last + 1}")

    def _rate(self, region: str, moment: float) -> float:
        shift = 0.0 if region == NL[0] else self._random("werkloosheid", region).uniform(-0.8, 0.8)
        return 5 + shift + 1.8 * math.sin((moment - 2010.5) / 12 * 2 * math.pi)

    def unemployment(self) -> Table:
        """Shape of 80590ned, totals only: months, quarters and years; there is no seasonal adjustment of a year."""
        codes = self._periods("MKJ", 2)
        rows = []
        for code in codes:
            year, kind, number = int(code.identifier[:4]), code.identifier[4:6], int(code.identifier[6:])
            moment = year + {"JJ": 0.5, "KW": (number - 0.5) / 4, "MM": (number - 0.5) / 12}[kind]
            rate = self._rate(NL[0], moment)
            season = 0.0 if kind == "JJ" else 0.2 * math.cos(moment * 2 * math.pi)
            adjusted = IMPOSSIBLE if kind == "JJ" else round(rate, 1)
            rows.append((("T001038", "52052", code.identifier), (round((rate + season) * 95), round(rate + season, 1), adjusted)))
        measures = (Measure("3000800_2", "Niet-seizoengecorrigeerd", "x 1000", 0, "Double"),
                    Measure("M001906_2", "Niet-seizoengecorrigeerd", "%", 1, "Double"),
                    Measure("M004210", "Seizoengecorrigeerd", "%", 1, "Double"))
        return self._table("80590ned", "Arbeidsdeelname en werkloosheid per maand",
                           (single("Geslacht", "T001038", "Totaal"), single("Leeftijd", "52052", "15 tot 75 jaar"), time(codes)),
                           measures, rows)

    def _per_labour_region(self, identifier: str, title: str, measure: Measure, value: Callable[[str, float], float]) -> Table:
        quarters = self._periods("K", 1)
        places = dict([NL, *self.labour_regions.items()])
        rows = [((region, code.identifier), (value(region, int(code.identifier[:4]) + (int(code.identifier[6:]) - 0.5) / 4),))
                for region in places for code in quarters]
        return self._table(identifier, title, (regions(places.items()), time(quarters)), (measure,), rows)

    def regional_unemployment(self) -> Table:
        return self._per_labour_region("SYN02NED", "Werkloosheid per arbeidsmarktregio en kwartaal",
                                       Measure("SYN0011", "Werkloosheidspercentage", "%", 1, "Double"),
                                       lambda region, moment: round(self._rate(region, moment), 1))

    def vacancies(self) -> Table:
        def value(region: str, moment: float) -> int:
            level = 150_000 if region == NL[0] else self._random("vacatures", region).uniform(2_500, 7_000)
            return int(round(level * (10 - self._rate(region, moment)) / 5, -2))

        return self._per_labour_region("SYN03NED", "Openstaande vacatures per arbeidsmarktregio en kwartaal",
                                       Measure("SYN0021", "Openstaande vacatures", "aantal"), value)

    def prevention(self) -> Table:
        years, places = self._periods("J", 1), dict([NL, *self.gemeenten.items()])
        rows = []
        for region in places:
            level = self._random("preventie", region).uniform(26, 46)
            rows += [((region, code.identifier), (round(level + self._random("preventie", region, code.identifier).uniform(-3, 3), 1),))
                     for code in years]
        return self._table("SYN04NED", "Preventiequote per gemeente en jaar", (regions(places.items()), time(years)),
                           (Measure("SYN0031", "Preventiequote", "%", 1, "Double"),), rows)

    def areas(self) -> Table:
        """Shape of 86247NED: attributes of a gemeente as text, no time dimension (one table a year)."""
        rows = [((code,), (row["arbeidsmarktregio_cbs"], self.labour_regions[row["arbeidsmarktregio_cbs"]]))
                for code, row in self.own.items()]
        measures = (Measure("SYN0041", "Code arbeidsmarktregio", "", 0, "String"),
                    Measure("SYN0042", "Naam arbeidsmarktregio", "", 0, "String"))
        return self._table("86247NED", f"Gebieden in Nederland {self.last}", (regions((c, r["naam"]) for c, r in self.own.items()),),
                           measures, rows, coverage=str(self.last))
