"""The candidate database of a run: schema `raw`, views over the Parquet that holds at K (docs/house.md)."""

from __future__ import annotations

import glob
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from zow import contracts, settings
from zow.ingest import catalogue
from zow.warehouse import raw_schema
from zow.warehouse.run import Build
from zow.warehouse.sql import literal


def create(database: Path, builds: list[Build], until: datetime | None) -> None:
    """Make `database` anew with schema `raw` for `builds`. Reads only the raw room; the views name its Parquet by path."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (database, database.with_name(database.name + ".wal")):
        leftover.unlink(missing_ok=True)
    used = {b.levering: b for b in builds}
    codes = {b.gemeentecode for b in builds}
    accepted = [o for o in catalogue.accepted("gws", until=until) if o.gemeentecode in codes]
    with duckdb.connect(str(database)) as con:
        con.execute("create schema raw")
        con.execute(f"create table raw.peilmomenten ({raw_schema.definition(raw_schema.PEILMOMENTEN)})")
        if builds:
            con.executemany("insert into raw.peilmomenten values (?, 'gws', ?, ?, ?, ?, ?)", [
                [b.gemeentecode, b.levering, b.geleverd_op, b.asof, b.peilmoment, b.eerste_levering_op] for b in builds])
        for file in contracts.load("gws", None).files:
            parts = [(o, o.files[file.name].part) for o in accepted if o.levering in used]
            con.execute(_view(f"gws_{file.name}", raw_schema.file_columns(file), parts))
        parts = [(o, o.files["clienten"].part) for o in accepted]
        con.execute(_view(raw_schema.HISTORY, raw_schema.history_columns(), parts))
        _record_tables(con)


def _view(name: str, columns: dict[str, str], parts: list[tuple[catalogue.Outcome, str]]) -> str:
    """SQL of one raw view. A part can serve several deliveries (equal bytes are stored once), so `_delivery` and `geleverd_op`
    come from the delivery that names the part, not from the part."""
    if not parts:
        return f"create view raw.{name} as select {_nulls(columns)} where false"
    raw = settings.get().raw
    mapping = ", ".join(f"({literal(raw / part)}, {literal(o.levering)}, timestamp '{o.geleverd_op}')" for o, part in parts)
    paths = ", ".join(literal(glob.escape(path)) for path in dict.fromkeys(str(raw / part) for _, part in parts))
    from_delivery = {"_delivery": "d.levering as _delivery", "geleverd_op": "d.geleverd_op"}
    names = ", ".join(from_delivery.get(column, f"cast(r.{column} as {kind}) as {column}") for column, kind in columns.items())
    # the empty first leg gives a column that older parts lack, so that a contract may grow
    rows = f"select {_nulls(columns)}, cast(null as varchar) as filename where false union all by name " \
           f"select * from read_parquet([{paths}], union_by_name = true, filename = true)"
    return f"create view raw.{name} as select {names} from ({rows}) r " \
           f"join (values {mapping}) as d(pad, levering, geleverd_op) on r.filename = d.pad"


def _record_tables(con: duckdb.DuckDBPyConnection) -> None:
    """raw.leveringen and raw.quarantaine: everything ever judged, of every gemeente."""
    columns = raw_schema.LEVERINGEN
    rows = pd.DataFrame([{c: getattr(o, c) for c in columns} for o in catalogue.outcomes()], columns=list(columns), dtype=object)
    con.register("uitkomsten", rows)
    con.execute(f"create table raw.leveringen as select {_casts(columns)} from uitkomsten")
    con.unregister("uitkomsten")
    columns = raw_schema.QUARANTAINE
    files = [glob.escape(str(path)) for path in catalogue.quarantine_files()]
    source = "read_parquet($paden, union_by_name = true)" if files else f"(select {_nulls(columns)} where false)"
    con.execute(f"create table raw.quarantaine as select {_casts(columns)} from {source}", {"paden": files} if files else None)


def _casts(columns: dict[str, str]) -> str:
    return ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())


def _nulls(columns: dict[str, str]) -> str:
    return ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
