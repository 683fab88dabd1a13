"""The quarantine of one gemeente as a workbook: a sheet per fault and a sheet per line, to sort, filter and work through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from zow.report.quarantine import texts
from zow.report.quarantine.content import Gemeente

_MOMENT, _COUNT = "dd-mm-yyyy hh:mm", "#,##0"  # Excel writes the thousands mark of the reader's language
_LONGEST = 32767  # characters in a cell
_FORMULA = ("=", "+", "-", "@")
_HEAD = (Font(bold=True, color="FFFFFF"), PatternFill("solid", start_color="12466E"), Alignment(vertical="top", wrap_text=True))
_SUMMARY = {"Bron": 24, "Levering": 44, "Bestand": 30, "Veld": 24, "Regel": 32, "Regelcode": 18, "Gevolg": 28, "Aantal regels": 10,
            "Sinds": 17, "Leveringen achtereen": 13, "Wat is er mis": 70, "Zo herstelt u het": 80}
_LINES = {"Bron": 24, "Levering": 44, "Bestand": 30, "Regelnummer": 13, "Veld": 24, "Regel": 32, "Gevolg": 28, "Sinds": 17,
          "Regel zoals geleverd (afgeschermd)": 90, "Wat is er mis": 70, "Zo herstelt u het": 80}


def write(path: Path, place: Gemeente, moment: datetime) -> None:
    """Write `place` to `path`. Text never becomes a formula, whatever it starts with."""
    book = Workbook(write_only=True)
    book.properties.title = f"Quarantaine {place.naam}"
    book.properties.creator = "Zicht op Werk"
    book.properties.language = "nl-NL"
    book.properties.created = book.properties.modified = moment
    _sheet(book.create_sheet("Samenvatting"), _SUMMARY, _summary(place))
    _sheet(book.create_sheet("Regels"), _LINES, _lines(place))
    book.save(path)


def _summary(place: Gemeente) -> Iterable[list[object]]:
    for refusal in place.refusals:
        yield [texts.source(refusal.bron, None), refusal.levering, "", "", "Geweigerde levering", "", "levering niet geladen", None,
               refusal.since, refusal.count, " ".join(refusal.reasons), ""]
    for fault in place.faults:
        what, repair = texts.split(fault.melding)
        yield [texts.stream(fault.stream), fault.stream.last.outcome.levering, fault.bestand, fault.kolom, texts.rule(fault.regel_code),
               fault.regel_code, texts.effect(fault), fault.count, fault.since.outcome.geleverd_op, fault.deliveries, what, repair]
    if place.clean:
        yield ["Er staat niets open."]


def _lines(place: Gemeente) -> Iterable[list[object]]:
    for fault in place.faults:
        fixed = [texts.stream(fault.stream), fault.stream.last.outcome.levering, fault.bestand]
        rule, effect = texts.rule(fault.regel_code), texts.effect(fault)
        for line in fault.lines:
            what, repair = texts.split(line.melding)
            yield [*fixed, line.regel, fault.kolom, rule, effect, line.since.outcome.geleverd_op, line.ruwe_regel, what, repair]
        if fault.count > len(fault.lines):
            yield [*fixed, None, fault.kolom, rule, effect, None,
                   f"Nog {fault.count - len(fault.lines)} regels met deze fout staan niet in deze lijst."]


def _sheet(sheet: WriteOnlyWorksheet, columns: dict[str, int], rows: Iterable[list[object]]) -> None:
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for number, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, name) for name in columns]
    for cell in head:
        cell.font, cell.fill, cell.alignment = _HEAD
    sheet.append(head)
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    if isinstance(value, str):
        text = texts.clean(value)[:_LONGEST]
        if not text.startswith(_FORMULA):
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = True  # also after someone edits the cell
        return cell
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = _MOMENT if isinstance(value, datetime) else _COUNT
    return cell
