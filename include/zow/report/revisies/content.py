"""What the page of revisions shows: per earlier publication what moved, in the unit of the figure, and through how many records."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from zow import figures
from zow.figures import Figure
from zow.report import dutch
from zow.report.reading import Reader, Row

_KEY = ("publicatie", "periode", "versie")
# unit -> how a value and a difference of it are written
_WRITTEN: dict[str, tuple[Callable, Callable]] = {
    "aandeel": (dutch.procent, dutch.procentpunt), "euro": (dutch.euro, dutch.euro_verschil),
    "aantal": (dutch.getal, dutch.verschil), "gemiddelde": (lambda v: dutch.getal(v, 2), lambda v: dutch.verschil(v, 2)),
    "jaar": (lambda v: dutch.getal(v, 2), lambda v: dutch.verschil(v, 2)),
}


def readable(reader: Reader) -> bool:
    return reader.has("marts.revisies")


def publications(reader: Reader, version: Row, gemeentecode: str) -> list[Row]:
    """Every earlier publication that mart revisies compares with, the newest first: `vergeleken` figures, those that `bewogen` (with
    `toen`, `nu` and `verschil` as text), and what may explain it."""
    name_of, unit_of = cache(_known), cache(lambda figure: _unit(reader, figure))
    rows = reader.rows("""select * exclude (gemeentecode), waarde_toen is distinct from waarde_nu as bewogen from marts.revisies
        where gemeentecode = ? order by publicatie, periode, versie, indicator, uitsplitsing""", gemeentecode)
    found = []
    for key in dict.fromkeys(tuple(row[name] for name in _KEY) for row in rows):
        own = [row for row in rows if tuple(row[name] for name in _KEY) == key]
        log = _log(reader, key)
        found.append({
            **dict(zip(_KEY, key, strict=True)), **log, "vergeleken": len(own),
            "code_veranderd": log["git_commit"] not in (None, version["git_commit"]),
            "bewogen": [_shown(row, name_of(row["indicator"]), unit_of(row["indicator"])) for row in own if row["bewogen"]],
            "zonder_records": sum(_untouched(row) for row in own if row["bewogen"])})
    return sorted(found, key=lambda each: (str(each["gepubliceerd_op"] or ""), each["publicatie"]), reverse=True)


def _shown(row: Row, figure: Figure | None, unit: str) -> Row:
    value, difference = _WRITTEN[unit]
    return {"indicator": row["indicator"], "naam": _name(figure, row["indicator"]), "figuur": figure.id if figure else None,
            "uitsplitsing": row["uitsplitsing"], "toen": value(row["waarde_toen"]), "nu": value(row["waarde_nu"]),
            "verschil": difference(row["verschil"]), "records": _records(row)}


def _records(row: Row) -> str:
    """Added / changed / removed; an en dash when the catalogue names no source of the figure."""
    counts = (row["records_toegevoegd"], row["records_gewijzigd"], row["records_vervallen"])
    return dutch.LEEG if None in counts else " / ".join(dutch.getal(count) for count in counts)


def _untouched(row: Row) -> bool:
    """Whether it moved though none of its records did. A value on one side only is a row that came or went, which the records of other
    files can do as well (a ledger line for a new budgetpost also gives that post a budget of 0)."""
    if row["waarde_toen"] is None or row["waarde_nu"] is None:
        return False
    return (row["records_toegevoegd"], row["records_gewijzigd"], row["records_vervallen"]) == (0, 0, 0)


def _known(figure_id: str) -> Figure | None:
    return figures.every().get(figure_id)


def _name(figure: Figure | None, code: str) -> str:
    if figure is None:
        return code
    return figure.indicators[0].naam if figure.indicators else code.replace(".", " · ").replace("_", " ")


def _unit(reader: Reader, figure_id: str) -> str:
    """The unit of a figure: that of the indicator, else what the type of the mart's column says (marts.md: counts, money and shares
    have types of their own)."""
    figure = _known(figure_id)
    if figure is not None and figure.indicators:
        return figure.indicators[0].eenheid
    mart, _, column = figure_id.partition(".")
    kinds = reader.rows("select data_type from duckdb_columns() where schema_name = 'marts' and table_name = ? and column_name = ?",
                        mart, column)
    if not kinds:
        return "gemiddelde"  # of a mart that is gone: a plain number
    kind = kinds[0]["data_type"]
    return "euro" if kind.startswith("DECIMAL") else "aandeel" if kind == "DOUBLE" else "aantal"


def _log(reader: Reader, key: tuple) -> Row:
    found = reader.rows("""select gepubliceerd_op, peilmoment, git_commit from meta.publicaties
        where publicatie = ? and periode = ? and versie = ?""", *key) if reader.has("meta.publicaties") else []
    return found[0] if found else {"gepubliceerd_op": None, "peilmoment": None, "git_commit": None}
