"""CBS in the tests: look-alikes of recorded responses, a small table whose answers can be bent, and a clock that does not wait."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx

from zow.cbs.feeds import Feed, Quantity
from zow.cbs.fetch import FAILED, FetchResult, fetch_into
from zow.cbs.http import Patience
from zow.sample.cbs.answers import NOT_FOUND, Synthetic, split
from zow.sample.cbs.tables import AMSTERDAM, IMPOSSIBLE, Measure, Table, periods, regions, time

LOOK_ALIKES = Path(__file__).with_name("cbs")  # synthetic, in the shape and layout of recorded responses of CBS
BASES = {"v4": "http://cbs.test/odata/v1", "v3": "http://cbs.test/ODataApi/odata"}
Answer = Callable[[httpx.Request], httpx.Response]


class Clock:
    """Seconds that pass only when somebody sleeps, or by `tick` at every look."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now, self.tick, self.slept = 0.0, tick, []

    def __call__(self) -> float:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, **changes: float) -> Patience:
        return Patience(**({"sleep": self.sleep, "clock": self} | changes))


def feed(versie: str = "v4", tabel: str = "1", filter: str = "", name: str = "bevolking") -> Feed:
    return Feed(name, tabel, versie, filter, {"inwoners": Quantity("inwoners", "M1")})


def small(versie: str = "v4", edition: int = 1) -> Table:
    """Table "1": 2 regions, 3 years and 2 measures, 12 cells (v3: 6 rows), one of them Impossible."""
    places, years = (("NL01", "Nederland"), ("GM0342", "Soest")), periods(2010, 2012, "J", provisional=1)
    rows = tuple(((region, code.identifier), (100 * n + m, IMPOSSIBLE if (n, m) == (1, 2) else n + m / 2))
                 for n, (region, _) in enumerate(places) for m, code in enumerate(years))
    return Table("1", versie, "Verzonnen", dt.datetime(2013, 2, 28, 6, edition, tzinfo=AMSTERDAM), "2010 - 2012",
                 (regions(places), time(years)),
                 (Measure("M1", "Inwoners", "aantal"), Measure("M2", "Gemiddeld", "aantal", 1, "Double")), rows)


class Wire:
    """The small table behind httpx without a network. `bend[resource]` is a list of answers that come instead of the true ones, first
    to last (None = the true one); the last one stays. `asked` has the paths and queries."""

    def __init__(self, versie: str = "v4", page_rows: int = 5, table: Table | None = None) -> None:
        self.source = Synthetic(lambda edition: {"1": table or small(versie, edition)}, page_rows)
        self.bend: dict[str, list[Answer | None]] = {}
        self.asked: list[str] = []
        self.transport = httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        version = "v4" if str(request.url).startswith(BASES["v4"]) else "v3"
        address = str(request.url).removeprefix(BASES[version])
        self.asked.append(address)
        _, resource, _ = split(version, address)
        answers = self.bend.get(resource)
        answer = (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else None
        return answer(request) if answer else self.true(request)

    def true(self, request: httpx.Request) -> httpx.Response:
        """What the table itself answers."""
        version = "v4" if str(request.url).startswith(BASES["v4"]) else "v3"
        asked = split(version, str(request.url).removeprefix(BASES[version]))
        reply = self.source.answer(version, *asked, BASES[version]) if asked else NOT_FOUND
        return httpx.Response(reply.status, content=reply.body, headers={"Content-Type": reply.content_type})

    def changed(self, change: Callable[[dict[str, Any]], None]) -> Answer:
        """The true document with something changed in it."""
        def answer(request: httpx.Request) -> httpx.Response:
            document = self.true(request).json()
            change(document)
            return said(document)(request)
        return answer

    def restate(self, request: httpx.Request) -> httpx.Response:
        """The table changes at CBS, and then it answers."""
        self.source.restate("1")
        return self.true(request)

    def fetch(self, room: Path, *feeds: Feed, clock: Clock | None = None, accepted: Iterable[str] = (),
              **patience: float) -> list[FetchResult]:
        chosen = feeds or (feed(self.source.table("1").version),)
        return fetch_into(room, chosen, BASES, set(accepted), (clock or Clock()).patience(**patience), self.transport)

    def only(self, room: Path, **options: Any) -> FetchResult:
        """The result of the one feed."""
        (result,) = self.fetch(room, **options)
        return result


def said(document: Any, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    """An answer with this document (bytes and text as they are)."""
    body = document if isinstance(document, str | bytes) else json.dumps(document)
    named = {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, content=body, headers=named)


def busy(status: int = 503, **headers: str) -> Answer:
    return said("{}", status, **headers)


def broken(error: type[httpx.TransportError]) -> Answer:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error("broken")
    return answer


def failed(wire: Wire, room: Path, *words: str, **options: Any) -> None:
    """Assert that the one feed fails, says so in these words, and that nothing stands in landing."""
    result = wire.only(room, **options)
    assert (result.uitkomst, names(room)) == (FAILED, []), result
    assert result.reden and all(word in result.reden for word in words), result.reden


def names(room: Path) -> list[str]:
    """Everything in landing/cbs, hidden things too."""
    return sorted(path.name for path in room.iterdir()) if room.is_dir() else []


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a landed delivery, after checking that it tells the truth of every file beside it."""
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    listed = {entry["bestand"]: entry for entry in content["bestanden"]}
    assert sorted(path.name for path in folder.iterdir()) == sorted([*listed, "manifest.json"])
    for name, entry in listed.items():
        body = (folder / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == entry["sha256"], name
        value = json.loads(body).get("value")
        assert entry["rijen"] == (len(value) if isinstance(value, list) else 1), name
    assert content["rijen"] == sum(e["rijen"] for n, e in listed.items() if n.startswith(("observations-", "typed-data-set-")))
    return content


__all__ = ["AMSTERDAM", "BASES", "LOOK_ALIKES", "Clock", "Wire", "broken", "busy", "failed", "feed", "manifest", "names", "said", "small"]
