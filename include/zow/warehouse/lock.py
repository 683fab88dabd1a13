"""One writer at a time: the lock file around every step that writes the warehouse or the published room.

The Airflow pool does the same for runs under the scheduler, but does not guard in-process runs (architecture 1).
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from zow import settings
from zow.errors import ZowError

log = logging.getLogger("zow.warehouse")


@contextmanager
def warehouse_lock(purpose: str, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold `warehouse/lock`. Waits `wait_seconds` (default `ZOW_LOCK_WAIT`, 900) for another writer, then raises ZowError
    naming it. The kernel frees the lock when its holder dies, so a kill -9 leaves nothing to clean up."""
    wait = float(os.environ.get("ZOW_LOCK_WAIT", "900")) if wait_seconds is None else wait_seconds
    path = settings.get().warehouse / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        deadline, said = time.monotonic() + wait, False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                handle.seek(0)
                holder = handle.read().strip() or "een ander proces"
                if time.monotonic() >= deadline:
                    raise ZowError(f"Het warehouse is in gebruik: {holder}.", str(path),
                                   "Wacht tot die run klaar is en start deze opnieuw (zow status laat zien wat loopt).") from None
                if not said:
                    log.info("wacht op het warehouse: %s", holder)
                    said = True
                time.sleep(0.2)
        handle.seek(0)
        handle.truncate()
        handle.write(f"{purpose} (proces {os.getpid()})")
        handle.flush()
        try:
            yield
        finally:
            handle.seek(0)
            handle.truncate()
