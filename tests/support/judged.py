"""Judgements as ingest leaves them in the raw room, without the ingest: for what only reads the catalogue."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

from zow.ingest import catalogue, names
from zow.ingest.catalogue import ACCEPTED, REFUSED, Outcome
from zow.ingest.judge import QUARANTINE


def fault(line: int, column: str = "geboortedatum", rule: str = "datum", raw: str | None = None, file: str = "clienten.csv",
          severity: str = "afgekeurd", message: str = "") -> tuple:
    """One quarantine row, as (bestand, regel, kolom, regel_code, ernst, melding, ruwe_regel)."""
    text = message or f"{column} is fout. Herstel in GWS: verbeter {column}."
    return file, line, column, rule, severity, text, raw if raw is not None else f"C{line};***;31-02-1980"


def judge(levering: str, *faults: tuple, bron: str = "gws", reason: str | None = None, nr: int = 1, status: str | None = None,
          gemeente: str | None = None, warnings: tuple[str, ...] = (), received: datetime | None = None) -> Outcome:
    """Record one judgement of `levering` with its quarantine. Refused when there is a `reason`, unless `status` says otherwise."""
    name = names.parse(bron, levering)
    code = gemeente or name.gemeentecode
    stamp = name.geleverd_op if name else None
    rejected = len({row[:2] for row in faults if row[4] == "afgekeurd"})
    outcome = Outcome(code, bron, levering, nr, stamp, received or (stamp or datetime(2014, 1, 1)) + timedelta(hours=nr),
                      status or (REFUSED if reason else ACCEPTED), reason, 100, rejected, "0" * 64, warnings)
    catalogue.write(outcome)
    path = catalogue.folder(bron, code) / "quarantaine" / f"{catalogue.base_name(levering, nr)}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        types = ", ".join(f"{c} {'bigint' if c == 'regel' else 'varchar'}" for c in QUARANTINE)
        con.execute(f"create table q ({types})")
        if faults:
            con.executemany("insert into q values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [[code, bron, levering, *row] for row in faults])
        con.execute(f"copy q to '{path}' (format parquet)")
    return outcome
