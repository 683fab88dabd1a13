"""Write `report/normen/<gemeentecode>.html` and `.xlsx` of a version."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment

from zow.report import dutch, sheets
from zow.report.norms import texts
from zow.report.norms.content import Norm
from zow.report.reading import Row

SHOWN = 200  # findings of one norm on the page; the workbook has all
_UNITS = {"dagen": "dagen", "aantal": "", "jaar": "jaar", "uren": "uur"}
_NORMS = {"Norm": 8, "Naam": 48, "Wat is toegestaan": 70, "Clausule": 14, "Profiel": 24, "Nagelopen": 12, "Nagelopen zijn": 24,
          "Afwijkingen": 12, "Waarvan lopend": 12, "Bedrag": 16, "Wat te doen": 60}
_FINDINGS = {"Norm": 8, "Naam": 44, "Loopt nog": 10, "Cliënt (sleutel)": 70, "Soort": 22, "Nummer": 20, "Activiteit": 18, "Voorziening": 32,
             "Aanbieder": 28, "Aanbiedercode": 16, "Begonnen op": 13, "Afwijking sinds": 13, "Gevonden": 13, "Toegestaan": 13,
             "Eenheid": 10, "Bedrag": 16, "Clausule": 14, "Profiel": 24, "Wat te doen": 60}


def write(environment: Environment, folder: Path, version: Row, place: Row, naam: str, norms: list[Norm]) -> list[Path]:
    """Write the page and the workbook of one gemeente into `folder`; returns both paths. `environment` has the templates and
    filters of the reports, `norms` comes from `overview`."""
    folder.mkdir(parents=True, exist_ok=True)
    code = place["gemeentecode"]
    page, workbook = folder / f"{code}.html", folder / f"{code}.xlsx"
    text = environment.get_template("normen.html.j2").render(
        wortel="../", versie=version, plaats=place, naam=naam, normen=norms, getoond=SHOWN, soorten=texts.KINDS, waarde=amount, kort=short,
        schoon=sheets.clean)
    draft = page.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(page)
    book = sheets.book(f"Normafwijkingen {naam}", _moment(version["gepubliceerd_op"]))
    sheets.add(book, "Normen", _NORMS, (_norm(norm) for norm in norms))
    sheets.add(book, "Afwijkingen", _FINDINGS, (_finding(norm, row) for norm in norms for row in norm.bevindingen))
    draft = workbook.with_suffix(".tmp")
    book.save(draft)
    draft.replace(workbook)
    return [page, workbook]


def amount(value: Decimal, eenheid: str) -> str:
    """A number of the mart in its unit: (Decimal('91.00'), 'dagen') -> '91 dagen'."""
    if eenheid == "euro":
        return dutch.euro(value)
    whole = value == value.to_integral_value()
    return f"{dutch.getal(value, 0 if whole else 2)} {_UNITS[eenheid]}".rstrip()


def short(key: str | None) -> str:
    """The first characters of a pseudonym: enough to tell people apart on a page. The workbook has it whole."""
    return dutch.LEEG if not key else key if len(key) <= 12 else f"{key[:10]}…"


def _norm(norm: Norm) -> list[object]:
    return [norm.code, norm.text.naam, norm.regel, norm.clausule, norm.profiel, norm.bekeken, norm.nagelopen, norm.aantal, norm.lopend,
            norm.bedrag, norm.text.actie]


def _finding(norm: Norm, row: Row) -> list[object]:
    return [norm.code, norm.text.naam, "ja" if row["loopt"] else "nee", row["client_key"], texts.KINDS[norm.text.soort], row["sleutel"],
            row["activiteitnummer"], row["voorziening"], row["aanbieder"], row["aanbieder_code"], row["begindatum"], row["datum"],
            row["gevonden"], row["toegestaan"], row["eenheid"], row["bedrag"], row["clausule"], row["profiel"], norm.text.actie]


def _moment(value: datetime | str) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=None)  # a workbook knows no time zones
