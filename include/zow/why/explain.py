"""Finds the row that is asked about and the lists of records behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zow import periods
from zow.errors import UsageError
from zow.warehouse.sql import literal

_SQL = Path(__file__).parent / "sql"
_TIE = re.compile(r"-- telt: (\w+) = (.+)")
_NORMS = re.compile(r"-- normen: (.+)")
# mart -> the columns that name a row
MARTS = {
    "effectmeting": ("gemeentecode", "periode", "einddoel"),
    "participatiebudget_verloop": ("gemeentecode", "jaar", "deel"),
    "uitputting": ("gemeentecode", "periode", "budgetpost"),
    "wat_werkt": ("gemeentecode", "periode", "voorziening_code", "trajectdoel", "doelgroep"),
    "normafwijkingen": ("gemeentecode", "norm", "sleutel", "datum"),
}
ALIASES = {"verloop": "participatiebudget_verloop"}


@dataclass(frozen=True)
class Listed:
    """One list of records: what it is, the query exactly as it ran, its columns and rows, and per column of the mart what the records
    give beside what the mart has."""

    title: str
    query: str
    columns: list[str]
    rows: list[tuple]
    ties: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def off(self) -> list[tuple[str, Any, Any]]:
        """The columns in which records and mart differ."""
        return [tie for tie in self.ties if tie[1] != tie[2]]


@dataclass(frozen=True)
class Answer:
    """The row of `mart` (column -> value) and its lists."""

    mart: str
    row: dict[str, Any]
    lists: list[Listed]


def explain(database: Path, mart: str, asked: Mapping[str, str]) -> Answer:
    """The records behind the one row of `mart` that has the values `asked` (an empty value is NULL). Raises UsageError when there is no
    such mart, column or row, or more than one row."""
    name = ALIASES.get(mart, mart)
    if name not in MARTS:
        raise UsageError(f"Van {mart} zijn geen onderliggende records te tonen.", "argument MART",
                         f"Kies uit {', '.join([*ALIASES, *MARTS])}.")
    unknown = [key for key in asked if key not in MARTS[name]]
    if unknown:
        raise UsageError(f"{name} heeft geen sleutel {', '.join(unknown)}.", "argumenten sleutel=waarde",
                         f"Kies uit {', '.join(MARTS[name])}.")
    with duckdb.connect(str(database), read_only=True) as con:
        row = _row(con, name, asked)
        values = _values(name, row)
        lists = [_listed(con, path.read_text(encoding="utf-8"), values, row) for path in _files(name, row)]
    return Answer(name, row, lists)


def _files(mart: str, row: Mapping[str, Any]) -> list[Path]:
    found = []
    for path in sorted((_SQL / mart).glob("*.sql"), key=lambda path: int(path.stem.split("_")[0])):
        norms = _NORMS.search(path.read_text(encoding="utf-8"))
        if norms is None or row["norm"] in norms[1].split():
            found.append(path)
    return found


def _row(con: duckdb.DuckDBPyConnection, mart: str, asked: Mapping[str, str]) -> dict[str, Any]:
    where = _where(asked)
    found = con.execute(f"from marts.{mart} where {where} order by all limit 2")
    columns = [column[0] for column in found.description]
    rows = found.fetchall()
    if len(rows) == 1:
        return dict(zip(columns, rows[0], strict=True))
    missing = [key for key in MARTS[mart] if key not in asked]
    said = " ".join(f"{key}={value}" for key, value in asked.items()) or "deze vraag"
    if rows and missing:
        choices = "; ".join(f"{key}: {_choices(con, mart, key, where)}" for key in missing)
        raise UsageError(f"{said} wijst meer dan een rij van {mart} aan.", "argumenten sleutel=waarde", f"Geef ook {choices}.")
    # the first key, in the order of the mart, with which nothing is left: what there is instead stands beside it
    kept: dict[str, str] = {}
    wrong = MARTS[mart][0]
    for key in (key for key in MARTS[mart] if key in asked):
        wrong = key
        if not con.execute(f"select count(*) from marts.{mart} where {_where({**kept, key: asked[key]})}").fetchone()[0]:
            break
        kept[key] = asked[key]
    raise UsageError(f"{mart} heeft geen rij met {said}.", "argumenten sleutel=waarde",
                     f"Er is wel {wrong}: {_choices(con, mart, wrong, _where(kept))}. Controleer ook of de gemeente en periode "
                     "gepubliceerd zijn.")


def _where(values: Mapping[str, str]) -> str:
    return " and ".join(f"cast({key} as varchar) is not distinct from {literal(value) if value else 'null'}"
                        for key, value in values.items()) or "true"


def _choices(con: duckdb.DuckDBPyConnection, mart: str, key: str, where: str) -> str:
    found = con.execute(f"select distinct cast({key} as varchar) from marts.{mart} where {where} order by 1 limit 21").fetchall()
    names = ["(leeg)" if value is None else value for (value,) in found]
    return ", ".join([*names[:20], "..."] if len(names) > 20 else names) or "niets"


def _values(mart: str, row: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: row[key] for key in MARTS[mart]}
    if "periode" in values:
        period = periods.parse(values["periode"])
        values |= {"van": period.van, "tot": period.tot}
    if mart == "normafwijkingen":
        values["client_key"] = row["client_key"]
    return values


def _filled(sql: str, values: Mapping[str, Any]) -> str:
    """`sql` with its parameters written out, so that the query that is shown is the one that ran and can be run again."""
    def text(match: re.Match) -> str:
        value = values[match[1]]
        if value is None:
            return "null"
        return f"date '{value}'" if isinstance(value, date) else literal(value)
    return re.sub(r"\$(\w+)", text, sql)


def _listed(con: duckdb.DuckDBPyConnection, file: str, values: Mapping[str, Any], row: Mapping[str, Any]) -> Listed:
    query = _filled("\n".join(line for line in file.splitlines() if not line.startswith("--")).strip(), values)
    found = con.execute(query)
    columns, rows = [column[0] for column in found.description], found.fetchall()
    ties = []
    for column, aggregate in _TIE.findall(file):
        counted = con.execute(f"select {_filled(aggregate, values)} from ({query})").fetchone()[0]
        # what a row of the mart does not say (a norm that no payment belongs to) is nothing to compare with
        expected = _expected(row, column)
        ties.append((column, counted, expected))
    return Listed(file.splitlines()[0].removeprefix("-- "), query, columns, rows, ties)


def _expected(row: Mapping[str, Any], column: str) -> Any:
    if column == "betaald":  # N01 and N03 have the payments as bedrag, N02 as gevonden
        return row["gevonden"] if row["norm"] == "N02" else row["bedrag"] or 0
    return row[column]
