"""Many small deliveries at once: judged two or more at a time, each in a scratch database of its own (a backlog of years).

Judging only reads landing and writes parts that nobody knows yet; committing stays one by one, in order of stamp.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from zow import settings
from zow.ingest.judge import scratch_database
from zow.ingest.landing import Delivery

_Item, _Result = TypeVar("_Item"), TypeVar("_Result")
MANY = 8  # deliveries; fewer are not worth a second scratch database
SMALL = 32 << 20  # bytes; DuckDB itself uses every core for a large delivery, and two of those would need twice the memory


def at_a_time(waiting: list[Delivery]) -> int:
    """How many of these deliveries are judged at the same time."""
    if len(waiting) < MANY or any(_size(delivery.path) > SMALL for delivery in waiting):
        return 1
    return max(1, settings.get().threads)


def _size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


class Databases:
    """At most `size` scratch databases that spill into `folder`, used over and over; a context manager."""

    def __init__(self, folder: Path, size: int) -> None:
        self._free: queue.SimpleQueue[tuple[Path, duckdb.DuckDBPyConnection | None]] = queue.SimpleQueue()
        self._size = size
        for number in range(size):
            self._free.put((folder / str(number), None))

    @contextmanager
    def one(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A database for one judgement. One that broke is closed: it is of no use to the next."""
        folder, database = self._free.get()
        try:
            database = database or scratch_database(folder)
            yield database
        except BaseException:
            if database:
                database.close()
            database = None
            raise
        finally:
            self._free.put((folder, database))

    def __enter__(self) -> Databases:
        return self

    def __exit__(self, *_: object) -> None:
        for _ in range(self._size):
            database = self._free.get()[1]
            if database:
                database.close()


def each(work: Callable[[_Item], _Result], items: Iterable[_Item], workers: int) -> Iterator[_Result]:
    """`work` of every item, in their order, `workers` at a time; with one worker in this thread."""
    if workers == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="oordeel") as pool:
        yield from pool.map(work, items)
