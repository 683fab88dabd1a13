"""The workbook of a gemeente and year for the controller: one tab per question, the records behind it, and a tab that recomputes every
figure from them (issue 7 point 4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from zow.report import sheets
from zow.report.reading import Row
from zow.report.verantwoording import checks
from zow.report.verantwoording.tabs import Tab

ORDER = ("verloop", "reservering", "onrechtmatig", "uitputting", "aansluiting", "regels", "normen", "afwijkingen", "verplichtingen",
         "inkomen", "revisies", "begroting", "inkomen_regels")
GOOD, BAD = "groen", "rood"
_GREEN, _RED = PatternFill(bgColor="C6E7CE", fill_type="solid"), PatternFill(bgColor="F4B9B9", fill_type="solid")
_CHECK = {"Tab": 20, "Wat": 62, "Cijfer": 18, "Herrekend": 18, "Verschil": 14, "Oordeel": 10}
_FIRST = {"Onderdeel": 34, "Inhoud": 110}
_DEFINITIONS = {"Tabel": 28, "Kolom": 28, "Betekenis": 110, "Clausule": 18, "Measures": 10}


def write(path: Path, tabs: dict[str, Tab], about: list[tuple[str, object]], definitions: list[Row], moment: datetime) -> Path:
    """Write the workbook atomically. `about` is the first tab (label, value), `definitions` has mart, kolom, definitie, clausule,
    measures. A tab that is not in `tabs` (revisies, in a version without) is left out."""
    made = sheets.book(f"Verantwoording {path.stem}", moment)
    shown = [tabs[key] for key in ORDER if key in tabs]
    made_checks = checks.every(tabs)
    last = len(made_checks) + 1
    verdict = f"'Controle'!$F$2:$F${last}"
    first = [*about, ("Controle", sheets.Formula(
        f'=IF(AND(COUNTIF({verdict},"{GOOD}")={len(made_checks)},COUNTIF({verdict},"{BAD}")=0),"{GOOD}","{BAD}")')),
        *((tab.name, tab.about) for tab in shown), ("Definities", "Wat elke kolom betekent, met de clausule van het beleid"),
        ("Controle", f"{len(made_checks)} cijfers, elk met een formule opnieuw geteld uit de tabbladen met records: groen of rood")]
    sheets.add(made, "Leeswijzer", _FIRST, first)
    _colour(made, "Leeswijzer", f"B1:B{len(first) + 1}")
    for tab in shown:
        sheets.add(made, tab.name, {title: width for _, title, width in tab.columns}, tab.cells())
    sheets.add(made, "Definities", _DEFINITIONS, (
        [row["mart"], row["kolom"], row["definitie"], row["clausule"], row["measures"]] for row in definitions))
    sheets.add(made, "Controle", _CHECK, (_check(check, place) for place, check in enumerate(made_checks, start=2)))
    _colour(made, "Controle", f"F2:F{last}")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    made.save(draft)
    draft.replace(path)
    return path


def norms(findings: Tab, names: dict[str, str]) -> Tab:
    """The findings of the year per norm: how many and how much; `names` (norm -> name)."""
    rows: dict[str, Row] = {}
    for finding in findings.rows:
        row = rows.setdefault(finding["norm"], {
            "norm": finding["norm"], "naam": names.get(finding["norm"], ""), "clausule": finding["clausule"], "aantal": 0, "bedrag": None})
        row["aantal"] += 1
        if finding["bedrag"] is not None:
            row["bedrag"] = (row["bedrag"] or Decimal(0)) + finding["bedrag"]
    return Tab("Rechtmatigheid", "Afwijkingen van de normen in het jaar, met het bedrag waar de norm over geld gaat", [
        ("norm", "Norm", 8), ("naam", "Naam", 54), ("clausule", "Clausule", 16), ("aantal", "Aantal", 10), ("bedrag", "Bedrag", 18)],
        [rows[norm] for norm in sorted(rows)])


def _check(check: checks.Check, line: int) -> list[object]:
    # an error or a text in one of the two is no agreement
    return [check.tab, check.wat, sheets.Formula(f"={check.figure}", Decimal), sheets.Formula(f"={check.again}", Decimal),
            sheets.Formula(f"=ROUND(C{line}-D{line},2)", Decimal),
            sheets.Formula(f'=IF(ISNUMBER(E{line}),IF(E{line}=0,"{GOOD}","{BAD}"),"{BAD}")')]


def _colour(made: Workbook, name: str, cells: str) -> None:
    for word, fill in ((GOOD, _GREEN), (BAD, _RED)):
        made[name].conditional_formatting.add(cells, CellIsRule(operator="equal", formula=[f'"{word}"'], fill=fill))


__all__ = ["ORDER", "norms", "write"]
