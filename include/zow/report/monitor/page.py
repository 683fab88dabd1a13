"""Write the pages of the monitor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zow.report.monitor import charts, content, figures, groups, ladder, summary, texts
from zow.report.monitor.figures import Figure
from zow.report.reading import Row
from zow.report.shared.context import Context

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def write(context: Context) -> Path:
    """Write `report/wat_werkt_<gemeentecode>.html` of every gemeente that was rebuilt, then `report/index.html`, and return it."""
    found = [content.gemeente(context, place) for place in context.rebuilt]
    shared = {
        "toon": figures.shown, "toon_verschil": figures.difference, "afstand": summary.distance, "voetnoten": footnotes,
        "voetnoten_van_groepen": lambda found: footnotes(group.figuur for group in found), "statussen": texts.STATUS,
        "posities": texts.POSITIES, "trajectdoelen": texts.TRAJECTDOELEN, "treden": [*ladder.TREDEN, None], "maten": groups.MEASURES,
        "doelgroep_naam": texts.doelgroep, "doelgroep_kort": lambda code: texts.KORT.get(code, code)}
    for each in found:
        each["beelden"] = _charts(each)
        for block in each["werkt"]:
            block["beeld"] = charts.whiskers(block["getekend"], block["periode"])
        if each["werkt"]:
            context.page(f"wat_werkt_{each['code']}.html", "wat_werkt.html.j2", g=each, **shared)
    return context.page("index.html", "monitor.html.j2", gemeenten=found, indicatoren=_defined(found), **shared)


def _charts(each: Row) -> Row:
    return {"stromen": charts.streams(each["stromen"], each["kwartalen"]),
            "doelgroepen": charts.course(each["doelgroepen"], each["kwartalen"]), "ladder": charts.movement(each["ladder"]),
            "geld": charts.budget(each["begroting"], each["jaardeel"]),
            "benchmark": [charts.benchmark(comparison, each["naam"]) for comparison in each["benchmark"]]}


def _defined(found: list[Row]) -> list:
    """The indicators that the report shows, each once."""
    return list(dict.fromkeys(figure.indicator for each in found for figure in each["figuren"]))


def footnotes(shown: Iterable[Figure]) -> dict[str, str]:
    """reason -> letter, for the figures that are empty."""
    reasons = dict.fromkeys(side.reden for figure in shown for side in (figure.nu, figure.vorig, figure.jaar_terug)
                            if side is not None and side.waarde is None)
    return dict(zip(reasons, _LETTERS, strict=False))
