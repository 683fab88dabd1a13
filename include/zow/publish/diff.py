"""`zow diff`: what two published versions say differently, and through how many records (measures 10, Revisions)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click
import duckdb

from zow.errors import UsageError
from zow.publish import compare, log, revisions
from zow.publish.version import DATABASE
from zow.warehouse.sql import literal

SHOWN = 40


@dataclass
class Difference:
    """What differs between the versions `left` and `right` for the gemeenten that both have. `figures`: (gemeentecode, periode,
    indicator, uitsplitsing, then, now) of mart cijfers; `records`: (gemeentecode, bron, bestand, added, changed, removed);
    `tables`: what `compare` found in core and marts."""

    left: log.Entry
    right: log.Entry
    gemeenten: list[str]
    figures: list[tuple] = field(default_factory=list)
    records: list[tuple] = field(default_factory=list)
    tables: list[compare.Difference] = field(default_factory=list)


def run(left: str, right: str, everything: bool) -> None:
    """Print the difference. Raises UsageError when a version is not there or the two have no gemeente in common."""
    click.echo(render(between(_entry(left), _entry(right)), None if everything else SHOWN))


def between(left: log.Entry, right: log.Entry) -> Difference:
    """Compare two versions that are on disk, for all periods and the gemeenten of both."""
    codes = sorted({row["gemeentecode"] for row in left.gemeenten} & {row["gemeentecode"] for row in right.gemeenten})
    if not codes:
        raise UsageError(f"{left.name} en {right.name} hebben geen gemeente gemeen.", "argumenten VERSIE VERSIE",
                         "Kies twee versies van dezelfde gemeente.")
    found = Difference(left, right, codes)
    found.figures = _figures(_database(left), _database(right), codes)
    for code in codes:
        found.records += [(code, *row) for row in revisions.between(code, left, right) if any(row[2:])]
    found.tables = compare.compare(_database(left), _database(right), codes, national=False).differences
    return found


def render(found: Difference, most: int | None) -> str:
    """The difference as text; at most `most` figures."""
    lines = [f"{entry.name}: peilmoment {entry.peilmoment}, gepubliceerd {entry.gepubliceerd_op}, code {entry.git_commit}"
             for entry in (found.left, found.right)]
    lines += [f"Gemeenten in beide: {', '.join(found.gemeenten)}", ""]
    lines.append(f"Cijfers die verschillen: {len(found.figures)}")
    for code, period, indicator, part, then, now in found.figures[:most]:
        lines.append(f"  {code} {period:<8} {indicator} [{part}]: {_number(then)} -> {_number(now)}{_moved(then, now)}")
    left = len(found.figures) - len(found.figures[:most])
    lines += [f"  ... en nog {left}; --alles laat alles zien."] if left else []
    lines += ["", f"Bronbestanden met andere records: {len(found.records)}"]
    lines += [f"  {code} {bron}.{bestand}: {added} toegevoegd, {changed} gewijzigd, {removed} vervallen"
              for code, bron, bestand, added, changed, removed in found.records]
    lines += ["", f"Tabellen die verschillen: {len(found.tables)}"]
    lines += [f"  {_table(table)}" for table in found.tables]
    return "\n".join(lines)


def _table(found: compare.Difference) -> str:
    parts = [f"{found.changed} rijen anders"] if found.changed else []
    parts += [f"{found.only_left} alleen eerst"] if found.only_left else []
    parts += [f"{found.only_right} alleen nu"] if found.only_right else []
    parts += [f"ontbreekt: {', '.join(found.missing)}"] if found.missing else []
    columns = f" ({', '.join(f'{name} {n}' for name, n in found.columns.items())})" if found.columns else ""
    return f"{found.table}: {', '.join(parts)}{columns}"


def _figures(left: Path, right: Path, gemeenten: list[str]) -> list[tuple]:
    key = "gemeentecode, periode, indicator, uitsplitsing"
    with duckdb.connect() as con:
        for name, path in (("toen", left), ("nu", right)):
            con.execute(f"attach {literal(path)} as {name} (read_only)")
            has = con.execute("select count(*) from duckdb_tables() where database_name = ? and schema_name = 'marts' "
                              "and table_name = 'cijfers'", [name]).fetchone()[0]
            if not has:
                raise UsageError(f"{path.parent.name} is van voordat cijfers werden onthouden.", "argumenten VERSIE VERSIE",
                                 "Kies een nieuwere versie, of vergelijk met zow reproduce.")
        return con.execute(f"""select {key}, t.waarde, n.waarde from toen.marts.cijfers t full outer join nu.marts.cijfers n using ({key})
            where list_contains(?, gemeentecode) and t.waarde is distinct from n.waarde order by {key}""", [gemeenten]).fetchall()


def _entry(name: str) -> log.Entry:
    known = log.entries()
    if name not in known or not _database(known[name]).exists():
        there = [entry.name for entry in known.values() if _database(entry).exists()]
        raise UsageError(f"Versie {name} is er niet.", "argumenten VERSIE VERSIE",
                         f"Kies uit: {', '.join(there)}." if there else "Er is nog niets gepubliceerd.")
    return known[name]


def _database(entry: log.Entry) -> Path:
    return log.versions_folder() / entry.name / DATABASE


def _number(value: float | None) -> str:
    return "leeg" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def _moved(then: float | None, now: float | None) -> str:
    return "" if then is None or now is None else f" ({'+' if now > then else ''}{_number(now - then)})"
