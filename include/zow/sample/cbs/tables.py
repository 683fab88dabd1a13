"""Made-up CBS tables in the shape of the real ones: for the demo and the tests, never to be taken for CBS figures.

Every table says so in its title and source. The figures follow from a seed, a level per region and one national wave, so that
they are plausible beside each other: a stock is that of the year before plus instroom minus uitstroom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")


class Missing(str):
    """The reason that a cell has no value: Impossible, Confidential or NotAvailable (SOURCES of the recorded responses)."""


IMPOSSIBLE, CONFIDENTIAL, NOT_AVAILABLE = Missing("Impossible"), Missing("Confidential"), Missing("NotAvailable")


@dataclass(frozen=True)
class Code:
    """One code of a dimension; `status` only in the time dimension (Definitief, Voorlopig)."""

    identifier: str
    title: str
    status: str | None = None


@dataclass(frozen=True)
class Dimension:
    """`kind` is Dimension, GeoDimension or TimeDimension."""

    identifier: str
    kind: str
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Measure:
    """`data_type` is Double, Long or String; `identifier` is the column name in a v3 table."""

    identifier: str
    title: str
    unit: str
    decimals: int = 0
    data_type: str = "Long"


@dataclass(frozen=True)
class Table:
    """`rows`: a code per dimension and a value per measure (number, text or Missing), both in the order of their list."""

    identifier: str
    version: str
    title: str
    modified: dt.datetime
    coverage: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[float | str | None, ...]], ...]


def periods(first_year: int, last_year: int, kinds: str, provisional: int = 0) -> tuple[Code, ...]:
    """The time codes of `kinds` (letters J, K and M: year, quarter, month), in order; the last `provisional` are Voorlopig."""
    codes: list[tuple[str, str]] = []
    for year in range(first_year, last_year + 1):
        if "M" in kinds:
            codes += [(f"{year}MM{m:02}", f"{year} {MONTHS[m - 1]}") for m in range(1, 13)]
        if "K" in kinds:
            codes += [(f"{year}KW{q:02}", f"{year} {q}e kwartaal") for q in range(1, 5)]
        if "J" in kinds:
            codes.append((f"{year}JJ00", str(year)))
    firm = len(codes) - provisional
    return tuple(Code(key, title, "Definitief" if n < firm else "Voorlopig") for n, (key, title) in enumerate(codes))


def single(identifier: str, code: str, title: str) -> Dimension:
    """A dimension of which the table has only the total."""
    return Dimension(identifier, "Dimension", (Code(code, title),))


def regions(codes: Iterable[tuple[str, str]]) -> Dimension:
    return Dimension("RegioS", "GeoDimension", tuple(Code(code, name) for code, name in codes))


def time(codes: Sequence[Code]) -> Dimension:
    return Dimension("Perioden", "TimeDimension", tuple(codes))
