"""The Jinja environment of the reports: everything escaped, Dutch filters, one style sheet under a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from zow import figures
from zow.report import dutch
from zow.report.quarantine.texts import rule

SOURCES = {"gws": "GWS", "uwv": "UWV", "finance": "Financiën", "cbs": "CBS"}
TEMPLATES = Path(__file__).parent / "templates"


def templates(*folders: Path) -> jinja2.Environment:
    """The templates in `folders` and those that the reports share: everything escaped, the Dutch filters, and the style sheet of the
    house as `stijl` with a policy (`csp`) that allows nothing else."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    # No script, no image, no font, no style attribute: the page may use this one style sheet and nothing else.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, TEMPLATES]), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)
    environment.filters.update({name: getattr(dutch, name) for name in (
        "getal", "euro", "procent", "verschil", "euro_verschil", "procentpunt", "datum", "moment", "periode", "publicatie")})
    environment.filters["definitie"] = _definitions()
    environment.globals.update(
        bronnen=SOURCES, regel_naam=rule,
        stijl=Markup(style),  # noqa: S704 - our own file, not input
        csp=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
    return environment


def _definitions() -> Callable[[jinja2.runtime.Context, str], str]:
    known = lru_cache(maxsize=None)(figures.figure)  # a page asks for hundreds, and each time the whole project would be looked at

    @jinja2.pass_context
    def definition(context: jinja2.runtime.Context, figure_id: str) -> str:
        """The way from this page to the page of a figure in the catalogue: `{{ "effectmeting.succesvol" | definitie }}` gives
        `catalogus/effectmeting.succesvol.html`, one folder down `../catalogus/...`. Raises ZowError when there is no such figure: a
        page never holds a dead link."""
        return f"{context.get('wortel', '')}catalogus/{known(figure_id).id}.html"

    return definition
