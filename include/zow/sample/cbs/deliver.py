"""Land the synthetic tables without a network: the client reads them from the stand-in's answers in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx

from zow.cbs import feeds as configured
from zow.cbs.feeds import Feed
from zow.cbs.fetch import LANDED, fetch_into
from zow.cbs.http import Patience
from zow.sample.cbs import synthetic
from zow.sample.cbs.answers import NOT_FOUND, Synthetic, split
from zow.sample.cbs.server import FEEDS
from zow.sample.cbs.tables import Table

_BASES = {"v4": "http://v4.invalid/odata", "v3": "http://v3.invalid/odata"}


def write_landing(landing: Path, feeds: Iterable[str] | None = None, *, seed: int = 1, modified: dt.datetime = synthetic.MODIFIED,
                  edition: int = 1, last: int = synthetic.LAST, tables: Mapping[str, Table] | None = None,
                  configuration: Path = FEEDS) -> list[Path]:
    """Write `landing/cbs/cbs_<feed>_<stamp>/` of each of `feeds` (None = all that have a table), exactly as `zow.cbs.fetch` does.

    `tables` (identifier -> Table) replaces the synthetic ones of `seed`, `modified`, `edition` and `last`; `configuration` is the file
    that goes over feeds.yaml. Returns the folders, in the order of the feeds. Raises RuntimeError when one does not land.
    """
    made = dict(tables) if tables is not None else synthetic.tables(seed, modified, edition, last)
    source = Synthetic(lambda _: made, page_rows=2_000)

    def handle(request: httpx.Request) -> httpx.Response:
        version = request.url.host.partition(".")[0]
        asked = split(version, str(request.url).removeprefix(_BASES[version]))
        reply = source.answer(version, *asked, _BASES[version]) if asked else NOT_FOUND
        return httpx.Response(reply.status, content=reply.body, headers={"Content-Type": reply.content_type})

    known = configured.load(configuration)
    chosen: list[Feed] = [feed for name, feed in known.items() if (name in feeds if feeds is not None else feed.tabel)]
    results = fetch_into(landing / "cbs", chosen, _BASES, (), Patience(), httpx.MockTransport(handle))
    wrong = [f"{r.feed}: {r.uitkomst}: {r.reden}" for r in results if r.uitkomst != LANDED]
    if wrong:
        raise RuntimeError("\n".join(wrong))
    return [landing / "cbs" / str(result.levering) for result in results]
