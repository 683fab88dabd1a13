"""A quarter page per aanbieder (S0 4.1): what was carried out, with what result, at what cost, and what departs from the norms. It can be
laid on the table of the talk with that aanbieder: no client stands on it."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from zow import periods
from zow.report.providers import content, reading
from zow.report.shared import bars
from zow.report.shared.context import Context

TEMPLATES = Path(__file__).parent / "templates"
FOLDER = "aanbieders"
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def write(context: Context) -> None:
    """Write `report/aanbieders/<gemeentecode>_<aanbieder>.html` for every aanbieder of every gemeente that was rebuilt, through the last
    quarter of the asked period, and `<gemeentecode>.html` with the list of them; note them in `context.providers`. A version that
    lacks the tables gets none."""
    if not reading.readable(context.reader):
        return
    day = periods.parse(context.version["periode"]).tot
    for place in context.rebuilt:
        code = place["gemeentecode"]
        found = content.providers(context.reader, code, day)
        context.providers.update(page_of(code, provider["code"]) for provider in found)
        context.page(f"{FOLDER}/{code}.html", "aanbieders_overzicht.html.j2", plaats=place, aanbieders=found)
        for provider in found:
            context.page(page_of(code, provider["code"]), "aanbieder.html.j2", plaats=place, a=provider, resultaten=bars.RESULTATEN)


def page_of(gemeentecode: str, aanbieder_code: str) -> str:
    """The page of an aanbieder below `report/`. A code is free text of GWS: what may not stand in a file name is written as its number."""
    return f"{FOLDER}/{gemeentecode}_{_UNSAFE.sub(lambda found: f'~{ord(found[0]):x}', aanbieder_code)}.html"


@jinja2.pass_context
def href(context: jinja2.runtime.Context, gemeentecode: str, aanbieder_code: str) -> str:
    """The way from this page to that of an aanbieder, for templates: `{{ aanbieder_pagina(g.code, r.aanbieder_code) }}`; empty when it has
    no page in this version."""
    page = page_of(gemeentecode, aanbieder_code)
    return f"{context.get('wortel', '')}{page}" if page in context["aanbieder_paginas"] else ""
