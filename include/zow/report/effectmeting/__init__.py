"""The report of publication effectmeting (S3 4.3, bijlage II)."""

from __future__ import annotations

from pathlib import Path

from zow.report.effectmeting import content
from zow.report.shared.context import Context

MARTS = ("effectmeting", "nclp", "aanbieders", "bijstand_stromen")
TEMPLATES = Path(__file__).parent / "templates"


def write(context: Context) -> Path:
    """Write `report/index.html`: results, aanbieders, no cure less pay and bijstand of every gemeente that was rebuilt."""
    return context.page(
        "index.html", "effectmeting.html.j2", gemeenten=[content.gemeente(context, place) for place in context.rebuilt],
        marts=[context.marts[name] for name in MARTS if name in context.marts], resultaten=content.RESULTATEN)
