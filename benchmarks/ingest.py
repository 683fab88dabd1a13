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

GEMEENTE, STAMP = "GM0002", "20140405T0300"  # without overlay: the dialect of the base contract
REPEATS = 3


def make(home: Path, rows: int) -> None:
    """A delivery with `rows` betalingen in landing. The other files are those of a small gemeente (2,000 clients at 1 M), so that
    the ratio says something of betalingen; each of its references is still looked up."""
    from benchmarks import gws

    gws.deliver(home / "landing", GEMEENTE, STAMP, max(1, rows // 500), rows)


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
        _in_child(make, stored, rows)
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
