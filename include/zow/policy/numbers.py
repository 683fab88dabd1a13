"""Reading what a Dutch spreadsheet writes: numbers with a decimal comma, dates with the day first."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"(?P<whole>\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,(?P<part>\d+))?(?P<percent>\s*%)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def number(text: str) -> Decimal | None:
    """'2.500,00' -> 2500.00, '0,325' and '32,5%' -> 0.325, '€ 45' -> 45; None when it is no number as Dutch writes it ('0.25' might
    be meant as a quarter or as twenty-five, so it is none)."""
    found = _NUMBER.fullmatch(text.removeprefix("€").strip())
    if not found:
        return None
    value = Decimal(f"{found['whole'].replace('.', '')}.{found['part'] or 0}")
    if not found["part"]:
        value = value.to_integral_value()
    return value / 100 if found["percent"] else value


def day(text: str) -> date | None:
    """'01-02-2024', '1/2/2024' and '2024-02-01' -> 1 February 2024; None when it is no day."""
    first, last = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    parts = [first[3], first[2], first[1]] if first else [*last.groups()] if last else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None
