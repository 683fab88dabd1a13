"""Fetch what CBS changed: every feed on its own, whole or not at all (sources.md 3: a table half read is never used)."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import httpx

from zow import settings
from zow.cbs import feeds as configured
from zow.cbs import landing, odata
from zow.cbs.feeds import Feed
from zow.cbs.http import CbsFault, Patience, Session
from zow.errors import ZowError, disk_full
from zow.ingest import catalogue, lock

log = logging.getLogger(__name__)
LANDED, UNCHANGED, FAILED, SKIPPED = "geland", "ongewijzigd", "mislukt", "overgeslagen"
ROUNDS = 3  # times that a table may change under our hands


@dataclass(frozen=True)
class FetchResult:
    """What became of one feed. `uitkomst` is LANDED, UNCHANGED, FAILED or SKIPPED; `reden` says why in Dutch (of a landed one: what
    is not in it, mostly None); `levering` the name in landing, or of the delivery that is there already; `rijen` the rows landed."""

    feed: str
    tabel: str
    uitkomst: str
    reden: str | None = None
    levering: str | None = None
    gewijzigd: datetime | None = None
    rijen: int = 0


def fetch(feeds: Iterable[str] | None = None) -> list[FetchResult]:
    """Land what is new of `feeds` (all of feeds.yaml when None), in their order. The trouble of one feed is its result, never an
    exception. Raises ZowError on settings that cannot be used, an unknown feed, a full disk, or when another process is fetching."""
    known, place = configured.load(), settings.get()
    unknown = [name for name in feeds or () if name not in known]
    if unknown:
        raise ZowError(f"De feed {', '.join(unknown)} bestaat niet.", str(place.cbs_feeds or configured.BASE),
                       f"Kies uit: {', '.join(known)}.")
    chosen = [known[name] for name in (known if feeds is None else feeds)]
    accepted = {outcome.levering for outcome in catalogue.accepted("cbs")}
    bases = {"v4": place.cbs_base_url_v4, "v3": place.cbs_base_url_v3}
    with lock.held(place.raw / "cbs" / "ophalen.lock", "CBS"):
        return fetch_into(place.landing / "cbs", chosen, bases, accepted, Patience(table=place.cbs_table_seconds))


def fetch_into(room: Path, feeds: Sequence[Feed], bases: dict[str, str], accepted: Collection[str], patience: Patience,
               transport: httpx.BaseTransport | None = None) -> list[FetchResult]:
    """`fetch` with everything given: `room` is landing/cbs, `bases` version -> address ("" = skip), `accepted` the deliveries that
    are in already. Raises DiskFull."""
    landing.clean(room)
    with contextlib.ExitStack() as stack:
        wanted = {feed.versie for feed in feeds if feed.tabel}
        sessions = {version: Session(base, patience, transport) for version, base in bases.items() if base and version in wanted}
        for session in sessions.values():
            stack.callback(session.close)
        results = [_one(room, feed, sessions.get(feed.versie), accepted) for feed in feeds]
    for result in results:
        log.log(logging.WARNING if result.uitkomst == FAILED else logging.INFO, "CBS %s: %s %s %s", result.feed, result.uitkomst,
                f"{result.levering}, {result.rijen} rijen" if result.uitkomst == LANDED else "", result.reden or "")
    return results


def _one(room: Path, feed: Feed, session: Session | None, accepted: Collection[str]) -> FetchResult:
    result = FetchResult(feed.feed, feed.tabel, SKIPPED)
    if not feed.tabel:
        return replace(result, reden="er is geen tabel ingesteld (feeds.yaml of ZOW_CBS_FEEDS)")
    if session is None:
        return replace(result, reden=f"ZOW_CBS_BASE_URL_{feed.versie.upper()} is leeg")
    session.begin_table()
    try:
        return _rounds(room, result, feed, session, accepted)
    except CbsFault as fault:
        return replace(result, uitkomst=FAILED, reden=str(fault))
    except OSError as error:
        full = disk_full(error)
        if full:
            raise full from None
        return replace(result, uitkomst=FAILED, reden=f"Wegschrijven lukte niet: {error.strerror}.\nWaar: {error.filename}")
    finally:
        landing.clean(room)


def _rounds(room: Path, result: FetchResult, feed: Feed, session: Session, accepted: Collection[str]) -> FetchResult:
    for _ in range(ROUNDS):
        folder = landing.draft(room, feed.feed)
        table = odata.table(session, feed, folder)
        modified = table.modified()
        name = landing.levering(feed.feed, modified)
        result = replace(result, levering=name, gewijzigd=modified)
        if name in accepted or (room / name / landing.MANIFEST).is_file():
            return replace(result, uitkomst=UNCHANGED, reden="het CBS heeft de tabel niet gewijzigd sinds de levering die er al is")
        table.read()
        if table.modified(check=True) == modified:
            if (room / name).exists():
                raise CbsFault(f"In landing staat al een map {name} zonder {landing.MANIFEST}.", str(room / name),
                               "Haal die map weg; daarna wordt de tabel opnieuw gehaald.")
            landing.complete(folder, name, feed, modified, datetime.now(odata.AMSTERDAM), table.pages, table.rows)
            return replace(result, uitkomst=LANDED, rijen=table.rows, reden=_without(table))
        log.info("CBS %s: de tabel werd gewijzigd terwijl zij werd gelezen; opnieuw", feed.feed)
        shutil.rmtree(folder)
    raise CbsFault(f"Het CBS wijzigde tabel {feed.tabel} {ROUNDS} keer terwijl zij werd gelezen.", feed.tabel,
                   "De volgende nacht wordt de tabel opnieuw gehaald.")


def _without(table: odata.Table) -> str | None:
    """What a landed table came without, None when it is complete."""
    without = []
    if table.own_dimensions:
        without.append("de dimensies zijn die van de waarnemingen: het CBS geeft er geen lijst van")
    if table.without_codes:
        without.append(f"zonder codelijst van {', '.join(table.without_codes)}: het CBS geeft die niet")
    return "; ".join(without) or None
