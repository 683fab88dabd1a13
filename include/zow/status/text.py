"""Lines of the screen: tables of plain text, never wider than a terminal that is pinned beside other work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from zow.periods import now

WIDTH = 100


def fit(line: str) -> str:
    """`line` without control characters, cut off at WIDTH."""
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= WIDTH else line[:WIDTH - 1] + "…"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table; a column whose heading starts with # is aligned to the right."""
    texts = [[name.lstrip("#") for name in head], *([("-" if value is None else str(value)) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    return ["  ".join(cell.rjust(width) if name.startswith("#") else cell.ljust(width)
                      for name, cell, width in zip(head, row, widths, strict=True)).rstrip() for row in texts]


def moment(value: datetime | None) -> str:
    return f"{value:%d-%m-%Y %H:%M}" if value else "-"


def age(since: datetime) -> str:
    """How long ago, in the unit that matters: minutes, hours or days."""
    passed = now() - since
    if passed < timedelta(hours=1):
        return f"{max(0, int(passed.total_seconds() // 60))} min"
    return f"{passed // timedelta(hours=1)} uur" if passed < timedelta(days=2) else f"{passed.days} dagen"
