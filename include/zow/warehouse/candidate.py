"""The candidate database of a run: schema `raw`, views over the Parquet that holds at K (docs/house.md)."""

from __future__ import annotations

import glob
from collections.abc import Set
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from zow import contracts, policy, settings
from zow.ingest import catalogue, names
from zow.warehouse import raw_schema, selection
from zow.warehouse.run import Build
from zow.warehouse.sql import literal


def create(database: Path, builds: list[Build], until: datetime | None, known: Set[tuple[str, str]] | None = None) -> None:
    """Make `database` anew with schema `raw` for `builds`. Reads only the raw room; the views name its Parquet by path. Without
    builds it still holds the national feeds at `until`: a dagstand that keeps every gemeente as it was needs those rows too.
    With `known` no other accepted delivery (bron, levering) than those exists, as when the builds were first made."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (database, database.with_name(database.name + ".wal")):
        leftover.unlink(missing_ok=True)
    judged = catalogue.outcomes()
    accepted = {(o.bron, o.levering): o for o in judged
                if o.status == catalogue.ACCEPTED and (known is None or (o.bron, o.levering) in known)}
    used = {(u.bron, u.levering) for b in builds for u in b.leveringen} or {(u.bron, u.levering) for u in selection.national(until)}
    outcomes = [accepted[key] for key in sorted(used)]
    codes = {b.gemeentecode for b in builds}
    history = [o for (bron, _), o in sorted(accepted.items())
               if bron == "gws" and o.gemeentecode in codes and (until is None or o.geleverd_op <= until)]
    with duckdb.connect(str(database)) as con:
        con.execute("create schema raw")
        _table(con, "peilmomenten", raw_schema.PEILMOMENTEN, [
            [b.gemeentecode, u.bron, u.levering, u.geleverd_op, b.asof, b.peilmoment, b.eerste_levering_op]
            for b in builds for u in b.leveringen])
        for bron in ("gws", *raw_schema.FEED_BRONNEN):
            columns_of = raw_schema.feed_columns if bron in raw_schema.FEED_BRONNEN else raw_schema.file_columns
            for file in contracts.load(bron, None).files:
                con.execute(_view(f"{bron}_{file.name}", columns_of(file), _parts(outcomes, bron, file.name)))
        con.execute(_view(raw_schema.CBS, raw_schema.WAARNEMINGEN, _parts(outcomes, "cbs", names.OBSERVATIONS)))
        con.execute(_view(raw_schema.HISTORY, raw_schema.history_columns(), _parts(history, "gws", "clienten")))
        _record_tables(con, judged)
        for name, columns in raw_schema.REVISIONS.items():
            _table(con, name, columns, [])
        _policy_tables(con)


def _parts(outcomes: list[catalogue.Outcome], bron: str, file: str) -> list[tuple[catalogue.Outcome, catalogue.FileOutcome]]:
    return [(o, o.files[file]) for o in outcomes if o.bron == bron and file in o.files]


def _view(name: str, columns: dict[str, str], parts: list[tuple[catalogue.Outcome, catalogue.FileOutcome]]) -> str:
    """SQL of one raw view. A part can serve several deliveries (equal bytes are stored once), so what says of which delivery and
    file a row is comes from the delivery that names the part, not from the part."""
    if not parts:
        return f"create view raw.{name} as select {_nulls(columns)} where false"
    raw = settings.get().raw
    mapping = ", ".join(f"({literal(raw / f.part)}, {literal(o.levering)}, {literal(f.file_name)}, timestamp '{o.geleverd_op}', "
                        f"{literal(o.venster)})" for o, f in parts)
    paths = ", ".join(literal(glob.escape(path)) for path in dict.fromkeys(str(raw / f.part) for _, f in parts))
    special = {"_delivery": "d.levering as _delivery", "_file": "d.bestand as _file", "geleverd_op": "d.geleverd_op",
               "_venster": "d._venster"}
    if any(selection.owner(o) is None for o, _ in parts):
        special["gemeentecode"] = "cast(null as varchar) as gemeentecode"
    selected = ", ".join(special.get(column, f"cast(r.{column} as {kind}) as {column}") for column, kind in columns.items())
    # the empty first leg gives a column that older parts lack, so that a contract may grow
    rows = f"select {_nulls(columns)}, cast(null as varchar) as filename where false union all by name " \
           f"select * from read_parquet([{paths}], union_by_name = true, filename = true)"
    return f"create view raw.{name} as select {selected} from ({rows}) r " \
           f"join (values {mapping}) as d(pad, levering, bestand, geleverd_op, _venster) on r.filename = d.pad"


def _record_tables(con: duckdb.DuckDBPyConnection, judged: list[catalogue.Outcome]) -> None:
    """raw.leveringen and raw.quarantaine: everything ever judged, of every gemeente."""
    _table(con, "leveringen", raw_schema.LEVERINGEN, [
        [selection.owner(o) if c == "gemeentecode" else getattr(o, c) for c in raw_schema.LEVERINGEN] for o in judged])
    columns = raw_schema.QUARANTAINE
    files = [glob.escape(str(path)) for path in catalogue.quarantine_files()]
    source = "read_parquet($paden, union_by_name = true)" if files else f"(select {_nulls(columns)} where false)"
    con.execute(f"create table raw.quarantaine as select {_casts(columns)} from {source}", {"paden": files} if files else None)


def _policy_tables(con: duckdb.DuckDBPyConnection) -> None:
    """raw.beleid_<seed>: the policy that this run is made with, which dbt puts in place of the seeds that may be changed."""
    found = policy.tables()
    for seed in policy.SEEDS.values():
        columns = dict.fromkeys((name for row in found[seed] for name in row if name not in policy.WHO), "VARCHAR")
        _table(con, f"beleid_{seed}", columns, [[row.get(name) or None for name in columns] for row in found[seed]])


def _table(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], rows: list[list]) -> None:
    con.register("rijen", pd.DataFrame(rows, columns=list(columns), dtype=object))
    con.execute(f"create table raw.{name} as select {_casts(columns)} from rijen")
    con.unregister("rijen")


def _casts(columns: dict[str, str]) -> str:
    return ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in columns.items())


def _nulls(columns: dict[str, str]) -> str:
    return ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
