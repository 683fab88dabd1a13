"""The `meta` tables that the library writes itself, with the same check a dbt contract gives: names, order and types
(marts.md, meta). `leveringen` and `quarantaine` are dbt models."""

from __future__ import annotations

import duckdb

COLUMNS: dict[str, dict[str, str]] = {
    "kwaliteit": {
        "gemeentecode": "VARCHAR", "poort": "VARCHAR", "publicatie": "VARCHAR", "periode": "VARCHAR", "versie": "INTEGER",
        "levering": "VARCHAR", "expectation": "VARCHAR", "omschrijving": "VARCHAR", "tabel": "VARCHAR", "kolom": "VARCHAR",
        "ernst": "VARCHAR", "geslaagd": "BOOLEAN", "waargenomen": "VARCHAR", "drempel": "VARCHAR",
        "onverwacht_aantal": "BIGINT", "run_id": "VARCHAR", "tijdstip": "TIMESTAMP",
    },
    "publicaties": {
        "publicatie": "VARCHAR", "periode": "VARCHAR", "versie": "INTEGER", "peilmoment": "VARCHAR",
        "gepubliceerd_op": "TIMESTAMP", "gestart_door": "VARCHAR", "goedgekeurd_door": "VARCHAR",
        "goedgekeurd_op": "TIMESTAMP", "opmerking": "VARCHAR", "voorganger": "VARCHAR", "git_commit": "VARCHAR",
        "status": "VARCHAR", "gemeentecode": "VARCHAR",
    },
    "publicatie_gemeenten": {
        "publicatie": "VARCHAR", "periode": "VARCHAR", "versie": "INTEGER", "gemeentecode": "VARCHAR",
        "peilmoment": "VARCHAR", "asof": "DATE", "herkomst": "VARCHAR", "uit_versie": "VARCHAR", "reden": "VARCHAR",
    },
    "publicatie_leveringen": {
        "publicatie": "VARCHAR", "periode": "VARCHAR", "versie": "INTEGER", "gemeentecode": "VARCHAR", "bron": "VARCHAR",
        "levering": "VARCHAR",
    },
}


def create(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict], catalog: str) -> None:
    """Create `<catalog>.meta.<table>` and insert `rows` by column name. Raises ValueError on a column outside the contract
    or one that is missing, and duckdb.ConversionException on a value that does not fit its type."""
    columns = COLUMNS[table]
    for row in rows:
        if set(row) != set(columns):
            raise ValueError(f"meta.{table}: columns {sorted(set(row) ^ set(columns))} do not fit the contract")
    definition = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    con.execute(f"create table {catalog}.meta.{table} ({definition})")
    if not rows:
        return
    import pandas as pd  # takes half a second to import: only where it is used

    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    con.register("meta_rows", frame)
    try:
        casts = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in columns.items())
        con.execute(f"insert into {catalog}.meta.{table} by name select {casts} from meta_rows order by all")
    finally:
        con.unregister("meta_rows")
