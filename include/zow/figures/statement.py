"""How an SQL statement works out one of its columns, in the words of the SQL itself: what the catalogue shows as formula.

No parser of SQL, which would write it anew: a WITH statement as this project writes it (sqlfluff holds it to that), read by its brackets.
What a figure is made from says `zow.figures.dependence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# strings, quoted names and comments are stepped over whole: a bracket in them closes nothing
_PIECE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|[()]|\bunion(?:\s+all)?(?:\s+by\s+name)?\b|[^\W\d]\w*|.", re.S | re.I)
_OPENS = re.compile(r"([^\W\d]\w*)\s+as\s+(?:materialized\s+)?\($", re.I)
_STRING = re.compile(r"'(?:[^']|'')*'")
_REFERENCE = re.compile(r"(?:(\w+)\.)?\"?([^\W\d]\w*)\"?")
_ALIASES = re.compile(r"\b(?:from|join)\s+([^\W\d]\w*)(?:\s+as\s+(\w+))?", re.I)
_WRAPPED = re.compile(r"cast\(([^()]+|coalesce\([^()]+, 0\)) as (?:bigint|double|decimal\(\d+, \d+\))\)|coalesce\(([^()]+), 0\)", re.I)
_FINAL = ""


@lru_cache(maxsize=64)
def _parts(sql: str) -> dict[str, list[str]]:
    """Name of each CTE (the last select: `_FINAL`) -> its legs between the unions."""
    parts: dict[str, list[str]] = {_FINAL: [""]}
    inside, depth, before = _FINAL, 0, ""
    for piece in _pieces(sql):
        before = (before + piece)[-200:]
        opens = _OPENS.search(before) if piece == "(" and depth == 0 else None
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if opens:
            inside = opens[1]
            parts[inside] = [""]
        elif piece == ")" and depth == 0 and inside != _FINAL:
            inside = _FINAL
        elif piece.lower().startswith("union") and depth == (inside != _FINAL):
            parts[inside].append("")
        else:
            parts[inside][-1] += piece
    return parts


def _pieces(sql: str) -> Iterator[str]:
    return (piece for piece in _PIECE.findall(sql) if not piece.startswith(("--", "/*")))


def expressions(sql: str, column: str) -> list[str]:
    """How the statement works out one of its columns, a line for each leg of a union that says it in its own way; [] when that
    cannot be read. A column that is only passed on is followed to where it is worked out, or to the table that it comes from."""
    return list(dict.fromkeys(_expressions(_parts(sql), _FINAL, column, frozenset())))


def _expressions(parts: dict[str, list[str]], part: str, column: str, seen: frozenset[str]) -> list[str]:
    if part in seen:
        return []
    found: list[str] = []
    for leg in parts[part]:
        items, sources = _selected(leg)
        if column in items:
            passed = _REFERENCE.fullmatch(_unwrapped(items[column]))
            if not passed:
                found.append(items[column])
                continue
            wanted, candidates = passed[2], [passed[1]] if passed[1] else list(sources)
        else:
            wanted, candidates = column, [name for name in sources if name in items.get("*", "").split()] or list(sources)
        for source in candidates:
            table = sources.get(source, "")
            if table in parts:
                found += _expressions(parts, table, wanted, seen | {part})
            elif table and column in items:
                found.append(f"{table}.{wanted}")
        if not found and column in items:
            found.append(items[column])
    return found


def _unwrapped(expression: str) -> str:
    """What is in a cast, or in a coalesce with 0: that changes how a figure is shown, not what it is."""
    inner = _WRAPPED.fullmatch(expression)
    return expression if not inner else _unwrapped(inner[1] or inner[2])


@lru_cache(maxsize=1024)
def _selected(leg: str) -> tuple[dict[str, str], dict[str, str]]:
    """The columns that a leg selects with their expressions (`*`: the aliases of which everything is taken), and what it reads by alias."""
    text = " ".join(leg.split())
    start = re.search(r"\bselect (?:distinct )?", text, re.I)
    items: dict[str, str] = {}
    if not start:
        return items, {}
    depth, begin, end = 0, start.end(), len(text)
    cuts = [begin]
    for piece in re.finditer(_PIECE, text[begin:]):
        word = piece[0].lower()
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(word, 0)
        if depth == 0 and word == ",":
            cuts.append(begin + piece.end())
        elif depth == 0 and word == "from":
            end = begin + piece.start()
            break
    for first, last in zip(cuts, [*(cut - 1 for cut in cuts[1:]), end], strict=True):
        item = text[first:last].strip()
        named = re.fullmatch(r"(.*) as \"?([^\W\d]\w*)\"?", item, re.I)
        whole = re.fullmatch(r"(?:(\w+)\.)?\*.*", item)
        if named:
            items[named[2]] = named[1]
        elif whole:
            items["*"] = f"{items.get('*', '')} {whole[1] or ''}".strip()
        elif _REFERENCE.fullmatch(item):
            items[item.split(".")[-1]] = item
    sources = {alias or table: table for table, alias in _ALIASES.findall(_STRING.sub("''", text[end:]))}
    return items, sources
