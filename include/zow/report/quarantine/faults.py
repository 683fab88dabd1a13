"""What is wrong with the last delivery of each stream, how long already, and how it went: read set-based from the quarantine Parquet."""

from __future__ import annotations

import glob
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from zow.ingest import catalogue
from zow.report.quarantine.streams import Delivery, Stream

KEPT = 5000  # lines of one fault that are listed (workbook); the count is always of all of them
HISTORY = 6  # deliveries in the course of a fault
REJECTED = "afgekeurd"


@dataclass
class Line:
    """One faulty line of the last delivery. `since` is the first of the unbroken row of deliveries with the same line (as
    masked) and fault; `melding` is the Dutch message of ingest."""

    regel: int
    ruwe_regel: str
    melding: str
    since: Delivery


@dataclass
class Fault:
    """One rule broken in one column of one file of the last delivery of `stream`. `count` lines; `since` as in Line; `deliveries`
    is the length of that row; `course` the last HISTORY deliveries with the number of lines, None when that one was refused
    without being judged line by line; `stops` when it is (one of) the reasons that the delivery was refused."""

    stream: Stream
    bestand: str
    kolom: str
    regel_code: str
    ernst: str
    count: int
    since: Delivery
    deliveries: int
    course: list[tuple[Delivery, int | None]]
    stops: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def melding(self) -> str:
        return self.lines[0].melding


def read(con: duckdb.DuckDBPyConnection, streams: list[Stream]) -> list[Fault]:
    """The faults of the last delivery of every one of `streams`, what stops most first, each with at most KEPT lines."""
    last = {_path(stream.last): stream for stream in streams}
    with_faults = _counts(con, list(last))
    broken = [last[path] for path in with_faults]
    if not broken:
        return []
    paths = {path: (number, delivery) for number, stream in enumerate(broken) for delivery in stream.deliveries
             if (path := _path(delivery))}
    counts = _counts(con, list(paths))
    # A delivery that was refused as a whole was not judged line by line: it says nothing about a fault, for or against.
    judged: dict[int, list[Delivery]] = defaultdict(list)
    rows = []
    for path, (number, delivery) in paths.items():
        if delivery.accepted or path in counts:
            judged[number].append(delivery)
            rows.append((path, number, len(judged[number]), broken[number].feed))
    _table(con, [row for row in rows if row[0] in counts], {number: len(found) for number, found in judged.items()})
    faults = {}
    for values in con.execute(_FAULTS).fetchall():
        number, key, bestand, kolom, code, ernst, count, since, positions, per_delivery = values
        stream, deliveries = broken[number], judged[number]
        by_delivery = {id(deliveries[position - 1]): n for position, n in zip(positions, per_delivery, strict=True)}
        known = {id(delivery) for delivery in deliveries}
        course = [(d, by_delivery.get(id(d), 0) if id(d) in known else None) for d in stream.deliveries[-HISTORY:]]
        faults[number, key, kolom, code, ernst] = Fault(
            stream, bestand, kolom, code, ernst, count, deliveries[since - 1], len(deliveries) - since + 1, course,
            _stops(stream.last, bestand, code, ernst))
    for number, key, kolom, code, ernst, regel, raw, melding, since in con.execute(_LINES, [KEPT]).fetchall():
        faults[number, key, kolom, code, ernst].lines.append(Line(regel, raw, melding, judged[number][since - 1]))
    return sorted(faults.values(), key=lambda f: (not f.stops, f.ernst != REJECTED, -f.count, f.bestand, f.kolom, f.regel_code))


def _path(delivery: Delivery) -> str:
    outcome = delivery.outcome
    name = f"{catalogue.base_name(outcome.levering, outcome.nr)}.parquet"
    return str(catalogue.folder(outcome.bron, outcome.gemeentecode) / "quarantaine" / name)


