"""Five years of monthly deliveries of four gemeenten in one night: 240 GWS deliveries and 480 files of UWV and finance.

`make bench-backfill` drops them all, runs `zow nightly` once and prints the seconds per delivery of ingest (by the outcomes
that ingest wrote) and of the whole night. Issue 3 point 7 asks at most 0.5 s a delivery.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks import gws
from benchmarks.command import nightly
from zow.ingest import catalogue
from zow.sample.write_files import write_file

GEMEENTEN = ("GM0001", "GM0002", "GM0003", "GM0004")
FIRST = pd.Period("2012-01", "M")

_LEDGER = """select 'BS' || i as boekstuk, 1 as regel, $first + (i % 28)::int as boekdatum, year($first) as boekjaar,
    month($first) as periode, '44' || i % 9 as grootboekrekening, '6.4' as taakveld, 'RE' || i % 9 as budgetpost,
    100.25 + i as bedrag, 'D' as dc from range(200) r(i)"""
_REFERRALS = """select 'D' || i as meldingnummer, bsn, $first + (i % 28)::int as meldingsdatum, 'kort_ww' as soort,
    'J' as re_integratieadvies, 'J' as aanvraag_ingenomen, 'N' as werk_voor_aanvraag from client where i < 60"""


def drop(landing: Path, month: pd.Period, clients: int) -> int:
    """Everything that the gemeenten deliver in the month after `month`; how many deliveries that is."""
    con, stamp = duckdb.connect(), f"{(month + 1).strftime('%Y%m')}05T0300"
    con.register("client", gws.clients(clients))
    given = {"first": month.start_time.date()}
    for code in GEMEENTEN:
        gws.deliver(landing, code, stamp, clients, 5 * clients)
        for bron, feed, query in (("finance", "grootboek", _LEDGER), ("uwv", "doorverwijzingen", _REFERRALS)):
            write_file(landing, bron, feed, code, str(month), stamp, con.execute(query, given).df())
    return 3 * len(GEMEENTEN)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maanden", type=int, default=60)
    parser.add_argument("--clienten", type=int, default=400)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zow-bench-") as folder:
        home = Path(folder) / "home"
        dropped = sum(drop(home / "landing", FIRST + number, asked.clienten) for number in range(asked.maanden))
        print(f"{dropped} deliveries dropped", flush=True)
        spent = nightly(home, Path(folder) / "told")
        os.environ["ZOW_HOME"] = str(home)
        outcomes = catalogue.outcomes()
        if len(outcomes) != dropped or any(o.status != catalogue.ACCEPTED for o in outcomes):
            raise SystemExit(f"{len(outcomes)} of {dropped} judged: {[o.reden for o in outcomes if o.reden][:3]}")
        print(f"whole night: {spent}; {spent.wall / dropped:.2f} s per delivery, {spent.processor / dropped:.2f} s of processor time")


if __name__ == "__main__":
    main()
