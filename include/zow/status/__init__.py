"""`zow status`: one screen with what came in and how fresh it is, which policy values were changed, what the gates said, what is
published, what waits and what was refused. Every block stands on its own: what cannot be read is said in its place, and the rest is
still shown."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from zow import settings
from zow.errors import ZowError
from zow.periods import now
from zow.status import deliveries, places, policy
from zow.status.text import WIDTH, fit

_BLOCKS: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
    ("Leveringen", deliveries.lines), ("CBS", deliveries.cbs), ("Beleid", policy.lines), ("Poorten", places.gates),
    ("Gepubliceerd", places.published), ("Dagstand", places.nightly), ("Wacht in landing", places.waiting), ("Geweigerd", places.refused),
)


def render() -> str:
    """The screen as text (Dutch), at most WIDTH columns wide. Never raises because of what it finds."""
    home = str(settings.get().home)
    lines = [f"Zicht op Werk, {now():%d-%m-%Y %H:%M}  {home if len(home) < 60 else '…' + home[-59:]}", f"Bezig: {_busy()}"]
    for title, block in _BLOCKS:
        lines += ["", *_shown(title, block)]
    return "\n".join(fit(line) for line in lines)


def _shown(title: str, block: Callable[[], Iterable[str]]) -> list[str]:
    try:
        return list(block())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, duckdb.Error, ZowError) as error:
        # a file that is cut off or that someone edited; its text could be anything, so only the kind of error is told
        return [f"{title}: niet te lezen ({type(error).__name__}). Zie het log van de laatste run en de runbooks."]


def _busy() -> str:
    """Who holds the warehouse. The text in the lock file outlives a kill -9, so it only counts while the lock is held."""
    path = settings.get().warehouse / "lock"
    if not path.exists():
        return "niets"
    with Path(path).open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return handle.read().strip() or "een ander proces"
    return "niets"


__all__ = ["WIDTH", "render"]