def _counts(con: duckdb.DuckDBPyConnection, paths: list[str]) -> dict[str, int]:
    """Rows per file, without the files that have none or that are not there (a delivery that was refused unread)."""
    present = [glob.escape(path) for path in paths if Path(path).exists()]
    if not present:
        return {}
    return dict(con.execute("select filename, count(*) from read_parquet(?, union_by_name = true, filename = true) group by 1 "
                            "order by 1", [present]).fetchall())


def _table(con: duckdb.DuckDBPyConnection, rows: list[tuple], lengths: dict[int, int]) -> None:
    """Table `fouten`: the faults of the deliveries in `rows` (path, stream, position, feed). A file of a feed carries its own
    stamp in its name, so there the feed says which file it is."""
    con.execute("create or replace temp table leveringen (pad varchar, stroom integer, plek integer, feed varchar, laatste integer)")
    con.execute("insert into leveringen select unnest(?), unnest(?), unnest(?), unnest(?::varchar[]), unnest(?)",
                [*map(list, zip(*rows, strict=True)), [lengths[row[1]] for row in rows]])
    con.execute("""
        create or replace temp table fouten as
        select l.stroom, l.plek, l.laatste, coalesce(l.feed, q.bestand) as wat, q.bestand, coalesce(q.kolom, '') as kolom,
          q.regel_code, q.ernst, q.regel, q.ruwe_regel, q.melding
        from read_parquet(?, union_by_name = true, filename = true) q join leveringen l on q.filename = l.pad
        """, [[glob.escape(row[0]) for row in rows]])


# The unbroken row that ends with the last delivery: counted back from it, place and rank add up to the same number.
_FAULTS = """
    with per_levering as (
      select stroom, wat, kolom, regel_code, ernst, plek, laatste, count(distinct regel) as regels,
        max(bestand) filter (plek = laatste) as bestand
      from fouten group by all),
    gerangschikt as (
      select *, row_number() over (partition by stroom, wat, kolom, regel_code, ernst order by plek desc) as rang from per_levering)
    select stroom, wat, max(bestand), kolom, regel_code, ernst, max(regels) filter (plek = laatste),
      min(plek) filter (plek + rang = laatste + 1), list(plek order by plek), list(regels order by plek)
    from gerangschikt group by stroom, wat, kolom, regel_code, ernst
    having bool_or(plek = laatste)
    order by all
"""
_LINES = """
    with nu as (
      select * from fouten where plek = laatste
      qualify row_number() over (partition by stroom, wat, kolom, regel_code, ernst order by regel) <= ?),
    eerder as (
      select distinct f.stroom, f.wat, f.kolom, f.regel_code, f.ernst, f.ruwe_regel, f.plek, f.laatste
      from fouten f semi join nu n on f.stroom = n.stroom and f.wat = n.wat and f.kolom = n.kolom and f.regel_code = n.regel_code
        and f.ernst = n.ernst and f.ruwe_regel is not distinct from n.ruwe_regel),
    gerangschikt as (
      select *, row_number() over (partition by stroom, wat, kolom, regel_code, ernst, ruwe_regel order by plek desc) as rang
      from eerder),
    sinds as (
      select stroom, wat, kolom, regel_code, ernst, ruwe_regel, min(plek) as plek
      from gerangschikt where plek + rang = laatste + 1 group by all)
    select n.stroom, n.wat, n.kolom, n.regel_code, n.ernst, n.regel, coalesce(n.ruwe_regel, ''), n.melding, s.plek
    from nu n join sinds s on n.stroom = s.stroom and n.wat = s.wat and n.kolom = s.kolom and n.regel_code = s.regel_code
      and n.ernst = s.ernst and n.ruwe_regel is not distinct from s.ruwe_regel
    order by n.stroom, n.regel, n.kolom, n.regel_code
"""


def _stops(last: Delivery, bestand: str, code: str, ernst: str) -> bool:
    """Whether the reason of a refusal names this file (zow.ingest.judge.over_limit), and the fault counts for the limit."""
    reasons = (last.outcome.reden or "").split(" | ")
    return not last.accepted and ernst == REJECTED and code != "verwijzing" and any(r.startswith(f"{bestand}: ") for r in reasons)
