"""SQL text from values that are not SQL."""

from __future__ import annotations


def literal(value: object) -> str:
    """`value` as a SQL string: a folder may have a quote in its name."""
    return "'" + str(value).replace("'", "''") + "'"
