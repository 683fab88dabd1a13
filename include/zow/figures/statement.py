"""Which tables a figure needs of an SQL statement that counts many: its own legs of each `union`, and all that hangs on those.

No parser of SQL: a WITH statement as this project writes it (sqlfluff holds it to that), read by its brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

# strings, quoted names and comments are stepped over whole: a bracket in them closes nothing
_PIECE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|[()]|\bunion(?:\s+all)?(?:\s+by\s+name)?\b|[^\W\d]\w*|.", re.S | re.I)
_OPENS = re.compile(r"([^\W\d]\w*)\s+as\s+(?:materialized\s+)?\($", re.I)
_READS = re.compile(r"\b(?:from|join)\s+([^\W\d]\w*)", re.I)
_STRING = re.compile(r"'(?:[^']|'')*'")
_FINAL = ""


def reads(sql: str, is_wanted: Callable[[str], bool]) -> set[str]:
    """The names that the statement reads for what `is_wanted` finds in the text of a leg. Where no leg has it, all legs count."""
    parts = _parts(sql)
    found: set[str] = set()
    seen: set[str] = set()
    queue = [_FINAL]
    while queue:
        part = queue.pop()
        if part in seen:
            continue
        seen.add(part)
        own = [leg for leg in parts[part] if is_wanted(_all_text(parts, leg))]
        for name in (name for leg in own or parts[part] for name in _read_by(leg)):
            if name in parts:
                queue.append(name)
            else:
                found.add(name)
    return found


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


def _read_by(leg: str) -> list[str]:
    return _READS.findall(_STRING.sub("''", leg))


def _all_text(parts: dict[str, list[str]], leg: str) -> str:
    """The text of a leg and of every CTE that it reads."""
    text, queue, seen = [], [leg], set()
    while queue:
        one = queue.pop()
        text.append(one)
        for name in _read_by(one):
            if name in parts and name not in seen:
                seen.add(name)
                queue += parts[name]
    return "\n".join(text)
