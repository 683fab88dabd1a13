"""What a gate needs counted before Great Expectations opens the file read-only: schema `poort` of the candidate.

`expectations/<poort>/_audit/<naam>.sql` is one SELECT that becomes `poort.<naam>`. It may read the candidate, and

- `poort.run`: run_id, publicatie, periode, peildatum (P), vergeleken (there is an earlier version): one row
- `poort.gemeenten`: gemeentecode of every gemeente that is judged
- `poort.vorige_<mart>`: the same mart in the version that is current now; empty when there is none
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from zow import settings
from zow.gates import bsn

if TYPE_CHECKING:
    from zow.gates import GateRun

COMPARED = ("effectmeting", "bijstand_stromen")  # marts whose closed figures are compared with the version before


def prepare(database: Path, poort: str, gemeenten: Sequence[str],
            run: GateRun) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Make schema `poort` anew in `database`, which no one else may have open. Returns the tables that now exist
    (`schema.tabel` -> columns) and the audits that failed (`poort.<naam>` -> kind of error): their table is absent,
    which makes the gate red. Raises duckdb.Error when the file itself cannot be opened."""
    failed: dict[str, str] = {}
    config = {"memory_limit": settings.get().memory_limit, "threads": settings.get().threads}
    with duckdb.connect(str(database), config=config) as con:
        con.execute("drop schema if exists poort cascade")
        con.execute("create schema poort")
        con.execute("create table poort.gemeenten as select unnest(?::varchar[]) as gemeentecode", [list(gemeenten)])
        con.execute("""create table poort.run as select ?::varchar as run_id, ?::varchar as publicatie,
            ?::varchar as periode, ?::date as peildatum, ?::boolean as vergeleken""",
            [run.run_id, run.publicatie, run.periode, run.peildatum, run.vorige_versie is not None])
        steps = [(path.stem, path) for path in sorted((settings.get().expectations / poort / "_audit").glob("*.sql"))]
        if poort == "publicatie":
            _guarded(failed, "poort.vorige", lambda: _copy_previous(con, run.vorige_versie))
        _guarded(failed, "poort.bsn_lek", lambda: bsn.audit(con))
        for name, path in steps:
            _guarded(failed, f"poort.{name}", lambda path=path, name=name: con.execute(
                f"create table poort.{name} as {path.read_text(encoding='utf-8').rstrip().rstrip(';')}"))
        tables: dict[str, set[str]] = {}
        for schema, table, column in con.execute(
                "select table_schema, table_name, column_name from information_schema.columns").fetchall():
            tables.setdefault(f"{schema}.{table}", set()).add(column)
    return tables, failed


def _guarded(failed: dict[str, str], name: str, step) -> None:
    try:
        step()
    except (duckdb.Error, OSError) as error:  # one audit that fails makes its own table red; the others still count
        text = str(error).splitlines()[0]
        # binder and catalog errors name columns, other errors can quote a value
        shown = isinstance(error, duckdb.BinderException | duckdb.CatalogException)
        failed[name] = f"{type(error).__name__}: {text[:200]}" if shown else type(error).__name__


def _copy_previous(con: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    columns = {}
    if previous is not None:
        con.execute(f"attach '{str(previous).replace(chr(39), chr(39) * 2)}' as vorige (read_only)")
        rows = con.execute("""select table_name, column_name from information_schema.columns
            where table_catalog = 'vorige' and table_schema = 'marts'""").fetchall()
        for table, column in rows:
            columns.setdefault(table, set()).add(column)
    try:
        own = con.execute("""select table_name, list(column_name) from information_schema.columns
            where table_catalog = current_database() and table_schema = 'marts' group by 1""").fetchall()
        for mart, names in own:
            if mart not in COMPARED:
                continue
            con.execute(f"create table poort.vorige_{mart} as select * from marts.{mart} where false")
            shared = [name for name in names if name in columns.get(mart, set())]
            if "gemeentecode" in shared:
                con.execute(f"""insert into poort.vorige_{mart} by name
                    select {', '.join(shared)} from vorige.marts.{mart}
                    where gemeentecode in (select gemeentecode from poort.gemeenten)""")
    finally:
        if previous is not None:
            con.execute("detach vorige")
