"""Which UWV and finance files are delivered, when, and what is wrong with some of them (sources.md 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

import pandas as pd

from zow.sample import budget, labour, ledger, uwv
from zow.sample.catalogue import Town
from zow.sample.planting import FILE_RECIPES, REFUSED_RECIPES, Planted, Recipe, plant_file
from zow.sample.truth import World, day
from zow.sample.write_files import write_file

FileSoort = Literal["gewoon", "fouten", "voorlopig", "geweigerd"]
_REGISTER_YEAR = 2015  # no list of indicaties before it


@dataclass(frozen=True)
class FileDrop:
    """One file to deliver. `soort`: gewoon; fouten (rows for quarantine, accepted); voorlopig (other figures than the final delivery of
    the same window, which has a later stamp); geweigerd. `nacht` 0: the night of the first GWS export that is not older."""

    bron: str
    feed: str
    gemeentecode: str | None
    venster: str
    stamp: str
    frame: pd.DataFrame
    soort: FileSoort = "gewoon"
    nacht: int = 0
    recepten: tuple[Recipe, ...] = ()

    def write(self, landing: Path) -> tuple[Path, tuple[Planted, ...]]:
        """The file and its sidecar in `landing/<bron>/`; returns its path and the quarantine rows to expect."""
        path = write_file(landing, self.bron, self.feed, self.gemeentecode, self.venster, self.stamp, self.frame)
        return path, tuple(plant_file(path, self.recepten))


def of_town(world: World, seed: int, years: int | None = None) -> list[FileDrop]:
    """All files of a gemeente, of its last `years` boekjaren (None: all), each with the night it is dropped."""
    town = world.town
    chosen = town.boekjaren if years is None else town.boekjaren[len(town.boekjaren) - years:]
    if not chosen:
        return []
    drops = [*_ledger(world, seed, chosen), *_budget(town, chosen), *_referrals(world, seed, chosen), *_indications(world, seed, chosen)]
    return [drop if drop.nacht else replace(drop, nacht=_night(town, drop.stamp)) for drop in drops]


def national(towns: Iterable[Town], seed: int, years: int | None = None) -> list[FileDrop]:
    """The arbeidsmarkt feed of the same years, a file per quarter; one quarter came with provisional figures first, and arrives last."""
    wanted = sorted({y for t in towns for y in (t.boekjaren if years is None else t.boekjaren[len(t.boekjaren) - years:])})
    figures = labour.build(seed)
    last_month = (figures["maand"].str[5:].astype(int) + 2) // 3 * 3
    quarters = figures.groupby(figures["maand"].str[:5] + last_month.astype(str).str.zfill(2))
    drops = _with_faults([FileDrop("uwv", "arbeidsmarkt", None, str(quarter), _stamp(str(quarter), 18, "0500"), frame, nacht=1)
                          for quarter, frame in quarters if int(str(quarter)[:4]) in wanted], "arbeidsmarkt")
    if drops:
        last = drops[-1]
        first = last.frame.assign(openstaande_vacatures=last.frame["openstaande_vacatures"] + 150)
        drops.append(replace(last, frame=first, stamp=_stamp(last.venster, 8, "0500"), soort="voorlopig", recepten=(), nacht=3))
    return drops


def _stamp(month: str, dag: int, hour: str, later: int = 1) -> str:
    """The stamp on `dag` of the month that lies `later` months after `month` (jjjj-mm)."""
    return (pd.Period(month, "M") + later).strftime("%Y%m") + f"{dag:02d}T{hour}"


def _night(town: Town, stamp: str) -> int:
    nights = [d.nacht for d in town.leveringen if d.stamp >= stamp]
    return min(nights) if nights else max(d.nacht for d in town.leveringen)


def _months(years: tuple[int, ...]) -> list[str]:
    return [f"{year}-{month:02d}" for year in years for month in range(1, 13)]


def _ledger(world: World, seed: int, years: tuple[int, ...]) -> Iterator[FileDrop]:
    """A file per month. In the last year March and June came twice with other amounts (the wrong March arrives after the right one), and
    a new September is refused: in the ledger no line may be rejected, so the good one stays in use."""
    lines = dict(iter(ledger.build(world, seed).lines.groupby("maand")))
    last = str(years[-1])
    for month in _months(years):
        # December is closed later: it holds period 13
        stamp = _stamp(month, 15 if month.endswith("-12") else 5, "0300")
        drop = FileDrop("finance", "grootboek", world.town.code, month, stamp, lines[month].drop(columns="maand"))
        if month in (f"{last}-03", f"{last}-06"):
            yield replace(drop, frame=_provisional(drop.frame), soort="voorlopig", nacht=3 if month.endswith("03") else 0)
            drop = replace(drop, stamp=_stamp(month, 12, "0300", later=2))
        yield drop
        if month == f"{last}-09":
            yield replace(drop, stamp=_stamp(month, 20, "0300"), soort="geweigerd", recepten=REFUSED_RECIPES["grootboek"])


def _provisional(frame: pd.DataFrame) -> pd.DataFrame:
    """The same month with the first two amounts wrong and the last line not booked yet."""
    wrong = frame.iloc[:-1] if len(frame) > 2 else frame
    return wrong.assign(bedrag=wrong["bedrag"] + [100.0 if i < 2 else 0.0 for i in range(len(wrong))])


def _budget(town: Town, years: tuple[int, ...]) -> Iterator[FileDrop]:
    """In January the primitive budget, in December everything; of the last year a third delivery is refused."""
    for year in years:
        for stamp in (f"{year}0110T0900", f"{year}1220T0900"):
            until = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"
            yield FileDrop("finance", "begroting", town.code, str(year), stamp, budget.build(town, year, until))
    final = budget.build(town, years[-1], f"{years[-1]}-12-31")
    yield FileDrop("finance", "begroting", town.code, str(years[-1]), f"{years[-1]}1228T0900", final, "geweigerd",
                   recepten=REFUSED_RECIPES["begroting"])


def _referrals(world: World, seed: int, years: tuple[int, ...]) -> Iterator[FileDrop]:
    """A file per month with the events of it; May of the last year came twice, first without its last event."""
    events = dict(iter(uwv.referrals(world, seed).groupby("maand")))
    drops = [FileDrop("uwv", "doorverwijzingen", world.town.code, month, _stamp(month, 4, "0400"), events[month].drop(columns="maand"))
             for month in _months(years)]
    for drop in _with_faults(drops, "doorverwijzingen"):
        if drop.venster == f"{years[-1]}-05":
            yield replace(drop, frame=drop.frame.iloc[:-1], soort="voorlopig", recepten=())
            yield replace(drop, stamp=_stamp(drop.venster, 11, "0400"))
        else:
            yield drop


def _indications(world: World, seed: int, years: tuple[int, ...]) -> Iterator[FileDrop]:
    """The full list per quarter: decided by then, and not expired for more than a year."""
    quarters = [m for m in _months(tuple(y for y in years if y >= _REGISTER_YEAR)) if int(m[5:]) % 3 == 0]
    if not quarters or not world.town.indicaties_uwv[0]:
        return
    table = uwv.indications(world, seed)
    drops = []
    for month in quarters:
        today = day(f"{month}-28") + 3
        rows = table[(table["_besluit"] <= today) & (table["_tot"] > today - 365)]
        drops.append(FileDrop("uwv", "indicaties", world.town.code, month, _stamp(month, 10, "0400"),
                              rows[["indicatienummer", "bsn", "soort", "besluitdatum", "geldig_tot"]]))
    yield from _with_faults(drops, "indicaties")


def _with_faults(drops: list[FileDrop], feed: str) -> list[FileDrop]:
    """One recipe each for the last files (one rejected line is allowed in a file of any size), so that a demo of one year has them."""
    recipes = FILE_RECIPES[feed]
    plain = drops[: max(len(drops) - len(recipes), 0)]
    spoilt = [replace(drop, soort="fouten", recepten=(recipe,)) for drop, recipe in zip(drops[len(plain):], recipes, strict=False)]
    return [*plain, *spoilt]


def by_night(drops: Iterable[FileDrop]) -> dict[int, list[FileDrop]]:
    """The files of each night, in order of stamp and name."""
    ordered = sorted(drops, key=lambda d: (d.nacht, d.stamp, d.feed, d.gemeentecode or ""))
    return {night: list(group) for night, group in groupby(ordered, key=lambda d: d.nacht)}
