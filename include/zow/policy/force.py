"""Which changes of the policy hold: those that the run or version at hand was made with, else those in the file now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from zow import settings
from zow.policy import change, file, seeds
from zow.policy.change import Change

_AT_HAND: ContextVar[tuple[Change, ...] | None] = ContextVar("policy", default=None)


def in_force() -> tuple[Change, ...]:
    """The changes that hold here. Raises PolicyRefused when the file has a fault and no run or version is at hand."""
    at_hand = _AT_HAND.get()
    return file.load() if at_hand is None else at_hand


@contextmanager
def using(recorded: Iterable[dict[str, Any]]) -> Iterator[None]:
    """Within it the changes hold that a plan, version.json or the log recorded (`record`), whatever the file says by now."""
    token = _AT_HAND.set(change.recorded(recorded))
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def record() -> list[dict[str, Any]]:
    """The changes that hold here, as JSON can hold them."""
    return change.record(in_force())


def tables(dbt_project: Path | None = None) -> dict[str, list[seeds.Row]]:
    """The policy seeds by name, with the changes that hold here over them."""
    return seeds.tables(dbt_project or settings.get().dbt_project, in_force())
