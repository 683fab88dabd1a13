"""SQL text from values that are not SQL."""

from __future__ import annotations

from collections.abc import Container


def literal(value: object) -> str:
    """`value` as a SQL string: a folder may have a quote in its name."""
    return "'" + str(value).replace("'", "''") + "'"


def owner(columns: Container[str]) -> str:
    """The column that says whose a row is, of a table with `columns`: a row of the benchmark is about a peer, which may be a gemeente
    of the warehouse too, and belongs to the gemeente that is compared with it (marts.md)."""
    return "eigen_gemeentecode" if "eigen_gemeentecode" in columns else "gemeentecode"
