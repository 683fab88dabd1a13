"""What the stand-in answers: from recorded responses in a folder, unchanged, or from the synthetic tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from zow.sample.cbs import wire
from zow.sample.cbs.tables import Table

JSON_TYPE = "application/json;odata.metadata=minimal"
_FILES = {"properties": "Properties", "dimensions": "Dimensions", "measure-codes": "MeasureCodes", "table-infos": "TableInfos",
          "data-properties": "DataProperties"}
_V4_ADDRESS = re.compile(r"/?CBS/([^/]+)/(.+)")
_V3_ADDRESS = re.compile(r"/?([^/]+)/(.+)")


@dataclass(frozen=True)
class Reply:
    """One answer: `body` in bytes, `content_type` as the server names it."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE


NOT_FOUND = Reply(404, b'{"error":{"code":"404","message":"Resource not found"}}')


class Source(Protocol):
    """Where answers come from; `version` is v4 or v3, `query` the decoded options of the URL."""

    def answer(self, version: str, table: str, resource: str, query: dict[str, str], base: str) -> Reply: ...


def split(version: str, address: str) -> tuple[str, str, dict[str, str]] | None:
    """Table, resource and options of path and query after the base address; None when it is none of that version."""
    parts = urlsplit(address)
    match = (_V4_ADDRESS if version == "v4" else _V3_ADDRESS).fullmatch(parts.path)
    return (match[1], match[2], dict(parse_qsl(parts.query, keep_blank_values=True))) if match else None


class Synthetic:
    """The tables that `make(edition)` gives. $filter is not applied: a synthetic table holds only what its feed asks for."""

    def __init__(self, make: Callable[[int], dict[str, Table]], page_rows: int) -> None:
        self.make, self.page_rows, self.edition = make, page_rows, {}
        self._tables: dict[int, dict[str, Table]] = {}

    def table(self, name: str) -> Table | None:
        edition = self.edition.get(name, 1)
        if edition not in self._tables:
            self._tables[edition] = self.make(edition)
        return self._tables[edition].get(name)

    def restate(self, name: str) -> None:
        """From now on the table is its next edition: a newer Modified, provisional figures restated."""
        self.edition[name] = self.edition.get(name, 1) + 1

    def answer(self, version: str, table: str, resource: str, query: dict[str, str], base: str) -> Reply:
        found = self.table(table)
        if found is None or found.version != version:
            return NOT_FOUND
        if resource == wire.rows_resource(found):
            return self._page(found, query, base)
        if resource == f"{wire.rows_resource(found)}/$count":
            return Reply(200, str(sum(1 for _ in wire.rows(found))).encode(), "text/plain")
        document = wire.documents(found, base).get(resource)
        return NOT_FOUND if document is None else Reply(200, _json(document))

    def _page(self, table: Table, query: dict[str, str], base: str) -> Reply:
        every, resource = list(wire.rows(table)), wire.rows_resource(table)
        start, top = int(query.get("$skip", 0)), int(query.get("$top", len(every)))
        size = min(self.page_rows, top)
        rows, left = every[start:start + size], min(top - size, len(every) - start - size)
        options = [f"{key}={value}" for key, value in query.items() if key not in ("$skip", "$top")] + [f"$skip={start + size}"]
        if "$top" in query:
            options.append(f"$top={top - size}")
        v4 = table.version == "v4"
        place = f"{base}/CBS/{table.identifier}" if v4 else f"{base}/{table.identifier}"
        document: dict[str, Any] = {"@odata.context" if v4 else "odata.metadata": f"{place}/$metadata#{resource}", "value": rows}
        if left > 0:
            document["@odata.nextLink" if v4 else "odata.nextLink"] = f"{place}/{resource}?{'&'.join(options)}".replace(" ", "%20")
        return Reply(200, _json(document))


class Recorded:
    """A folder per table with responses as they were recorded: properties.json, observations-page-1.json and so on, or table-infos.json
    and typed-data-set-page-1.json for v3. They are served unchanged, so a next link in them may name the real CBS."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def answer(self, version: str, table: str, resource: str, query: dict[str, str], base: str) -> Reply:
        place = self.folder / table
        if not re.fullmatch(r"\w+", table) or not (place / ("properties.json" if version == "v4" else "table-infos.json")).is_file():
            return NOT_FOUND
        stem, rows = ("observations", wire.V4_ROWS) if version == "v4" else ("typed-data-set", wire.V3_ROWS)
        pages = sorted(place.glob(f"{stem}-page-*.json"), key=lambda path: int(path.stem.rpartition("-")[2]))
        if resource == f"{rows}/$count":
            return Reply(200, str(sum(len(json.loads(path.read_bytes())["value"]) for path in pages)).encode(), "text/plain")
        if resource == rows:
            return self._page(pages, query)
        for path in place.glob("*.json"):
            code_list = path.stem.removeprefix("codes-") if path.stem.startswith("codes-") else None
            names = _FILES.get(path.stem) or (f"{code_list}Codes" if version == "v4" else code_list)
            if names == resource:
                return Reply(200, path.read_bytes())
        return NOT_FOUND

    @staticmethod
    def _page(pages: list[Path], query: dict[str, str]) -> Reply:
        """The page that begins at $skip; past the end an empty one."""
        skipped = 0
        for path in pages:
            document = json.loads(path.read_bytes())
            if skipped == int(query.get("$skip", 0)):
                return Reply(200, path.read_bytes())
            skipped += len(document["value"])
        return Reply(200, b'{"value":[]}')


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
