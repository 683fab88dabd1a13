"""Sheets of a workbook as people sort, filter and print them: a head that stays, columns of a width, text that is never a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from zow.errors import ZowError

# Excel writes the thousands and decimal marks of the reader's language
_AMOUNT = "#,##0.00"
_FORMATS = {datetime: "dd-mm-yyyy hh:mm", date: "dd-mm-yyyy", int: "#,##0", Decimal: _AMOUNT, float: "0.0%"}
_LONGEST = 32767  # characters in a cell
_MOST = 1_048_576  # rows of a sheet
_FORMULA = ("=", "+", "-", "@")
_HEAD = (Font(bold=True, color="FFFFFF"), PatternFill("solid", start_color="12466E"), Alignment(vertical="top", wrap_text=True))
# Control characters do not belong on a page and cannot stand in a workbook.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")


class Formula(str):
    """A formula of our own, with its "="; `kind` (Decimal) says how its result is shown. Any other text never becomes one."""

    kind: type | None

    def __new__(cls, text: str, kind: type | None = None) -> Formula:
        made = super().__new__(cls, text)
        made.kind = kind
        return made


def clean(text: str) -> str:
    """`text` without control characters and lone surrogates (each becomes U+FFFD)."""
    return _CONTROL.sub("\ufffd", text)


def book(title: str, moment: datetime) -> Workbook:
    """An empty workbook of the house, made at `moment`, so that the same content gives the same bytes but for its zip."""
    made = Workbook(write_only=True)
    made.properties.title = title
    made.properties.creator = "Zicht op Werk"
    made.properties.language = "nl-NL"
    made.properties.created = made.properties.modified = moment
    return made


def add(made: Workbook, name: str, columns: dict[str, int], rows: Iterable[list[object]]) -> None:
    """Add sheet `name`: `columns` (title -> width) and `rows`. Dates, moments, int and Decimal stay what they are; a float is a share;
    text never becomes a formula, whatever it starts with, unless it is a Formula."""
    sheet = made.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for number, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, title) for title in columns]
    for cell in head:
        cell.font, cell.fill, cell.alignment = _HEAD
    sheet.append(head)
    styled = _Styled(sheet)
    count = 1
    for row in rows:
        sheet.append(styled.cells(row))
        count += 1
    if count > _MOST:
        raise ZowError(f"Tabblad {name} heeft {count} regels; een werkblad kan er {_MOST} hebben.", f"werkboek {made.properties.title}",
                       "Gebruik de tabel in de Parquet-bestanden van de versie, of publiceer per gemeente en jaar.")
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


class _Styled:
    """Values as cells of a sheet. A cell is written as soon as it is handed over, so one per kind serves every row: making a cell with a
    style costs ten times what writing it does."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self.kinds = {kind: WriteOnlyCell(sheet) for kind in (*_FORMATS, Formula, str)}
        self.formula_amount = WriteOnlyCell(sheet)
        for kind, text in _FORMATS.items():
            self.kinds[kind].number_format = text
        self.formula_amount.number_format = _AMOUNT
        self.kinds[str].quotePrefix = True  # also after someone edits the cell

    def cells(self, row: list[object]) -> Iterator[object]:
        for value in row:
            if isinstance(value, Formula):
                cell = self.formula_amount if value.kind is Decimal else self.kinds[Formula]
                cell.value = str(value)
            elif isinstance(value, str):
                text = clean(value)[:_LONGEST]
                if not text.startswith(_FORMULA):
                    yield text
                    continue
                cell = self.kinds[str]
                cell.value = text
                cell.data_type = "s"
            elif value is None:
                yield None
                continue
            else:
                cell = self.kinds.get(type(value)) or self.kinds[int]
                cell.value = value
            yield cell
