"""The report of publication verantwoording: a page, and a workbook per gemeente for the controller (issue 7)."""

from __future__ import annotations

from pathlib import Path

from zow.report.shared.context import Context
from zow.report.verantwoording import content

MARTS = ("participatiebudget_verloop", "reservering", "uitputting", "aansluiting", "aansluiting_totaal", "normafwijkingen")
TEMPLATES = Path(__file__).parent / "templates"


def write(context: Context) -> Path:
    """Write `report/verantwoording_<gemeentecode>_<jaar>.xlsx` of every gemeente that was rebuilt, and `report/index.html`. Raises ZowError
    when a workbook does not hold the totals of core and marts."""
    from zow.report.verantwoording import workbook  # openpyxl takes time to import

    shown = []
    for place in context.rebuilt:
        one, tabs = content.gemeente(context, place)
        tabs["normen"] = workbook.norms(tabs["afwijkingen"], content.norm_names())
        workbook.write(content.workbook_path(context, one), tabs, content.about(context, one), content.definitions(context),
                       content.moment(context.version))
        shown.append({**one, "rechtmatigheid": tabs["normen"].rows})
    return context.page("index.html", "verantwoording.html.j2", gemeenten=shown, uitkomsten=content.OUTCOMES,
                        marts=[context.marts[name] for name in content.DEFINED if name in context.marts])
