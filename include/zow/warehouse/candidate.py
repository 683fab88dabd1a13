"""The candidate database of a run: schema `raw`, views over the Parquet that holds at K (docs/house.md)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from zow import contracts, settings
from zow.ingest import catalogue
from zow.warehouse.run import Build

LINEAGE = {"_delivery": "VARCHAR", "_file": "VARCHAR", "_line": "BIGINT", "_row_hash": "VARCHAR"}

_PEILMOMENTEN = """create table raw.peilmomenten (gemeentecode VARCHAR, bron VARCHAR, levering VARCHAR, geleverd_op TIMESTAMP,
    "asof" DATE, peilmoment VARCHAR, eerste_levering_op TIMESTAMP)"""
_LEVERINGEN = {
    "gemeentecode": "VARCHAR", "bron": "VARCHAR", "levering": "VARCHAR", "geleverd_op": "TIMESTAMP",
    "ontvangen_op": "TIMESTAMP", "status": "VARCHAR", "reden": "VARCHAR", "regels": "BIGINT", "afgekeurd": "BIGINT",
    "sha256": "VARCHAR",
}
_QUARANTAINE = {
    "gemeentecode": "VARCHAR", "bron": "VARCHAR", "levering": "VARCHAR", "bestand": "VARCHAR", "regel": "BIGINT",
    "kolom": "VARCHAR", "regel_code": "VARCHAR", "ernst": "VARCHAR", "melding": "VARCHAR", "ruwe_regel": "VARCHAR",
}


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
        con.execute(_PEILMOMENTEN)
        if builds:
            con.executemany("insert into raw.peilmomenten values (?, 'gws', ?, ?, ?, ?, ?)", [
                [b.gemeentecode, b.levering, b.geleverd_op, b.asof, b.peilmoment, b.eerste_levering_op] for b in builds])
        for file in contracts.load("gws", None).files:
            parts = [(o, o.files[file.name].part) for o in accepted if o.levering in used]
            con.execute(_view(f"gws_{file.name}", file, parts, with_stamp=False))
        history = next(f for f in contracts.load("gws", None).files if f.name == "clienten")
        parts = [(o, o.files["clienten"].part) for o in accepted]
        con.execute(_view("gws_clienten_historie", history, parts, with_stamp=True))
        _record_tables(con)


def _view(name: str, file: contracts.FileContract, parts: list[tuple[catalogue.Outcome, str]], with_stamp: bool) -> str:
    """SQL of one raw view. A part can serve several deliveries (equal bytes are stored once), so `_delivery` comes from the
    delivery that names the part, not from the part."""
    columns = {"gemeentecode": "VARCHAR", **dict(contracts.raw_columns(file)), **LINEAGE}
    typed = ", ".join(f"cast(null as {kind}) as {column}" for column, kind in columns.items())
    stamp = ", cast(null as timestamp) as geleverd_op" if with_stamp else ""
    if not parts:
        return f"create view raw.{name} as select {typed}{stamp} where false"
    raw = settings.get().raw
    mapping = ", ".join(f"('{raw / part}', '{o.levering}', timestamp '{o.geleverd_op}')" for o, part in parts)
    paths = ", ".join(f"'{path}'" for path in dict.fromkeys(str(raw / part) for _, part in parts))
    names = ", ".join("d.levering as _delivery" if column == "_delivery" else f"cast(r.{column} as {kind}) as {column}"
                      for column, kind in columns.items())
    stamp = ", d.geleverd_op" if with_stamp else ""
    # the empty first leg gives a column that older parts lack, so that a contract may grow
    rows = f"select {typed}, cast(null as varchar) as filename where false union all by name " \
           f"select * from read_parquet([{paths}], union_by_name = true, filename = true)"
    return f"create view raw.{name} as select {names}{stamp} from ({rows}) r " \
           f"join (values {mapping}) as d(pad, levering, geleverd_op) on r.filename = d.pad"


def _record_tables(con: duckdb.DuckDBPyConnection) -> None:
    """raw.leveringen and raw.quarantaine: everything ever judged, of every gemeente."""
    outcomes = catalogue.outcomes()
    rows = pd.DataFrame([{c: getattr(o, c) for c in _LEVERINGEN} for o in outcomes], columns=list(_LEVERINGEN), dtype=object)
    con.register("uitkomsten", rows)
    con.execute(f"create table raw.leveringen as select {_casts(_LEVERINGEN)} from uitkomsten")
    con.unregister("uitkomsten")
    files = [str(path) for path in catalogue.quarantine_files()]
    source = "read_parquet($paden, union_by_name = true)" if files else f"(select {_nulls(_QUARANTAINE)} where false)"
    con.execute(f"create table raw.quarantaine as select {_casts(_QUARANTAINE)} from {source}",
                {"paden": files} if files else None)


def _casts(columns: dict[str, str]) -> str:
    return ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())


def _nulls(columns: dict[str, str]) -> str:
    return ", ".join(f"null as {name}" for name in columns)
