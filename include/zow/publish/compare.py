"""Are the figures of two databases equal? Row by row, NULL equal to NULL, doubles counted; and if not, where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import yaml

from zow import settings
from zow.warehouse.sql import literal, owner

SCHEMAS = ("core", "marts")
_SHOWN = 3


@dataclass
class Difference:
    """One table that is not equal. Rows that only one side has, by the key of the table where it has one (else `changed` is 0 and
    `keys` is empty); `columns` says in how many rows with the same key a column differs; `keys` are the first such keys."""

    table: str
    only_left: int = 0
    only_right: int = 0
    changed: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass
class Result:
    """`tables` and `rows` compared (rows of the left side)."""

    tables: int = 0
    rows: int = 0
    differences: list[Difference] = field(default_factory=list)


def compare(left: Path, right: Path, gemeenten: Iterable[str], national: bool, lacking_is_null: bool = False) -> Result:
    """Compare every table of core and marts in `left` with `right`, for the rows that `gemeenten` own and, when `national`, those without
    a gemeente. A table or column that `right` lacks is a difference, unless `lacking_is_null`: then it counts as empty there
    (figures that were carried over, marts.md)."""
    result = Result()
    config = settings.get()
    with duckdb.connect(config={"memory_limit": config.memory_limit, "threads": config.threads}) as con:
        con.execute(f"attach {literal(left)} as links (read_only)")
        con.execute(f"attach {literal(right)} as rechts (read_only)")
        con.execute("create temp table gemeenten as select unnest(?::varchar[]) as code", [list(gemeenten)])
        for schema, table in con.execute("select schema_name, table_name from duckdb_tables() where database_name = 'links' "
                                         "and list_contains(?, schema_name) order by all", [list(SCHEMAS)]).fetchall():
            found, rows = _table(con, schema, table, national, lacking_is_null)
            result.tables += 1
            result.rows += rows
            if found:
                result.differences.append(found)
    return result


def _table(con: duckdb.DuckDBPyConnection, schema: str, table: str, national: bool,
           lacking_is_null: bool) -> tuple[Difference | None, int]:
    name = f"{schema}.{table}"
    ours, theirs = _columns(con, "links", schema, table), _columns(con, "rechts", schema, table)
    missing = [] if lacking_is_null else [column for column in ours if column not in theirs] if theirs else [name]
    compared = [column for column in ours if lacking_is_null or column in theirs]
    whose = owner(ours)
    where = f"{whose} in (from gemeenten)" + (f" or {whose} is null" if national else "")
    names = ", ".join(f'"{column}"' for column in compared)
    # a column whose type changed compares as text; one that is lacking as NULL
    casts = ", ".join(
        f'"{column}"' if theirs.get(column) == ours[column] else
        f'try_cast(cast("{column}" as varchar) as {ours[column]}) as "{column}"' if column in theirs else
        f'cast(null as {ours[column]}) as "{column}"' for column in compared)
    con.execute(f"create or replace temp view l as select {names or whose} from links.{name} where {where}")
    rows = con.execute("select count(*) from l").fetchone()[0]
    if not theirs:
        return (None if lacking_is_null and not rows else Difference(name, only_left=rows, missing=missing)), rows
    con.execute(f"create or replace temp view r as select {casts} from rechts.{name} where {where}")
    con.execute("create or replace temp table alleen_l as from l except all from r")
    con.execute("create or replace temp table alleen_r as from r except all from l")
    left, right = (con.execute(f"select count(*) from alleen_{side}").fetchone()[0] for side in "lr")
    if not (left or right or missing):
        return None, rows
    found = Difference(name, left, right, missing=missing)
    keys = [key for key in _keys().get(table, []) if key in compared]
    if keys and left and right:
        _explain(con, found, keys, [column for column in compared if column not in keys])
    elif keys:
        found.keys = _first(con, "alleen_l" if left else "alleen_r", keys)
    return found, rows


def _explain(con: duckdb.DuckDBPyConnection, found: Difference, keys: list[str], others: list[str]) -> None:
    """Pair the rows that differ by key: which columns are it, and what has no other half."""
    same = " and ".join(f'a."{key}" is not distinct from b."{key}"' for key in keys)
    counts = "".join(f', count(*) filter (a."{column}" is distinct from b."{column}")' for column in others)
    found.changed, *per_column = con.execute(f"select count(*){counts} from alleen_l a join alleen_r b on {same}").fetchone()
    found.columns = {column: n for column, n in zip(others, per_column, strict=True) if n}
    found.only_left -= found.changed
    found.only_right -= found.changed
    found.keys = _first(con, f"(select a.* from alleen_l a semi join alleen_r b on {same})" if found.changed else "alleen_l", keys)


def _first(con: duckdb.DuckDBPyConnection, source: str, keys: list[str]) -> list[str]:
    names = ", ".join(f'"{key}"' for key in keys)
    rows = con.execute(f"select {names} from {source} order by all limit {_SHOWN}").fetchall()
    return [", ".join("-" if value is None else str(value) for value in row) for row in rows]


def _columns(con: duckdb.DuckDBPyConnection, catalog: str, schema: str, table: str) -> dict[str, str]:
    return dict(con.execute(
        "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ? "
        "order by column_index", [catalog, schema, table]).fetchall())


@cache
def _keys() -> dict[str, list[str]]:
    """Table -> the columns that single out a row, from the tests beside its model."""
    found = {}
    for path in (settings.get().dbt_project / "models").glob("*/**/*.yml"):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models") or []:
            for test in model.get("data_tests") or []:
                if isinstance(test, dict) and "unique_combination" in test:
                    found[model["name"]] = test["unique_combination"]["arguments"]["columns"]
    return found
