"""From the answers of CBS to the rows of a raw part: one per observation, with the name (`grootheid`) that the feed gives it.

The name is given here and not when a candidate is made: a figure must be reproducible from raw alone (measures 0), and feeds.yaml
is configuration that may change, also outside the code. The answers stay in raw, so that they can be flattened again.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zow.cbs.feeds import Feed, Quantity
from zow.ingest.cbs_answers import V4, Answers, Broken, Observation
from zow.ingest.columns import literal

VERSION = "1"  # raise it when the same answers and feed would give other rows
_TEXTS = ("feed", "tabel", "maat", "maat_titel", "grootheid", "regio_code", "periode_code", "overige_dimensies", "tekst", "eenheid",
          "attribuut", "status", "_delivery", "_file")
_SCHEMA = pa.schema([*((name, pa.string()) for name in _TEXTS), ("waarde", pa.float64()), ("_line", pa.int64())])
_KEY = ("maat", "regio_code", "periode_code", "overige_dimensies")
_SETTING = "include/zow/cbs/feeds.yaml (of het bestand in ZOW_CBS_FEEDS)"


def fingerprint(feed: Feed) -> str:
    """Digest of what decides which name an observation gets."""
    names = {name: [q.maat, dict(sorted(q.waar.items()))] for name, q in sorted(feed.grootheden.items())}
    return hashlib.sha256(json.dumps([VERSION, feed.tabel, feed.versie, names]).encode()).hexdigest()[:32]


def flatten(answers: Answers, feed: Feed, levering: str, target: Path, con: duckdb.DuckDBPyConnection) -> int:
    """Write the rows of `answers` as Parquet to `target` (columns of raw_schema.WAARNEMINGEN but gemeentecode and geleverd_op)
    and return their number. Raises Broken (Dutch) when the table is not the one of the feed, lacks one of its measures,
    or has an observation twice."""
    _same_table(answers, feed)
    name_of = _namer(answers, feed)
    draft = target.with_name(f"{target.name}.gelezen.tmp")
    try:
        total = _write(answers, levering, name_of, draft)
        if total != answers.expected:
            raise Broken(f"{total} waarnemingen gelezen, het manifest zegt {answers.expected}: de tabel is niet heel.")
        rows = f"read_parquet({literal(str(draft))})"
        _once(con, rows, feed)
        kept = [name for name in _SCHEMA.names if not name.startswith("_")]
        con.execute(f"copy (select *, md5(concat({', chr(31), '.join(kept)})) as _row_hash from {rows} order by _line) "
                    f"to {literal(str(target))} (format parquet, compression zstd)")
    finally:
        draft.unlink(missing_ok=True)
    return total


def _same_table(answers: Answers, feed: Feed) -> None:
    got, wanted = (answers.manifest.table, answers.manifest.version), (feed.tabel, feed.versie)
    if got != wanted:
        raise Broken(f"De levering is van tabel {' '.join(got)}, feed {feed.feed} leest nu {' '.join(wanted).strip() or 'geen tabel'}. "
                     f"Zet de tabel terug in {_SETTING}, of laat deze levering weg.")


def _namer(answers: Answers, feed: Feed) -> Callable[[str, Mapping[str, str]], str | None]:
    """A function that gives (code of the measure, codes of an observation) its name, or None."""
    wanted: dict[str, list[tuple[str, Quantity]]] = defaultdict(list)
    reasons = []
    titles = {code: measure.title for code, measure in answers.measures.items()}
    for name, quantity in feed.grootheden.items():
        code = quantity.measure(titles)
        if code is None:
            twice = sum(title == quantity.maat for title in titles.values()) > 1
            reasons.append(f"Maat {quantity.maat!r} van {feed.feed}.{name} {'komt meer dan eens voor' if twice else 'is er niet'} in tabel "
                           f"{feed.tabel}. Zet de code van de maat in {_SETTING}; zij staan in "
                           f"{'measure-codes' if feed.versie == V4 else 'data-properties'}.json van deze levering.")
            continue
        wrong = [f"{dimension} {value}" for dimension, value in quantity.waar.items() if not answers.may_have(dimension, value)]
        if wrong:
            reasons.append(f"{feed.feed}.{name} kiest {', '.join(wrong)}, en dat heeft tabel {feed.tabel} niet. "
                           f"Verbeter 'waar' in {_SETTING}.")
        wanted[code].append((name, quantity))
    if reasons:
        raise Broken(*reasons)

    def name_of(measure: str, codes: Mapping[str, str]) -> str | None:
        found = [name for name, q in wanted.get(measure, ()) if all(codes[d] == code for d, code in q.waar.items())]
        if len(found) > 1:
            raise Broken(f"{' en '.join(found)} van {feed.feed} wijzen dezelfde waarneming aan. Verbeter 'waar' in {_SETTING}.")
        return found[0] if found else None

    return name_of


def _write(answers: Answers, levering: str, name_of: Callable[[str, Mapping[str, str]], str | None], draft: Path) -> int:
    """Page by page, so that a table of millions of rows takes the memory of one page. Returns the number of rows."""
    total = 0
    row_of = _Rows(answers, levering, name_of)
    with pq.ParquetWriter(draft, _SCHEMA, compression="zstd") as writer:
        for page in answers.pages:
            columns: dict[str, list] = {name: [] for name in _SCHEMA.names}
            for observation in answers.observations(page):
                total += 1
                for name, value in row_of(observation, page, total).items():
                    columns[name].append(value)
            writer.write_table(pa.table(columns, schema=_SCHEMA))
    return total


class _Rows:
    """Turns an observation into a row of the part."""

    def __init__(self, answers: Answers, levering: str, name_of: Callable[[str, Mapping[str, str]], str | None]) -> None:
        self.answers, self.levering, self.name_of = answers, levering, name_of
        self.others = sorted(set(answers.codes) - {answers.region, answers.time})
        self._json = cache(lambda codes: json.dumps(dict(zip(self.others, codes, strict=True))))

    def __call__(self, seen: Observation, page: str, line: int) -> dict[str, object]:
        answers, codes = self.answers, seen.codes
        measure = answers.measures[seen.measure]
        period = codes[answers.time] if answers.time else None
        return {
            "feed": answers.manifest.feed, "tabel": answers.manifest.table, "maat": measure.code, "maat_titel": measure.title,
            "grootheid": self.name_of(measure.code, codes), "regio_code": codes[answers.region] if answers.region else None,
            "periode_code": period, "overige_dimensies": self._json(tuple(codes[d] for d in self.others)), "waarde": seen.value,
            "tekst": seen.text, "eenheid": measure.unit, "attribuut": seen.attribute,
            "status": answers.status(period), "_delivery": self.levering, "_file": page, "_line": line}


def _once(con: duckdb.DuckDBPyConnection, rows: str, feed: Feed) -> None:
    """Every observation once, and every named quantity has one value per region and period."""
    double = con.execute(f"select {', '.join(_KEY)} from {rows} group by all having count(*) > 1 order by all limit 1").fetchone()
    if double:
        raise Broken(f"De waarneming {' '.join(str(part) for part in double if part)} komt meer dan eens voor. Haal de feed opnieuw op.")
    double = con.execute(f"select grootheid, regio_code, periode_code from {rows} where grootheid is not null group by all "
                         "having count(*) > 1 order by all limit 1").fetchone()
    if double:
        raise Broken(f"{feed.feed}.{double[0]} heeft meer dan een waarneming voor {' '.join(str(part) for part in double[1:] if part)}. "
                     f"Kies bij 'waar' een code van elke dimensie die de tabel nog heeft, in {_SETTING}.")
    found = {name for (name,) in con.execute(f"select distinct grootheid from {rows} where grootheid is not null").fetchall()}
    missing = sorted(set(feed.grootheden) - found)
    if missing:
        raise Broken(f"Geen enkele waarneming voor {', '.join(missing)} van {feed.feed}. Verbeter 'waar' of 'filter' in {_SETTING}.")
