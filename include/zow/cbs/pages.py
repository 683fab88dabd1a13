"""What has been read of a resource that may come in pages, and whether it comes again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """One response on disk. `rijen`: elements of its list, 1 for a document that is no list."""

    bestand: str
    url_pad: str
    sha256: str
    rijen: int


@dataclass
class Listing:
    """How far the resource has been read: `rows` in `number` pages, their addresses in `asked` and digests, in order, in `contents`.
    `linked`: the server gives next links; `first`: the first row."""

    stem: str
    rows: int = 0
    linked: bool = False
    first: Mapping[str, Any] | None = None
    asked: set[str] = field(default_factory=set)
    contents: list[str] = field(default_factory=list)
    _ids: set[int] = field(default_factory=set)

    @property
    def number(self) -> int:
        return len(self.contents)

    def add(self, rows: list[dict[str, Any]], digest: str) -> None:
        """A page that was read."""
        self.contents.append(digest)
        self.rows += len(rows)
        self.first = self.first or next(iter(rows), None)

    def again(self, rows: Iterable[Mapping[str, Any]], key: str) -> int | None:
        """The number (in column `key`) of a row of this or an earlier page. Not of a server that gives next links: that knows which
        rows it gave, its tables may be too large to remember them, and ingest refuses an observation that comes twice."""
        if self.linked:
            self._ids.clear()
            return None
        for row in rows:
            number = row.get(key)
            if isinstance(number, int):
                if number in self._ids:
                    return number
                self._ids.add(number)
        return None
