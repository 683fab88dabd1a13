"""One table of CBS over OData v4 or v3 (sources.md 3): which resources it has, how they are paged, what shows that it is whole."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from zow.cbs.feeds import Feed
from zow.cbs.http import CbsFault, Download, NotThere, Session

log = logging.getLogger(__name__)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SAFE = "'(),:"  # these stay readable in a $filter
V3_PAGE = 10_000  # rows; the most that the v3 API gives at once
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_AGAIN = "De volgende nacht wordt de tabel opnieuw gehaald; blijft het zo, meld het dan aan het CBS (infoservice@cbs.nl)."


@dataclass(frozen=True)
class Page:
    """One response on disk. `rijen`: elements of its list, 1 for a document that is no list."""

    bestand: str
    url_pad: str
    sha256: str
    rijen: int


@dataclass
class _Listing:
    """How far a resource that may come in pages has been read."""

    stem: str
    number: int = 0
    rows: int = 0
    asked: set[str] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)


class _SamePage(CbsFault):
    """The page at `page` has the bytes of an earlier one."""

    def __init__(self, fault: CbsFault, page: Path) -> None:
        super().__init__(fault.wat, fault.waar, fault.herstel)
        self.page = page


class Table:
    """Reads the table of one feed into `folder`, response by response; `pages` has them in order, `without_codes` the dimensions of
    which CBS has no code list."""

    modified_resource: str
    modified_file: str
    rows_resource: str
    rows_stem: str
    options: ClassVar[dict[str, str]] = {}

    def __init__(self, session: Session, feed: Feed, folder: Path) -> None:
        self.session, self.feed, self.folder = session, feed, folder
        self.pages: list[Page] = []
        self.rows = 0
        self.without_codes: list[str] = []

    def modified(self, check: bool = False) -> datetime:
        """The table's Modified, Europe/Amsterdam. `check`: only look, keep no file. Raises CbsFault."""
        name = ".modified.json" if check else self.modified_file
        try:
            content = self._keep(name, self.modified_resource, as_page=not check)
        except NotThere as fault:
            raise CbsFault(f"Het CBS heeft op dit adres geen tabel {self.feed.tabel} ({self.feed.versie}).",
                           fault.waar, fault.herstel) from None
        if check:
            (self.folder / name).unlink()
        text = self._info(content).get("Modified")
        try:
            moment = datetime.fromisoformat(text)
        except (TypeError, ValueError):
            raise self._fault(f"Modified is geen tijdstip: {text!r}", self.modified_resource) from None
        return moment.replace(tzinfo=AMSTERDAM) if moment.tzinfo is None else moment.astimezone(AMSTERDAM)

    def read(self) -> None:
        """Metadata, code lists and every row, after `modified`. Raises CbsFault when anything is missing or does not add up."""
        self.metadata()
        expected = self._expected()
        self.observations(expected)
        if expected is not None and self.rows != expected:
            raise self._fault(f"er kwamen {self.rows} rijen binnen, het CBS telt er {expected}", self.rows_resource)

    def metadata(self) -> None:
        raise NotImplementedError

    def observations(self, expected: int | None) -> None:
        raise NotImplementedError

    def _info(self, content: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def _expected(self) -> int | None:
        return self.session.number(self._url(f"{self.rows_resource}/$count", self._filter()))

    def _filter(self) -> dict[str, str]:
        return {"$filter": self.feed.filter} if self.feed.filter else {}

    def _url(self, resource: str, options: dict[str, str]) -> str:
        query = "&".join(f"{key}={quote(value, safe=_SAFE)}" for key, value in options.items())
        return self._place(resource) + (f"?{query}" if query else "")

    def _place(self, resource: str) -> str:
        raise NotImplementedError

    def _fault(self, what: str, resource: str) -> CbsFault:
        return CbsFault(f"Tabel {self.feed.tabel} is niet bruikbaar: {what}.", f"{self.session.base}/{self._place(resource)}", _AGAIN)

    def _keep(self, name: str, resource: str, as_page: bool = True) -> dict[str, Any]:
        """Download one document without pages; it becomes a file of the landing."""
        got = self.session.download(self._url(resource, self.options), self.folder / name)
        content = self._content(got, resource)
        if as_page:
            value = content.get("value")
            self.pages.append(Page(name, got.url_pad, got.sha256, len(value) if isinstance(value, list) else 1))
        return content

    def _content(self, got: Download, resource: str) -> dict[str, Any]:
        try:
            content = json.loads(got.path.read_text(encoding="utf-8-sig"))
        except ValueError:  # JSON that breaks off, or bytes that are no UTF-8
            raise self._fault("het antwoord is geen geldige JSON", resource) from None
        if not isinstance(content, dict):
            raise self._fault("het antwoord heeft niet de vorm van OData", resource)
        return content

    def _page(self, listing: _Listing, resource: str, url_pad: str) -> str | None:
        """Download one page of rows; the address of the next one, None after the last. Raises CbsFault on a loop."""
        listing.asked.add(url_pad)
        listing.number += 1
        name = f"{listing.stem}-page-{listing.number}.json"
        got = self.session.download(url_pad, self.folder / name)
        content = self._content(got, resource)
        rows = content.get("value")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._fault("het antwoord heeft geen lijst met rijen (value)", resource)
        if rows and got.sha256 in listing.contents:
            raise _SamePage(self._fault("dezelfde bladzijde kwam twee keer", resource), got.path)
        listing.contents.add(got.sha256)
        listing.rows += len(rows)
        self.pages.append(Page(name, got.url_pad, got.sha256, len(rows)))
        link = content.get("@odata.nextLink") or content.get("odata.nextLink")
        following = self._next(link, resource) if link else None
        if following in listing.asked:
            raise self._fault("de bladzijden verwijzen in een kring", resource)
        return following

    def _next(self, link: Any, resource: str) -> str:
        """The address of a next page below our own base. Of a next link only the query counts: CBS writes its own host in it, and
        what is read through a proxy or a recording must not wander off to another machine."""
        parts = urlsplit(link) if isinstance(link, str) else None
        if parts is None or not parts.query or (parts.path and parts.path.rstrip("/").rpartition("/")[2] != resource):
            raise self._fault(f"de verwijzing naar de volgende bladzijde klopt niet: {link!r}", resource)
        return f"{self._place(resource)}?{parts.query}"

    def _codes(self, dimension: Any, kind: Any, resource: Callable[[str], str]) -> None:
        """The code list of a dimension: codes-<Dimensie>.json. Its name comes from outside and becomes a file name. Only that of the
        time dimension cannot be missed: it says which figures are provisional."""
        if not isinstance(dimension, str) or not _IDENTIFIER.fullmatch(dimension):
            raise self._fault(f"{dimension!r} is geen naam van een dimensie", self.modified_resource)
        try:
            content = self._keep(f"codes-{dimension}.json", resource(dimension))
        except NotThere:
            if kind == "TimeDimension":
                raise
            self.without_codes.append(dimension)
            return
        if content.get("@odata.nextLink") or content.get("odata.nextLink"):
            raise self._fault("de codelijst komt in bladzijden, en dat kent deze versie niet", resource(dimension))

    def _progress(self, listing: _Listing, expected: int | None) -> None:
        self.rows = listing.rows
        log.info("%s (%s): bladzijde %s, %s%s rijen", self.feed.feed, self.feed.tabel, listing.number, listing.rows,
                 "" if expected is None else f" van {expected}")
        if expected is not None and listing.rows > expected:
            raise self._fault(f"er komen meer rijen ({listing.rows}) dan het CBS telt ({expected})", self.rows_resource)


class V4(Table):
    """`<base>/CBS/<table>/<resource>`; a row is one observation."""

    modified_resource, modified_file = "Properties", "properties.json"
    rows_resource, rows_stem = "Observations", "observations"
    _count: Any = None

    def _place(self, resource: str) -> str:
        return f"CBS/{self.feed.tabel}/{resource}"

    def _info(self, content: dict[str, Any]) -> dict[str, Any]:
        self._count = content.get("ObservationCount")
        return content

    def metadata(self) -> None:
        dimensions = self._keep("dimensions.json", "Dimensions").get("value")
        self._keep("measure-codes.json", "MeasureCodes")
        if not isinstance(dimensions, list) or not dimensions:
            raise self._fault("het heeft geen dimensies", "Dimensions")
        for dimension in dimensions:
            if not isinstance(dimension, dict):
                raise self._fault("een dimensie heeft geen naam", "Dimensions")
            self._codes(dimension.get("Identifier"), dimension.get("Kind"), lambda name: f"{name}Codes")

    def _expected(self) -> int | None:
        counted = super()._expected()
        # Properties counts the whole table, so it says nothing of a part of it
        return self._count if counted is None and not self.feed.filter and isinstance(self._count, int) else counted

    def observations(self, expected: int | None) -> None:
        listing = _Listing(self.rows_stem)
        address: str | None = self._url(self.rows_resource, self._filter())
        while address:
            address = self._page(listing, self.rows_resource, address)
            self._progress(listing, expected)


class V3(Table):
    """`<base>/<table>/<resource>`; a row has a column per measure."""

    modified_resource, modified_file = "TableInfos", "table-infos.json"
    rows_resource, rows_stem = "TypedDataSet", "typed-data-set"
    page_rows = V3_PAGE

    def _place(self, resource: str) -> str:
        return f"{self.feed.tabel}/{resource}"

    options: ClassVar[dict[str, str]] = {"$format": "json"}  # v3 answers in XML unless asked

    def _info(self, content: dict[str, Any]) -> dict[str, Any]:
        infos = content.get("value")
        if not isinstance(infos, list) or len(infos) != 1 or not isinstance(infos[0], dict):
            raise self._fault("TableInfos beschrijft niet precies een tabel", self.modified_resource)
        return infos[0]

    def metadata(self) -> None:
        columns = self._keep("data-properties.json", "DataProperties").get("value")
        if not isinstance(columns, list):
            raise self._fault("het heeft geen lijst van kolommen", "DataProperties")
        dimensions = [column for column in columns
                      if isinstance(column, dict) and str(column.get("Type", "")).startswith(("Dimension", "Geo", "Time"))]
        if not dimensions:
            raise self._fault("het heeft geen dimensies", "DataProperties")
        for dimension in dimensions:
            self._codes(dimension.get("Key"), dimension.get("Type"), str)

    def _next(self, link: Any, resource: str) -> str:
        address = super()._next(link, resource)
        return address if "$format=" in address or "%24format=" in address else f"{address}&$format=json"

    def observations(self, expected: int | None) -> None:
        """Windows of `page_rows` by $top and $skip; within one the next link is followed where the server gives it. Without a count an
        empty window is the last one: one that is not full may come from a server that gives less than was asked."""
        listing = _Listing(self.rows_stem)
        window = 0
        while True:
            start, partial = listing.rows, 0 < window < self.page_rows
            address: str | None = self._url(self.rows_resource, self.options | self._filter() | {
                "$top": str(self.page_rows), "$skip": str(start)})
            try:
                while address:
                    address = self._page(listing, self.rows_resource, address)
                    self._progress(listing, expected)
            except _SamePage as again:
                if expected is not None or not partial or listing.rows > start:
                    raise
                again.page.unlink()  # a server that knows no $skip said everything at once
                return
            window = listing.rows - start
            if window == 0 or (expected is not None and listing.rows >= expected):
                return


def table(session: Session, feed: Feed, folder: Path) -> Table:
    """The reader of the version that `feed` asks for."""
    return (V4 if feed.versie == "v4" else V3)(session, feed, folder)
