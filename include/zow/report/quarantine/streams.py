"""The deliveries of one kind in order of their stamp, and what counts as the last one: what is wrong with that one is wrong now.

A stream is what replaces itself: the GWS export of a gemeente, the ledger of one month, the budget of one year (sources.md 1, 2, 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zow.ingest import landing, manifest, names
from zow.ingest.catalogue import ACCEPTED, DUPLICATE, REFUSED, UNKNOWN, Outcome

# A full list replaces every list before it, also of another month: the highest month, then the highest stamp (sources.md 2).
_FULL = {("uwv", "indicaties")}


@dataclass(frozen=True)
class Delivery:
    """One name in a stream. `outcome` is the judgement that holds: the one that accepted it, else the last refusal; `conflict`
    is a later refusal of other content under that accepted name, if any."""

    outcome: Outcome
    conflict: Outcome | None = None

    @property
    def accepted(self) -> bool:
        return self.outcome.status == ACCEPTED


@dataclass(frozen=True)
class Stream:
    """Everything of one bron, gemeente, feed and window that was judged, the oldest stamp first. `feed` is None and `venster` ""
    for a GWS export."""

    bron: str
    gemeentecode: str
    feed: str | None
    venster: str
    deliveries: tuple[Delivery, ...]

    @property
    def last(self) -> Delivery:
        return self.deliveries[-1]

    @property
    def last_good(self) -> Delivery | None:
        return next((d for d in reversed(self.deliveries) if d.accepted), None)

    @property
    def refused_since(self) -> Delivery | None:
        """The first of the unbroken row of refused deliveries that ends with the last one, None when that was accepted."""
        first = None
        for delivery in reversed(self.deliveries):
            if delivery.accepted:
                break
            first = delivery
        return first


def streams(outcomes: Iterable[Outcome]) -> list[Stream]:
    """Every stream in `outcomes`, by bron, gemeente, feed and window. A delivery whose name does not parse is in none of them
    (see `misnamed`); a `dubbel` says nothing new."""
    found: dict[tuple, dict[tuple, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        name = names.parse(outcome.bron, outcome.levering)
        if name is None or outcome.status == DUPLICATE:
            continue
        full = (outcome.bron, name.feed) in _FULL
        stream = (outcome.bron, outcome.gemeentecode, name.feed or "", "" if full else name.venster)
        found[stream][(name.venster if full else "", name.geleverd_op, outcome.levering)].append(outcome)
    return [Stream(bron, code, feed or None, window, tuple(_delivery(by_name[key]) for key in sorted(by_name)))
            for (bron, code, feed, window), by_name in sorted(found.items())]


def _delivery(judgements: list[Outcome]) -> Delivery:
    judgements = sorted(judgements, key=lambda o: o.nr)
    accepted = next((o for o in judgements if o.status == ACCEPTED), None)
    if accepted is None:
        return Delivery(judgements[-1])
    later = [o for o in judgements if o.nr > accepted.nr and o.status == REFUSED]
    return Delivery(accepted, later[-1] if later else None)


def misnamed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Refused deliveries without a usable name, which therefore belong to no stream, as far as they are still open: until the
    gemeente has an accepted delivery of that bron that came in later; of an unknown sender until the refused copy is gone."""
    outcomes = list(outcomes)
    good: dict[tuple[str, str], datetime] = {}
    for outcome in outcomes:
        if outcome.status == ACCEPTED:
            key = outcome.bron, outcome.gemeentecode
            good[key] = max(good.get(key, datetime.min), outcome.ontvangen_op)
    last = {(o.bron, o.gemeentecode, o.levering): o for o in sorted(outcomes, key=lambda o: o.nr)
            if names.parse(o.bron, o.levering) is None}
    return [o for key, o in sorted(last.items())
            if (_set_apart(o) if o.gemeentecode == UNKNOWN else o.ontvangen_op > good.get((o.bron, o.gemeentecode), datetime.min))]


def _set_apart(outcome: Outcome) -> bool:
    return any(manifest.printable(path.name).startswith(outcome.levering) for path in landing.refused(outcome.bron))
