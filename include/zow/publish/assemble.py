"""Assemble one database from what was rebuilt and what is carried over (architecture 4, marts.md "a version")."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import duckdb

from zow import settings
from zow.publish import meta_tables
from zow.warehouse.sql import literal, owner

log = logging.getLogger("zow.publish")


def assemble(candidate: Path, previous: Path | None, target: Path, schemas: Iterable[str], rebuilt: list[str],
             carried: list[str], meta: dict[str, list[dict]]) -> None:
    """Write `target`: every table of `schemas` in `candidate` with the rows of `rebuilt` gemeenten and the national rows
    (gemeentecode NULL), plus the rows of `carried` gemeenten out of `previous` (a column that it lacks is NULL), plus `meta`. A row is
    of the gemeente that owns it (`zow.warehouse.sql.owner`).
    `meta.leveringen` and `meta.quarantaine` come whole from the candidate. `target` is closed and complete on return."""
    config = settings.get()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with duckdb.connect(config={"memory_limit": config.memory_limit, "threads": config.threads}) as con:
        con.execute(f"attach {literal(target)} as doel")
        con.execute(f"attach {literal(candidate)} as kandidaat (read_only)")
        if previous and carried:
            con.execute(f"attach {literal(previous)} as vorige (read_only)")
        for schema in schemas:
            con.execute(f"create schema doel.{schema}")
            for table in _tables(con, "kandidaat", schema):
                old = _columns(con, "vorige", schema, table) if previous and carried else {}
                _copy(con, schema, table, old, rebuilt, carried)
        con.execute("create schema doel.meta")
        for table in ("leveringen", "quarantaine"):
            con.execute(f"create table doel.meta.{table} as from kandidaat.meta.{table} order by all")
        for table, rows in meta.items():
            meta_tables.create(con, table, rows, "doel")
        con.execute("checkpoint doel")


def _tables(con: duckdb.DuckDBPyConnection, catalog: str, schema: str) -> list[str]:
    rows = con.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = ? order by 1", [catalog, schema])
    return [name for (name,) in rows.fetchall()]


def _columns(con: duckdb.DuckDBPyConnection, catalog: str, schema: str, table: str) -> dict[str, str]:
    rows = con.execute(
        "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ? "
        "order by column_index", [catalog, schema, table])
    return dict(rows.fetchall())


def _copy(con: duckdb.DuckDBPyConnection, schema: str, table: str, old: dict[str, str], rebuilt: list[str],
          carried: list[str]) -> None:
    columns = _columns(con, "kandidaat", schema, table)
    names = ", ".join(map(_quoted, columns))
    whose = owner(columns)
    query = f"select {names} from kandidaat.{schema}.{table} where {whose} is null or list_contains($rebuilt, {whose})"
    parameters: dict[str, object] = {"rebuilt": rebuilt}
    if old:
        casts = ", ".join(f'cast({_quoted(name) if name in old else "null"} as {kind}) as "{name}"'
                          for name, kind in columns.items())
        query += f" union all select {casts} from vorige.{schema}.{table} where list_contains($carried, {whose})"
        parameters["carried"] = carried
    con.execute(f"create table doel.{schema}.{table} as select * from ({query}) order by all", parameters)


def _quoted(name: str) -> str:
    return f'"{name}"'  # "asof" is a word of DuckDB's SQL


def export_parquet(database: Path, folder: Path, only: tuple[str, str] | None = None) -> None:
    """Write every table of `database`, or the one (schema, table) that `only` names, as `<folder>/<schema>/<table>.parquet` (zstd)."""
    with duckdb.connect(str(database), read_only=True) as con:
        tables = [only] if only else con.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, table in tables:
            (folder / schema).mkdir(parents=True, exist_ok=True)
            con.execute(f"copy {schema}.{table} to {literal(folder / schema / f'{table}.parquet')} (format parquet, compression zstd)")
