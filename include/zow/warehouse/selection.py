"""Which deliveries hold at K (measures 0, sources.md 2 to 4; of CBS the stamp is the table's Modified). Nothing else chooses: who
wants to know what a build uses reads `Build.leveringen`, which comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zow.ingest import catalogue, names
from zow.warehouse.run import Levering

BRONNEN = tuple(dict.fromkeys(feed.bron for feed in names.FEEDS))
# of these the highest stamp of every window (month or year) holds; of the others one delivery, of the highest window
PER_WINDOW = frozenset({("uwv", "doorverwijzingen"), ("uwv", "arbeidsmarkt"), ("finance", "grootboek"), ("finance", "begroting")})


def accepted(until: datetime | None) -> dict[str | None, list[catalogue.Outcome]]:
    """Every accepted delivery stamped <= `until` (None = all) per gemeente; None is the key of the national feeds."""
    found: dict[str | None, list[catalogue.Outcome]] = {}
    for bron in BRONNEN:
        for outcome in catalogue.accepted(bron, until=until):
            found.setdefault(owner(outcome), []).append(outcome)
    return found


def owner(outcome: catalogue.Outcome) -> str | None:
    """The gemeente of a delivery as the warehouse says it (marts.md: NULL for national feeds)."""
    return None if outcome.gemeentecode == names.NATIONAL else outcome.gemeentecode


def holding(outcomes: Iterable[catalogue.Outcome]) -> list[Levering]:
    """Of the accepted deliveries of one gemeente (or of the national ones) those that hold, by bron and name. The order in which
    they are given, or arrived, decides nothing: a name is given out once, so that feed, window and stamp single one out."""
    best: dict[tuple[str, str | None, str], tuple[tuple[str, datetime, int], Levering]] = {}
    for outcome in outcomes:
        window = outcome.venster if (outcome.bron, outcome.feed) in PER_WINDOW else ""
        # the same answers of CBS may have been read again, under another choice of measures: the last reading holds
        rank = (outcome.venster, outcome.geleverd_op, names.edition(outcome.levering)[1])
        key = (outcome.bron, outcome.feed, window)
        if key not in best or rank > best[key][0]:
            best[key] = rank, Levering(outcome.bron, outcome.levering, outcome.geleverd_op, owner(outcome))
    return sorted((levering for _, levering in best.values()), key=lambda used: (used.bron, used.levering))


def national(until: datetime | None) -> list[Levering]:
    """The national deliveries that hold at `until`."""
    return holding(accepted(until).get(None, []))
