"""The report of publication clientervaring (S2 8.2): what clients say, and their bezwaren and klachten."""

from __future__ import annotations

from pathlib import Path

from zow import figures
from zow.report.clientervaring import content
from zow.report.shared.context import Context

MARTS = ("indicatoren",)
TEMPLATES = Path(__file__).parent / "templates"


def write(context: Context) -> Path:
    """Write `report/index.html`: the scores per moment beside earlier half-years, bezwaren and klachten of every gemeente that was
    rebuilt."""
    return context.page(
        "index.html", "clientervaring.html.j2", gemeenten=[content.gemeente(context, place) for place in context.rebuilt],
        kort=content.KORT,
        figuren=[figures.figure(name) for name in content.INDICATOREN])
