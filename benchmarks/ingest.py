"""How fast ingest is: a delivery with many betalingen through the product's own door, beside DuckDB's own CSV reader.

`make bench-ingest ROWS=1000000` prints the rows/s of both (medians of three, same process, same threads), the peak memory
and as its last line `ratio X.XX`: ingest against reader. Only betalingen count as rows of ingest, also while it reads the
files they refer to.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

GEMEENTE, STAMP = "GM0002", "20140405T0300"  # without overlay: the dialect of the base contract
REPEATS = 3

# One query per file. Sizes follow the betalingen: a client has 2 activiteiten, an activiteit 25 betalingen.
_DELIVERY = {
    "clienten": """select 'C' || i as clientnummer, bsn, 'Jansen' as achternaam, date '1960-01-01' + (i % 12000)::int as geboortedatum,
        ['M', 'V'][1 + i % 2] as geslacht, (8300 + i % 90) || ' AB' as postcode, 'basis' as opleiding,
        'N' as statushouder, 'geen' as arbeidsbeperking, 'N' as voortijdig_schoolverlater, 'N' as taalachterstand,
        'N' as ex_ondernemer, 'N' as wiw from client""",
    "uitkeringen": """select 'U' || i as uitkeringnummer, 'D' || i as dossiernummer, 'C' || i as clientnummer, 'hoofd' as rol,
        'PW' as regeling, date '2010-01-01' + (i % 1000)::int as begindatum from client""",
    "trajecten": """select 'T' || i as trajectnummer, 'C' || i as clientnummer, 'werk' as trajectdoel,
        date '2011-01-01' + (i % 700)::int as begindatum from client""",
    "voorzieningen": """select 'VZ' || i as voorziening_code, 'Voorziening ' || i as omschrijving, 'training' as soort,
        'RE1' as budgetpost from range(40) r(i)""",
    "aanbieders": "select 'A' || i as aanbieder_code, 'Aanbieder ' || i as naam, 'extern' as soort from range(60) r(i)",
    "activiteiten": """select 'AC' || (2 * i + k) as activiteitnummer, 'T' || i as trajectnummer, 'C' || i as clientnummer,
        'VZ' || i % 40 as voorziening_code, 'uitstroom' as einddoel, 'A' || i % 60 as aanbieder_code,
        date '2011-06-01' + (i % 700)::int as begindatum, 1250.50 as overeengekomen_prijs from client, range(2) r(k)""",
    "verplichtingen": """select 'VP' || (2 * i + k) as verplichtingnummer, 'AC' || (2 * i + k) as activiteitnummer,
        date '2011-06-01' + (i % 700)::int as datum, 1250.50 as bedrag, 'RE' || i % 9 as budgetpost, 'open' as status
        from client, range(2) r(k)""",
    "betalingen": """select 'B' || (20140000000 + i) as betalingnummer, 'VP' || (i * 7919 % activities) as verplichtingnummer,
        case when i % 4 > 0 then 'AC' || (i * 7919 % activities) end as activiteitnummer,
        'C' || (i * 7919 % activities // 2) as clientnummer, 'A' || (i * 7919 % activities // 2 % 60) as aanbieder_code,
        'F-2013-' || i // 12 as factuurnummer, date '2012-01-01' + (i * 104729 % 820)::int as betaaldatum,
        case when i % 100 = 0 then -1 else 1 end * (i * 15485863 % 500000) / 100.0 as bedrag, 'RE' || i % 9 as budgetpost,
        ['factuur', 'factuur', 'factuur', 'premie'][1 + i % 4] as soort
        from range($betalingen) r(i), (select 2 * count(*) as activities from client)""",
}
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def clients(count: int) -> pd.DataFrame:
    """`count` clients (i, bsn) with numbers that pass the elfproef, start with 9 and so belong to nobody."""
    numbers = np.arange(900_000_000, 900_000_100 + 12 * count)
    digits = numbers[:, None] // 10 ** np.arange(8, -1, -1) % 10
    valid = numbers[digits @ np.array(_WEIGHTS) % 11 == 0][:count]
    return pd.DataFrame({"i": np.arange(count), "bsn": valid.astype(str)})


def deliver(home: Path, rows: int) -> None:
    """Put a complete delivery with `rows` betalingen in landing; each points at files of the same delivery."""
    from zow.sample.write import write_gws

    con = duckdb.connect()
    con.register("client", clients(max(1, rows // 50)))
    tables = {name: con.execute(query, {"betalingen": rows} if "$betalingen" in query else None).df()
              for name, query in _DELIVERY.items()}
    write_gws(home / "landing", GEMEENTE, STAMP, tables)


def ingest() -> int:
    """The product path with every check and gate levering; the rows of betalingen that came into raw."""
    from zow.ingest import ingest_gemeente

    (outcome,) = ingest_gemeente("gws", GEMEENTE)
    if outcome.status != "geaccepteerd":
        raise SystemExit(f"{outcome.status}: {outcome.reden}")
    return outcome.files["betalingen"].rows


def baseline(source: Path, target: Path, threads: int) -> int:
    """DuckDB's own typed read_csv with rejects, to zstd Parquet; the file is ASCII, so that nothing need be transcoded."""
    types = dict.fromkeys(source.open(encoding="ascii").readline().strip().split(";"), "VARCHAR")
    types |= {"betaaldatum": "DATE", "bedrag": "DECIMAL(18,2)"}
    with duckdb.connect(config={"threads": threads}) as con:
        con.execute(f"""copy (select * from read_csv('{source}', delim = ';', header = true, quote = '"', columns = {types},
            auto_detect = false, dateformat = '%d-%m-%Y', decimal_separator = ',', store_rejects = true))
            to '{target}' (format parquet, compression zstd)""")
        return con.execute(f"select count(*) from read_parquet('{target}')").fetchone()[0]


def timed(label: str, rows: int, work: Callable[[], int]) -> float:
    """Seconds that `work` takes; it must give back `rows`."""
    wall, processor = time.perf_counter(), time.process_time()
    if work() != rows:
        raise SystemExit(f"{label}: not every row arrived")
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"  {label}: {wall:.2f} s, {processor:.2f} s of processor time", flush=True)
    return wall


def _in_child(work: Callable[..., None], *args: object) -> None:
    """In a process of its own, so that the memory of making the delivery is not counted."""
    child = multiprocessing.get_context("spawn").Process(target=work, args=args)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit("the delivery could not be made")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    logging.basicConfig(level=logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="zow-bench-") as folder:
        stored = Path(folder) / "stored"
        _in_child(deliver, stored, rows)
        source = next(stored.glob("landing/gws/*/betalingen.csv"))
        print(f"{rows} betalingen, {source.stat().st_size / 1e6:.0f} MB", flush=True)
        import zow.gates.engine  # noqa: F401  a nightly imports Great Expectations once
        from zow import settings

        os.environ["ZOW_PSEUDONYM_KEY"] = "ab" * 32
        ours, theirs = [], []
        for number in range(REPEATS):
            home = Path(folder) / f"home{number}"
            os.environ["ZOW_HOME"] = str(home)
            shutil.copytree(stored, home)
            ours.append(timed("ingest", rows, ingest))
            theirs.append(timed("read_csv", rows, lambda: baseline(source, Path(folder) / "b.parquet", settings.get().threads)))
    fast, plain = (rows / statistics.median(seconds) for seconds in (ours, theirs))
    print(f"ingest, all checks: {fast:,.0f} rows/s")
    print(f"read_csv, typed, to zstd Parquet: {plain:,.0f} rows/s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
    print(f"ratio {fast / plain:.2f}")


if __name__ == "__main__":
    main()
