"""One table of CBS over OData v4 or v3 (sources.md 3): which resources it has, how they are paged, what shows that it is whole."""

from __future__ import annotations

import json
import logging
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from zow.cbs.dimensions import observed
from zow.cbs.feeds import Feed
from zow.cbs.http import CbsFault, Download, NotThere, Session
from zow.cbs.pages import Listing, Page

log = logging.getLogger(__name__)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SAFE = "'(),:"  # these stay readable in a $filter
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_AGAIN = "De volgende nacht wordt de tabel opnieuw gehaald; blijft het zo, meld het dan aan het CBS (infoservice@cbs.nl)."


class _FirstAgain(CbsFault):
    """The first page came again."""


class Table(ABC):
    """Reads the table of one feed into `folder`, response by response; `pages` has them in order, `without_codes` the dimensions of
    which CBS has no code list, `own_dimensions` says that CBS does not list the dimensions."""

    modified_resource: str
    modified_file: str
    rows_resource: str
    rows_stem: str
    row_id: str
    page_rows: float = math.inf  # rows; the most that the API gives at once
    options: ClassVar[dict[str, str]] = {}

    def __init__(self, session: Session, feed: Feed, folder: Path) -> None:
        self.session, self.feed, self.folder = session, feed, folder
        self.pages: list[Page] = []
        self.rows = 0
        self.without_codes: list[str] = []
        self.own_dimensions = False
        self.first: Mapping[str, Any] | None = None

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

    @abstractmethod
    def metadata(self) -> None:
        """Everything that says what the rows mean: measures, dimensions, code lists. Raises CbsFault."""

    def observations(self, expected: int | None) -> None:
        """Every row. Within a window the next link is followed where the server gives it, the next window is asked by $skip: until the
        count is met, or without a count until a window is empty, because a server may give less than was asked. Raises CbsFault."""
        listing, windows, start = Listing(self.rows_stem), 0, 0
        while windows == 0 or self._more(listing, start, expected):
            start = listing.rows
            try:
                address: str | None = self._url(self.rows_resource, self._window(start))
                while address:
                    address = self._page(listing, self.rows_resource, address)
                    self._progress(listing, expected)
            except (_FirstAgain, NotThere):
                # a server that knows no $skip said everything at once, unless that was all that may be asked at once
                if expected is not None or windows != 1 or listing.rows > start or start >= self.page_rows:
                    raise
                break
            windows += 1
        self.first = listing.first

    def _more(self, listing: Listing, start: int, expected: int | None) -> bool:
        """After the window from row `start`: is there another one? Links that ended in a window that is not full have said it all."""
        window = listing.rows - start
        if expected is not None:
            return window > 0 and listing.rows < expected
        return window > 0 and not (listing.linked and window < self.page_rows)

    @abstractmethod
    def _window(self, start: int) -> dict[str, str]:
        """The options that ask for the rows from `start`."""

    @abstractmethod
    def _info(self, content: dict[str, Any]) -> dict[str, Any]:
        """The properties of the table in the answer of `modified_resource`."""

    def _expected(self) -> int | None:
        return self.session.number(self._url(f"{self.rows_resource}/$count", self._filter()))

    def _filter(self) -> dict[str, str]:
        return {"$filter": self.feed.filter} if self.feed.filter else {}

    def _url(self, resource: str, options: dict[str, str]) -> str:
        query = "&".join(f"{key}={quote(value, safe=_SAFE)}" for key, value in options.items())
        return self._place(resource) + (f"?{query}" if query else "")

    @abstractmethod
    def _place(self, resource: str) -> str:
        """Where a resource of the table stands, below the base URL."""

    def _fault(self, what: str, resource: str, kind: type[CbsFault] = CbsFault) -> CbsFault:
        return kind(f"Tabel {self.feed.tabel} is niet bruikbaar: {what}.", f"{self.session.base}/{self._place(resource)}", _AGAIN)

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

    def _page(self, listing: Listing, resource: str, url_pad: str) -> str | None:
        """Download one page of rows; the address of the next one, None after the last. Raises CbsFault on a loop."""
        listing.asked.add(url_pad)
        name = f"{listing.stem}-page-{listing.number + 1}.json"
        got = self.session.download(url_pad, self.folder / name)
        content = self._content(got, resource)
        rows = content.get("value")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._fault("het antwoord heeft geen lijst met rijen (value)", resource)
        link = content.get("@odata.nextLink") or content.get("odata.nextLink")
        listing.linked |= bool(link)
        if rows and got.sha256 in listing.contents:
            got.path.unlink()
            raise self._fault("dezelfde bladzijde kwam twee keer", resource,
                              _FirstAgain if got.sha256 == listing.contents[0] else CbsFault)
        twice = listing.again(rows, self.row_id)
        if twice is not None:
            raise self._fault(f"rij {twice} kwam twee keer", resource)
        listing.add(rows, got.sha256)
        self.pages.append(Page(name, got.url_pad, got.sha256, len(rows)))
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

    def _progress(self, listing: Listing, expected: int | None) -> None:
        self.rows = listing.rows
        log.info("%s (%s): bladzijde %s, %s%s rijen", self.feed.feed, self.feed.tabel, listing.number, listing.rows,
                 "" if expected is None else f" van {expected}")
        if expected is not None and listing.rows > expected:
            raise self._fault(f"er komen meer rijen ({listing.rows}) dan het CBS telt ({expected})", self.rows_resource)


