"""The report of publication clientervaring."""

from __future__ import annotations

from pathlib import Path

from zow.report.shared import parts
from zow.report.shared.context import Context

MARTS = ("indicatoren",)
TEMPLATES = Path(__file__).parent / "templates"


def write(context: Context) -> Path:
    """Write `report/index.html`."""
    places = [parts.gemeente(context, place) for place in context.rebuilt]
    return context.page(
        "index.html", "clientervaring.html.j2", gemeenten=[{**place, "aandacht": parts.remarks(place)} for place in places],
        marts=[context.marts[name] for name in MARTS if name in context.marts])
