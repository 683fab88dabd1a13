"""One process per bron and gemeente: two nightlies at once may not judge the same delivery twice."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zow.errors import ZowError

WAIT = 10.0  # seconds; a judgement takes longer, so waiting longer would only hide the other process


@contextmanager
def held(path: Path, what: str, wait: float | None = None) -> Iterator[None]:
    """Hold the lock file `path`. The system frees it when the process dies. Raises ZowError after `wait` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + (WAIT if wait is None else wait)
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise ZowError(f"{what} wordt al ingelezen door een ander proces.", str(path),
                                   "Wacht tot dat klaar is en start opnieuw.") from None
                time.sleep(0.1)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
