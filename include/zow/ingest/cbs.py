"""Ingest what waits of one CBS feed: the answers of CBS become rows, and stay in raw as they came (sources.md 3, cbs_tables.md).

A delivery is judged as a whole: of a table that is not right no row is used. One room (`landelijk`) holds every feed; each feed
has a lock of its own, so that they may be judged side by side.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from zow import settings
from zow.cbs import feeds
from zow.errors import ZowError
from zow.ingest import catalogue as done
from zow.ingest import cbs_flatten, gate, landing, lock, manifest, names
from zow.ingest.catalogue import ACCEPTED, DUPLICATE, REFUSED, FileOutcome, Outcome
from zow.ingest.cbs_answers import Answers, Broken, read
from zow.ingest.columns import literal
from zow.ingest.landing import Delivery
from zow.ingest.room import IngestError, Room
from zow.periods import now

BRON = "cbs"
logger = logging.getLogger("zow.ingest")


def waiting() -> list[str]:
    """The feeds (or `onbekend`) with a complete delivery in landing/cbs, or with something that a killed run did not finish."""
    found = [_feed(d) for d in [*landing.complete(BRON), *landing.leftovers(BRON)]]
    marks = settings.get().raw.glob(f"{BRON}/*/leveringen/*.open")
    return sorted({*found, *(_feed_of(mark.name.rsplit(".", 2)[0]) for mark in marks)})


def ingest_feed(feed: str) -> list[Outcome]:
    """Judge every complete delivery of `feed`, the oldest Modified first; otherwise as zow.ingest.ingest_gemeente."""
    return FeedRoom(feed).ingest()


def answers_folder(levering: str) -> Path:
    """Where the answers of an accepted delivery stay, byte for byte, with their manifest."""
    return done.folder(BRON, names.NATIONAL) / "antwoorden" / done.short(levering)


def _feed(delivery: Delivery) -> str:
    return delivery.feed or done.UNKNOWN


def _feed_of(levering: str) -> str:
    said = names.parse(BRON, levering)
    return said.feed if said else done.UNKNOWN


class FeedRoom(Room):
    """One run over what waits of one feed. Use `ingest()`."""

    def __init__(self, feed: str) -> None:
        super().__init__(BRON, done.UNKNOWN if feed == done.UNKNOWN else names.NATIONAL)
        self.feed = feed

    def _mine(self, levering: str) -> bool:
        return _feed_of(levering) == self.feed

    def ingest(self) -> list[Outcome]:
        """Judge everything that waits. Raises ZowError when another process is at it or feeds.yaml cannot be used, IngestError at the
        end when a delivery could not be judged."""
        with lock.held(self.room / f".lock.{self.feed}", f"CBS {self.feed}"):
            self._tidy()
            self.earlier = done.outcomes(BRON, self.code)
            blocked = self._finish_open()
            found = feeds.load().get(self.feed)
            for delivery in landing.complete(BRON):
                if _feed(delivery) != self.feed or delivery.path.name in blocked:
                    continue
                try:
                    self._judge(delivery, found)
                except Exception as error:
                    self._fail(delivery, error)
        if self.failures:
            raise IngestError(self.failures, self.outcomes)
        return self.outcomes

    def _tidy(self) -> None:
        """Remove what a killed run of this feed left."""
        for draft in [*self._parts().glob(".*.tmp"), *(self.room / "kwaliteit").glob(f"cbs_{self.feed}_*.tmp")]:
            draft.unlink(missing_ok=True)
        for draft in (self.room / "antwoorden").glob(f".cbs_{self.feed}_*.tmp"):
            if self._mine(draft.name.removeprefix(".").removesuffix(".tmp")):
                shutil.rmtree(draft)
        for left in landing.leftovers(BRON):
            if _feed(left) == self.feed:
                landing.remove_leftover(left)

    def _parts(self) -> Path:
        return self.room / "bestanden" / self.feed

    def _judge(self, delivery: Delivery, feed: feeds.Feed | None) -> None:
        digest = manifest.sha256(landing.manifest_of(delivery.path))
        outcome = Outcome(self.code, BRON, delivery.levering, self._nr(delivery.levering), delivery.geleverd_op, now(), REFUSED,
                          delivery.fault, 0, 0, digest)
        rows: list[dict] = []
        if not delivery.fault:
            try:
                outcome, rows = self._read(delivery, feed, outcome)
            except Broken as broken:
                outcome = replace(outcome, reden=" | ".join(broken.reasons))
        if rows and outcome.status == ACCEPTED:
            gate.write_rows(rows, self.room / "kwaliteit" / f"{done.base_name(outcome.levering, outcome.nr)}.parquet")
        self._commit(delivery, outcome, outcome.levering)

    def _read(self, delivery: Delivery, feed: feeds.Feed | None, outcome: Outcome) -> tuple[Outcome, list[dict]]:
        """The outcome of a delivery with a good name, and the rows of gate levering. Raises Broken when it is refused."""
        if feed is None:
            raise Broken(f"De feed {self.feed} bestaat niet (meer). Zet haar in include/zow/cbs/feeds.yaml of verwijder deze levering.")
        answers = read(delivery.path, delivery.levering)
        content = hashlib.sha256(json.dumps(sorted((n, sha) for n, (sha, _) in answers.manifest.files.items())).encode()).hexdigest()
        before = next((o for o in self.earlier if o.levering == delivery.levering and o.status == ACCEPTED), None)
        if before:
            return self._again(before, content, outcome), []
        part = self._parts() / f"{hashlib.sha256(f'{content}{cbs_flatten.fingerprint(feed)}'.encode()).hexdigest()[:32]}.parquet"
        total, there = self._store(answers, feed, delivery.levering, part)
        file = FileOutcome(names.OBSERVATIONS, str(part.relative_to(settings.get().raw)), manifest.sha256(part), content,
                           cbs_flatten.fingerprint(feed), total, there, 0, 0)
        verdict = gate.judge([self._check(delivery, answers, file, total, there)], [names.OBSERVATIONS],
                             f"ingest_{BRON}_{self.feed}_{now():%Y%m%dT%H%M%S}")
        reasons = verdict.reasons[delivery.levering]
        if reasons:
            part.unlink()
            raise Broken(*(f"Poort levering: {text}" for text in reasons))
        self._keep_answers(delivery)
        remarks = tuple(verdict.waarschuwingen.get(delivery.levering, ()))
        return replace(outcome, status=ACCEPTED, reden=None, regels=total, waarschuwingen=remarks,
                       files={names.OBSERVATIONS: file}), verdict.rows[delivery.levering]

    def _again(self, before: Outcome, content: str, outcome: Outcome) -> Outcome:
        """A Modified that was accepted before. What makes it the same are the answers: each manifest has its own moment of fetching."""
        file = before.files[names.OBSERVATIONS]
        if file.csv_sha256 != content:
            raise Broken("Deze Modified is al ingenomen met een andere inhoud: het filter van de feed is anders, of het CBS wijzigde de "
                         "tabel zonder nieuwe Modified. De eerder ingenomen levering blijft gelden tot het CBS de tabel wijzigt.")
        path = settings.get().raw / file.part
        if not path.is_file() or manifest.sha256(path) != file.part_sha256:
            raise ZowError("Een bestand in raw ontbreekt of is niet meer zoals het is ingenomen.", file.part,
                           "Zet het terug uit de back-up; de levering blijft in landing staan.")
        return replace(outcome, status=DUPLICATE, reden="Gelijk aan de eerder geaccepteerde levering met deze naam.")

    def _store(self, answers: Answers, feed: feeds.Feed, levering: str, part: Path) -> tuple[int, int]:
        """Write the part; returns the observations that were read and those that raw gives back."""
        config = settings.get()
        part.parent.mkdir(parents=True, exist_ok=True)
        draft = part.with_name(f".{part.stem}.tmp")
        with duckdb.connect(":memory:", config={"memory_limit": config.memory_limit, "threads": config.threads,
                                                "temp_directory": str(config.warehouse / "tmp" / f"cbs_{self.feed}")}) as con:
            total = cbs_flatten.flatten(answers, feed, levering, draft, con)
            _flush(draft)
            draft.replace(part)
            there = con.execute(f"select count(*) from read_parquet({literal(str(part))})").fetchone()[0]
        return total, there

    def _check(self, delivery: Delivery, answers: Answers, file: FileOutcome, total: int, there: int) -> gate.LeveringCheck:
        older = [o for o in self.earlier if o.status == ACCEPTED and o.feed == self.feed and o.geleverd_op < delivery.geleverd_op]
        before = max(older, key=lambda o: o.geleverd_op, default=None)
        return gate.LeveringCheck(
            delivery.levering, None, delivery.geleverd_op, names.OBSERVATIONS, answers.expected, total, total, 0, 0, 0, 0, there,
            None, None, None, before.levering if before else None, before.files[names.OBSERVATIONS].rows if before else None, file.part)

    def _keep_answers(self, delivery: Delivery) -> None:
        """Copy the answers to raw before the commit: what is accepted can be flattened again."""
        target = answers_folder(delivery.levering)
        draft = target.with_name(f".{target.name}.tmp")
        shutil.rmtree(target, ignore_errors=True)  # of a run that was killed before its commit
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(delivery.path, draft)
        for file in draft.iterdir():
            _flush(file)
        draft.rename(target)

    def _leave(self, path: Path, outcome: Outcome) -> None:
        """A table that is refused is fetched again every night: only the last one is kept apart."""
        if outcome.status == REFUSED:
            shutil.rmtree(landing.refused_room(BRON) / path.name, ignore_errors=True)
        super()._leave(path, outcome)


def _flush(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


__all__ = ["FeedRoom", "IngestError", "ingest_feed", "waiting"]