class V4(Table):
    """`<base>/CBS/<table>/<resource>`; a row is one observation."""

    modified_resource, modified_file = "Properties", "properties.json"
    rows_resource, rows_stem, row_id = "Observations", "observations", "Id"
    _count: Any = None

    def _place(self, resource: str) -> str:
        return f"CBS/{self.feed.tabel}/{resource}"

    def _info(self, content: dict[str, Any]) -> dict[str, Any]:
        self._count = content.get("ObservationCount")
        return content

    def metadata(self) -> None:
        self._keep("measure-codes.json", "MeasureCodes")
        try:
            dimensions = self._keep("dimensions.json", "Dimensions").get("value")
        except NotThere:
            self.own_dimensions = True
            return
        if not isinstance(dimensions, list) or not dimensions:
            raise self._fault("het heeft geen dimensies", "Dimensions")
        for dimension in dimensions:
            if not isinstance(dimension, dict):
                raise self._fault("een dimensie heeft geen naam", "Dimensions")
            self._codes(dimension.get("Identifier"), dimension.get("Kind"), self._code_resource)

    def read(self) -> None:
        super().read()
        if self.own_dimensions:
            dimensions = observed(self.first or {})
            if not dimensions:
                raise self._fault("het heeft geen dimensies", "Observations")
            for name, kind in dimensions.items():
                self._codes(name, kind, self._code_resource)

    @staticmethod
    def _code_resource(name: str) -> str:
        return f"{name}Codes"

    def _expected(self) -> int | None:
        counted = super()._expected()
        # Properties counts the whole table, so it says nothing of a part of it
        return self._count if counted is None and not self.feed.filter and isinstance(self._count, int) else counted

    def _window(self, start: int) -> dict[str, str]:
        return self._filter() | ({"$skip": str(start)} if start else {})


class V3(Table):
    """`<base>/<table>/<resource>`; a row has a column per measure."""

    modified_resource, modified_file = "TableInfos", "table-infos.json"
    rows_resource, rows_stem, row_id = "TypedDataSet", "typed-data-set", "ID"
    page_rows = 10_000

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
            # v3 as sources.md 3 describes it has no resource of its periods: without their status a figure is better than no figure
            self._codes(dimension.get("Key"), None, str)

    def _next(self, link: Any, resource: str) -> str:
        address = super()._next(link, resource)
        return address if "$format=" in address or "%24format=" in address else f"{address}&$format=json"

    def _window(self, start: int) -> dict[str, str]:
        return self.options | self._filter() | {"$top": str(self.page_rows), "$skip": str(start)}


def table(session: Session, feed: Feed, folder: Path) -> Table:
    """The reader of the version that `feed` asks for."""
    return (V4 if feed.versie == "v4" else V3)(session, feed, folder)
