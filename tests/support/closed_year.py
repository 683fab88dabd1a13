"""A verantwoording of 2014 made by hand, small enough to reckon: a version folder as `assemble_version` leaves it, and the plan of its run.

The books hold what goes wrong in a spreadsheet: budgetposten 0610 and 610, one with an asterisk, an invoice number that reads as a
formula, and a name in the text of a ledger line."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import duckdb

from zow.publish import log, meta_tables, version
from zow.warehouse.run import Build, Levering, Plan, Run, write_json

CODE, YEAR, NAME = "GM0171", 2014, "verantwoording_2014_v1"
LEVERING = Levering("gws", "gws_GM0171_20150120T0300", datetime(2015, 1, 20, 3), CODE)
PERSON = "Jansen-de Vries"
BOOKS = Path(__file__).with_suffix(".sql")


def plan(run_id: str, starter: str = "A. Analist", publicatie: str = "verantwoording") -> Plan:
    """The plan of a run that came as far as its draft."""
    build = Build(CODE, LEVERING.levering, LEVERING.geleverd_op, date(2015, 1, 20), "2015-01-20T03:00", LEVERING.geleverd_op, [LEVERING], 1)
    return Plan(run_id, publicatie, str(YEAR), None, starter, "abc123", "vingerafdruk", builds=[build])


def write_draft(folder: Path, run_id: str, number: int = 1, before: str | None = None, starter: str = "A. Analist") -> log.Entry:
    """The version folder: database and version.json; `number` is its versie, `before` its voorganger."""
    entry = log.Entry(
        "verantwoording", str(YEAR), number, "2015-01-20T03:00", "2015-01-21T09:00:00+01:00", starter, "abc123", before, run_id,
        gemeenten=[{"gemeentecode": CODE, "peilmoment": "2015-01-20T03:00", "asof": "2015-01-20", "herkomst": "nieuw", "uit_versie": None,
                    "reden": None}],
        leveringen=[{"gemeentecode": CODE, "bron": "gws", "levering": LEVERING.levering}])
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / version.DATABASE)) as con:
        con.execute(BOOKS.read_text(encoding="utf-8").replace("{person}", PERSON))
        warning = dict.fromkeys(meta_tables.COLUMNS["kwaliteit"]) | {
            "gemeentecode": CODE, "poort": "publicatie", "publicatie": "verantwoording", "periode": str(YEAR), "versie": number,
            "omschrijving": "De begroting telt niet op", "ernst": "waarschuwing", "geslaagd": False, "waargenomen": "10,00", "drempel": "0"}
        rows = version.log_tables({entry.name: entry}, None)
        for table, found in {**rows, "kwaliteit": [warning]}.items():
            meta_tables.create(con, table, found, con.execute("select current_database()").fetchone()[0])
    (folder / "version.json").write_text(json.dumps(asdict(entry)), encoding="utf-8")
    return entry


def write_run(run_id: str, **how: object) -> Run:
    """A run with its plan and its draft, as it stands before the task vier_ogen."""
    run = Run(run_id)
    starter = how.get("starter", "A. Analist")
    run.write(plan(run_id, starter))
    write_draft(run.draft, run_id, **how)
    write_json(run.quality, [])
    return run
