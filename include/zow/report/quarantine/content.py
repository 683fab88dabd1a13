"""What the quarantine page and workbook of one gemeente show: refusals first, then faults, then remarks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from zow.ingest.catalogue import Outcome
from zow.report.quarantine import faults, texts
from zow.report.quarantine.faults import REJECTED, Fault
from zow.report.quarantine.streams import Delivery, Stream, misnamed, streams


@dataclass
class Refusal:
    """A delivery that is refused now. `since` is the stamp of the first refused one in an unbroken row of `count`; `in_use` the
    delivery whose data hold meanwhile, if any."""

    bron: str
    levering: str
    geleverd_op: datetime | None
    reasons: list[str]
    since: datetime | None
    count: int
    in_use: str | None


@dataclass
class Overview:
    """One kind of delivery: its last one, and how many windows of it have something open."""

    naam: str
    last: Outcome
    windows: int
    open: int


@dataclass
class Gemeente:
    code: str
    naam: str
    refusals: list[Refusal]
    faults: list[Fault]
    remarks: list[tuple[str, str, list[str]]]
    overview: list[Overview]
    courses: dict[str, list[Fault]] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        return sum(f.count for f in self.faults if f.ernst == REJECTED)

    @property
    def warned(self) -> int:
        return sum(f.count for f in self.faults if f.ernst != REJECTED)

    @property
    def clean(self) -> bool:
        return not (self.refusals or self.faults)

    @property
    def last(self) -> datetime | None:
        return max((o.last.geleverd_op for o in self.overview), default=None)


def gemeente(con: duckdb.DuckDBPyConnection, code: str, naam: str, outcomes: list[Outcome]) -> Gemeente:
    """Everything to show of one gemeente, out of its judgements (of every bron)."""
    found = streams(outcomes)
    wrong = faults.read(con, found)
    remarks = [(texts.stream(s), s.last.outcome.levering, list(s.last.outcome.waarschuwingen)) for s in found
               if s.last.outcome.waarschuwingen]
    by_stream: dict[str, list[Fault]] = defaultdict(list)
    for fault in wrong:
        by_stream[texts.stream(fault.stream)].append(fault)
    return Gemeente(code, naam, [*_misnamed(outcomes), *_refused(found)], wrong, remarks, _overview(found, wrong), dict(by_stream))


def _misnamed(outcomes: list[Outcome]) -> list[Refusal]:
    return [Refusal(o.bron, o.levering, None, _reasons(o), None, 1, None) for o in misnamed(outcomes)]


def _refused(found: list[Stream]) -> list[Refusal]:
    refusals = []
    for stream in found:
        last = stream.last
        if last.conflict:
            refusals.append(_refusal(stream, last.conflict, last, 1, last))
        first = stream.refused_since
        if first:
            row = len(stream.deliveries) - stream.deliveries.index(first)
            refusals.append(_refusal(stream, last.outcome, first, row, stream.last_good))
    return refusals


def _refusal(stream: Stream, outcome: Outcome, first: Delivery, count: int, good: Delivery | None) -> Refusal:
    return Refusal(stream.bron, outcome.levering, outcome.geleverd_op, _reasons(outcome), first.outcome.geleverd_op, count,
                   good.outcome.levering if good else None)


def _reasons(outcome: Outcome) -> list[str]:
    return (outcome.reden or "zonder reden").split(" | ")


def _overview(found: list[Stream], wrong: list[Fault]) -> list[Overview]:
    kinds: dict[tuple[str, str | None], list[Stream]] = defaultdict(list)
    for stream in found:
        kinds[stream.bron, stream.feed].append(stream)
    faulty = {id(fault.stream) for fault in wrong}
    return [Overview(texts.source(*kind), max((s.last.outcome for s in members), key=lambda o: (o.geleverd_op, o.levering)),
                     len(members), sum(id(s) in faulty or not s.last.accepted or s.last.conflict is not None for s in members))
            for kind, members in kinds.items()]
