"""What every bron does with a delivery that was judged: commit it, let it leave landing, finish what a killed run left.

Order of a commit: parts -> quarantine and gate rows -> `<levering>.<nr>.open` -> outcome JSON (the commit) -> landing
emptied or set apart -> `.open` removed. After a crash the next run finishes what stands open, without a second outcome.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from zow.errors import ZowError, disk_full
from zow.ingest import catalogue, landing, manifest
from zow.ingest.catalogue import REFUSED, Outcome
from zow.ingest.landing import Delivery

logger = logging.getLogger("zow.ingest")


class IngestError(ZowError):
    """Some deliveries could not be judged (they stay in landing); `outcomes` are the ones that could."""

    def __init__(self, failures: list[str], outcomes: list[Outcome]) -> None:
        self.failures, self.outcomes = failures, outcomes
        super().__init__("Niet elke levering kon beoordeeld worden:\n  " + "\n  ".join(failures), "landing/",
                         "Deze leveringen staan nog in landing; herstel de oorzaak en start opnieuw.")


class Room:
    """The raw room of one bron and gemeente (or `onbekend`, or names.NATIONAL) during one run. `outcomes` are those of this run,
    `earlier` those before it, `failures` (Dutch) what could not be judged."""

    def __init__(self, bron: str, gemeentecode: str) -> None:
        self.bron, self.code = bron, gemeentecode
        self.room = catalogue.folder(bron, gemeentecode)
        self.earlier: list[Outcome] = []
        self.outcomes: list[Outcome] = []
        self.failures: list[str] = []

    def _mine(self, levering: str) -> bool:
        """Is `levering` of this room judged by this run, and not by another beside it?"""
        return True

    def _finish_open(self) -> set[str]:
        """A crash between commit and landing: do what was left, without a second outcome. Returns the names in landing for
        which that failed; they are not judged again."""
        done = {catalogue.base_name(o.levering, o.nr): o for o in self.earlier}
        blocked = set()
        for mark in sorted((self.room / "leveringen").glob("*.open")):
            base = mark.name.removesuffix(".open")
            if not self._mine(base.rpartition(".")[0]):
                continue
            outcome = done.get(base)
            path = landing.room(self.bron) / mark.read_text(encoding="utf-8", errors="surrogateescape")
            seen = landing.manifest_of(path)
            try:
                if outcome and seen.is_file() and manifest.sha256(seen) == outcome.sha256:
                    self._leave(path, outcome)
                    logger.info("%s: afgemaakt wat een vorige run liet liggen", outcome.levering)
                mark.unlink()
            except OSError as error:
                blocked.add(path.name)
                self._fail(landing.named(path, self.bron), error)
        return blocked

    def _nr(self, levering: str) -> int:
        return max((o.nr for o in [*self.earlier, *self.outcomes] if o.levering == levering), default=0) + 1

    def _commit(self, delivery: Delivery, outcome: Outcome, label: str) -> None:
        mark = self.room / "leveringen" / f"{catalogue.base_name(outcome.levering, outcome.nr)}.open"
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(delivery.path.name, encoding="utf-8", errors="surrogateescape")
        catalogue.write(outcome)
        self.outcomes.append(outcome)
        self._leave(delivery.path, outcome)
        mark.unlink()
        logger.info("%s: %s, %s regels, %s afgekeurd%s", label, outcome.status, outcome.regels, outcome.afgekeurd,
                    f": {outcome.reden}" if outcome.reden else "")

    def _leave(self, path: Path, outcome: Outcome) -> None:
        if outcome.status == REFUSED:
            landing.set_apart(path, self.bron, "\n".join((outcome.reden or "").split(" | ")))
        else:
            landing.empty(path)

    def _fail(self, delivery: Delivery, error: Exception) -> None:
        """Not the delivery's fault but ours (a full disk, a gate that raised): it stays, the others go on. Of an error
        that is not ours only the kind is told: its text may quote a line."""
        full = disk_full(error)
        told = full.wat if full else str(error) if isinstance(error, ZowError | OSError) else type(error).__name__
        self.failures.append(f"{delivery.levering}: {told}")
        logger.error("%s: kon niet beoordeeld worden (%s) [proces %s]", delivery.levering, told, os.getpid())
