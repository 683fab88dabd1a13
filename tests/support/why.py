"""Questions for `zow why` about rows that are there."""

from __future__ import annotations

from pathlib import Path

import duckdb

from zow.why import MARTS, Answer, explain


def answers(con: duckdb.DuckDBPyConnection, database: Path, mart: str, per: str, most: int) -> list[Answer]:
    """The answer for `most` rows of `mart` with each value of its column `per`."""
    keys = ", ".join(f"coalesce(cast({key} as varchar), '') as {key}" for key in MARTS[mart])
    order = ", ".join(f"{mart}.{key}" for key in MARTS[mart])
    rows = con.execute(f"""select {keys} from marts.{mart} as {mart}
        qualify row_number() over (partition by {mart}.{per} order by hash(({order})), {order}) <= {most}""")
    names = [column[0] for column in rows.description]
    return [explain(database, mart, dict(zip(names, row, strict=True))) for row in rows.fetchall()]


def off(found: list[Answer]) -> list[tuple]:
    """Where records do not add up to the figure."""
    return [(answer.row, part.title, part.off) for answer in found for part in answer.lists if part.off]
