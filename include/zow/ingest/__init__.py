"""Ingest: from landing to raw. Judges every delivery on its own, keeps what is good, sets apart what is not.

`waiting(bron)` says who has something in landing, `ingest_gemeente(bron, gemeentecode)` judges all of theirs, `retry`
puts a refused delivery back. What came of it stands in `zow.ingest.catalogue`.
"""

from __future__ import annotations

from pathlib import Path

from zow.ingest.catalogue import Outcome


def waiting(bron: str) -> list[str]:
    """Gemeentecodes (or `onbekend`; `landelijk` for a national feed; of CBS the feeds) with a complete delivery in landing, or with
    something that a killed run left there or did not finish."""
    from zow.ingest import catalogue, cbs, landing

    if bron == cbs.BRON:
        return cbs.waiting()

    return sorted({d.gemeentecode for d in [*landing.complete(bron), *landing.leftovers(bron)]} | catalogue.unfinished(bron))


def ingest_gemeente(bron: str, gemeentecode: str) -> list[Outcome]:
    """Judge every complete delivery of the gemeente, the oldest stamp first; one Outcome each, in that order of commit.
    Raises ZowError when another process is at it or the key differs, IngestError (with `outcomes`) when a delivery
    could not be judged; the others are then done."""
    from zow.ingest.process import Gemeente

    return Gemeente(bron, gemeentecode).ingest()


def ingest_feed(feed: str) -> list[Outcome]:
    """Judge every complete delivery of one CBS feed, the oldest Modified first; returns and raises as `ingest_gemeente`."""
    from zow.ingest import cbs

    return cbs.ingest_feed(feed)


def retry(levering: str) -> Path:
    """Put a refused delivery back in landing, to be judged again; returns its folder or file. Raises ZowError."""
    from zow.ingest import landing

    return landing.put_back(levering)


__all__ = ["Outcome", "ingest_feed", "ingest_gemeente", "retry", "waiting"]
