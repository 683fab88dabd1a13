"""What moved since an earlier publication (measures 10, Revisions): a page per gemeente, beside every report."""

from __future__ import annotations

from pathlib import Path

from zow.report.revisies import content
from zow.report.shared.context import Context

TEMPLATES = Path(__file__).parent / "templates"
FOLDER = "revisies"


def write(context: Context) -> None:
    """Write `report/revisies/<gemeentecode>.html` for every gemeente that was rebuilt, also when there is nothing to compare with. A
    version that lacks the mart gets none."""
    if not content.readable(context.reader):
        return
    for place in context.rebuilt:
        context.page(f"{FOLDER}/{place['gemeentecode']}.html", "revisies.html.j2", plaats=place,
                     publicaties=content.publications(context.reader, context.version, place["gemeentecode"]))
