"""What earlier publications said, and how many records changed since (measures 10, Revisions; S4 note 11).

Each version remembers the figures of its PERIODE for the gemeenten that it built itself: a small Parquet in the log of publications,
so that they outlive the version. A later publication lays them in its candidate, with the records that changed between the
deliveries of then and those of now; mart revisies puts them beside the figures of now.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from zow import contracts, figures, settings
from zow.errors import ZowError
from zow.ingest import catalogue
from zow.publish import log
from zow.warehouse import raw_schema, selection
from zow.warehouse.run import Build
from zow.warehouse.sql import literal

MARTS = ("indicatoren", "effectmeting", "participatiebudget_verloop", "uitputting")  # measures 10
Accepted = Mapping[tuple[str, str], catalogue.Outcome]
Used = list[tuple[str, str]]  # bron and name of the deliveries that a build used
Parts = set[tuple[str, str]]  # part, relative to raw, and the month or year that tells equal keys apart, else empty


def remembered(entry: log.Entry) -> Path | None:
    """Where the figures of a version are kept; None when it was made before figures were remembered."""
    kept = (log.folder() / f"{entry.name}.cijfers.parquet", log.versions_folder() / entry.name / "parquet/marts/cijfers.parquet")
    return next((path for path in kept if path.exists()), None)


def remember(entry: log.Entry) -> None:
    """Keep the figures of a version that was just published, in the log. May be done again."""
    source = log.versions_folder() / entry.name / "parquet/marts/cijfers.parquet"
    target = log.folder() / f"{entry.name}.cijfers.parquet"
    if target.exists() or not source.exists():
        return
    draft = target.with_suffix(".tmp")
    with duckdb.connect() as con:
        con.execute(f"copy (from {literal(source)} where periode = {literal(entry.periode)} and list_contains({_built(entry)}, "
                    f"gemeentecode) order by all) to {literal(draft)} (format parquet, compression zstd)")
    draft.replace(target)


def chosen(gemeenten: Iterable[str]) -> list[str]:
    """Names of the versions whose figures a new publication of `gemeenten` is compared with: of each publication and period, per
    gemeente, the last version that built it, was not rolled back and has its figures."""
    known = [entry for entry in log.entries().values() if not entry.teruggedraaid and remembered(entry)]
    return sorted({entry.name for code in gemeenten for entry in _last(known, code)})


def lay(database: Path, builds: list[Build], compared: Iterable[str]) -> None:
    """Make the tables of `raw_schema.REVISIONS` anew in the candidate: figures of the versions `compared` for the gemeenten of
    `builds`, and per source file the records that changed since. Raises ZowError when the figures of a version, or a delivery that
    it used, are gone."""
    known = log.entries()
    entries = [known[name] for name in compared]
    config = settings.get()
    with duckdb.connect(str(database), config={"memory_limit": config.memory_limit, "threads": config.threads}) as con:
        for table, columns in raw_schema.REVISIONS.items():
            con.execute(f"create or replace table raw.{table} ({raw_schema.definition(columns)})")
        if not entries:
            return
        sources = _figure_sources()
        con.executemany("insert into raw.figuurbronnen values (?, ?, ?)", [(figure, *file) for figure, files in sources.items()
                                                                            for file in files])
        files = _files(sources)
        accepted = _accepted()
        for build in builds:
            now = [(used.bron, used.levering) for used in build.leveringen]
            for entry in _last(entries, build.gemeentecode):
                _figures(con, entry, build.gemeentecode)
                for bron, bestand in files:
                    changed = _changed(con, accepted, bron, bestand, _used(entry, build.gemeentecode), now)
                    con.execute("insert into raw.recordwijzigingen values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [
                        build.gemeentecode, entry.publicatie, entry.versie, entry.periode, bron, bestand, *changed])


def between(gemeentecode: str, then: log.Entry, now: log.Entry) -> list[tuple[str, str, int, int, int]]:
    """Per source file (bron, bestand) of the figures: records added, changed and removed between the deliveries of two versions."""
    accepted, used = _accepted(), [_used(entry, gemeentecode) for entry in (then, now)]
    with duckdb.connect(config={"memory_limit": settings.get().memory_limit}) as con:
        return [(bron, bestand, *_changed(con, accepted, bron, bestand, *used)) for bron, bestand in _files(_figure_sources())]


def _last(entries: Iterable[log.Entry], gemeentecode: str) -> list[log.Entry]:
    best: dict[tuple[str, str], log.Entry] = {}
    for entry in entries:
        which = (entry.publicatie, entry.periode)
        built = any(row["gemeentecode"] == gemeentecode and row["herkomst"] == "nieuw" for row in entry.gemeenten)
        if built and (which not in best or best[which].versie < entry.versie):
            best[which] = entry
    return list(best.values())


def _built(entry: log.Entry) -> str:
    return "[" + ", ".join(literal(row["gemeentecode"]) for row in entry.gemeenten if row["herkomst"] == "nieuw") + "]::varchar[]"


def _figure_sources() -> dict[str, tuple[tuple[str, str], ...]]:
    return {figure.id: figure.bronnen for figure in figures.every().values() if figure.mart.model.name in MARTS}


def _files(sources: Mapping[str, Iterable[tuple[str, str]]]) -> list[tuple[str, str]]:
    return sorted({file for of in sources.values() for file in of})


def _accepted() -> Accepted:
    return {(o.bron, o.levering): o for o in catalogue.outcomes() if o.status == catalogue.ACCEPTED}


def _figures(con: duckdb.DuckDBPyConnection, entry: log.Entry, gemeentecode: str) -> None:
    path = remembered(entry)
    if path is None:
        raise ZowError(f"De cijfers die {entry.name} publiceerde zijn weg.", str(log.folder()),
                       "Zet het log van publicaties terug uit de back-up.")
    (found,) = con.execute(f"""insert into raw.publicatiecijfers by name
        select gemeentecode, ? as publicatie, ? as versie, periode, indicator, uitsplitsing, waarde from {literal(path)}
        where periode = ? and gemeentecode = ?""", [entry.publicatie, entry.versie, entry.periode, gemeentecode]).fetchone()
    if not found:
        raise ZowError(f"Van {gemeentecode} onthield {entry.name} geen enkel cijfer, hoewel die versie ze berekende.", str(path),
                       "Zet het bestand terug uit de back-up, of haal het weg: dan wordt met deze versie niet meer vergeleken.")


def _used(entry: log.Entry, gemeentecode: str) -> Used:
    return [(row["bron"], row["levering"]) for row in entry.leveringen if row["gemeentecode"] in (gemeentecode, None)]


def _parts(accepted: Accepted, bron: str, bestand: str, used: Iterable[tuple[str, str]]) -> Parts:
    found: Parts = set()
    for key in used:
        if key[0] != bron:
            continue
        if key not in accepted:
            raise ZowError(f"Levering {key[1]} van een eerdere publicatie staat niet meer in raw.", str(settings.get().raw / bron),
                           "Zet raw terug uit de back-up; zonder deze levering is niet te zeggen wat er sindsdien veranderde.")
        outcome = accepted[key]
        if bestand in outcome.files:
            window = outcome.venster if (bron, outcome.feed) in selection.PER_WINDOW else ""
            found.add((outcome.files[bestand].part, window or ""))
    return found


def _key(bron: str, bestand: str) -> list[str]:
    if bron == "cbs":
        return raw_schema.OBSERVATION_KEY
    return [column.stored[0] for column in contracts.load(bron, None).file(bestand).key]


def _changed(con: duckdb.DuckDBPyConnection, accepted: Accepted, bron: str, bestand: str, used_then: Used,
             used_now: Used) -> tuple[int, int, int]:
    """Records of a source file added, changed and removed between two sets of deliveries, by key and content. What both have is not
    read."""
    then, now = _parts(accepted, bron, bestand, used_then), _parts(accepted, bron, bestand, used_now)
    sides = {"toen": then - now, "nu": now - then}
    if not any(sides.values()):
        return 0, 0, 0
    key = _key(bron, bestand)
    for name, parts in sides.items():
        con.execute(f"create or replace temp view {name} as {_rows(key, parts)}")
    equal = " and ".join(f"t.{column} is not distinct from n.{column}" for column in ["_venster", *key])
    return con.execute(f"""select count(*) filter (t._row_hash is null), count(*) filter (t._row_hash <> n._row_hash),
        count(*) filter (n._row_hash is null) from toen t full outer join nu n on {equal}""").fetchone()


def _rows(key: list[str], parts: Parts) -> str:
    columns = ", ".join(f"cast({column} as varchar) as {column}" for column in key)
    if not parts:
        return f"select {', '.join(f'cast(null as varchar) as {c}' for c in ['_venster', *key, '_row_hash'])} where false"
    raw = settings.get().raw
    windows = ", ".join(f"({literal(raw / part)}, {literal(window)})" for part, window in sorted(parts))
    paths = ", ".join(literal(glob.escape(str(raw / part))) for part in sorted({part for part, _ in parts}))
    return f"select w._venster, {columns}, _row_hash from read_parquet([{paths}], union_by_name = true, filename = true) r " \
           f"join (values {windows}) as w(pad, _venster) on r.filename = w.pad"
