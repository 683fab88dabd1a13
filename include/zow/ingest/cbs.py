"""Ingest what waits of one CBS feed: the answers of CBS become rows, and stay in raw as they came (sources.md 3, cbs_tables.md).

A delivery is judged as a whole: of a table that is not right no row is used. One room (`landelijk`) holds every feed; each feed
has a lock of its own, so that they may be judged side by side.

When feeds.yaml chooses other measures, the answers that are kept are read again: as a delivery of the same Modified with `_v2` behind
its name. What was published from the first reading can then still be made from it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable
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
    """The feeds (or `onbekend`) with a complete delivery in landing/cbs, with something that a killed run did not finish, or with
    answers that must be read again."""
    found = [_feed(d) for d in [*landing.complete(BRON), *landing.leftovers(BRON)]]
    marks = settings.get().raw.glob(f"{BRON}/*/leveringen/*.open")
    return sorted({*found, *(_feed_of(mark.name.rsplit(".", 2)[0]) for mark in marks), *(o.feed for o in _outdated(done.accepted(BRON)))})


def ingest_feed(feed: str) -> list[Outcome]:
    """Judge every complete delivery of `feed`, the oldest Modified first; otherwise as zow.ingest.ingest_gemeente."""
    return FeedRoom(feed).ingest()


def answers_folder(levering: str) -> Path:
    """Where the answers of an accepted delivery stay, byte for byte, with their manifest."""
    return done.folder(BRON, names.NATIONAL) / "antwoorden" / done.short(names.edition(levering)[0])


def _outdated(accepted: list[Outcome]) -> list[Outcome]:
    """The last reading of each delivery that was made under another choice of measures than the feed has now, of the same table. A feed
    that chooses nothing now does not take away the names that were given."""
    if not accepted:
        return []
    try:
        chosen = feeds.load()
    except ZowError:  # told by whoever needs it; what was read stays as it is
        return []
    last: dict[str, Outcome] = {}
    for outcome in sorted(accepted, key=lambda o: names.edition(o.levering)[1]):
        last[names.edition(outcome.levering)[0]] = outcome
    return [o for o in last.values() if (feed := chosen.get(o.feed)) and feed.grootheden
            and o.files[names.OBSERVATIONS].contract != cbs_flatten.fingerprint(feed) and _table(o) == (feed.tabel, feed.versie)]


def _table(outcome: Outcome) -> tuple[str, str]:
    """Table and version of OData of the kept answers; nothing when they are gone, for then they cannot be read again either."""
    try:
        content = json.loads((answers_folder(outcome.levering) / names.manifest(BRON)).read_bytes())
        return content["tabel"], content["versie"]
    except (OSError, ValueError, KeyError):
        return "", ""


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
                self._guarded(delivery, lambda delivery=delivery: self._judge(delivery, found))
            for outcome in _outdated([o for o in [*self.earlier, *self.outcomes] if o.feed == self.feed and o.status == ACCEPTED]):
                delivery = Delivery(answers_folder(outcome.levering), BRON, outcome.levering, self.code, outcome.geleverd_op, self.feed)
                self._guarded(delivery, lambda outcome=outcome: self._read_again(outcome, found))
        if self.failures:
            raise IngestError(self.failures, self.outcomes)
        return self.outcomes

    def _guarded(self, delivery: Delivery, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self._fail(delivery, error)

    def _tidy(self) -> None:
        """Remove what a killed run of this feed left."""
        rows = [draft for draft in (self.room / "kwaliteit").glob("*.tmp") if self._mine(draft.name.rsplit(".", 2)[0])]
        for draft in [*self._parts().glob(".*.tmp"), *rows]:
            draft.unlink(missing_ok=True)
        for draft in (self.room / "antwoorden").glob(".*.tmp"):
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
                          None, 0, 0, digest)
        rows: list[dict] = []
        try:
            outcome, rows = self._read(delivery, feed, outcome)
        except Broken as broken:
            outcome = replace(outcome, reden=" | ".join(broken.reasons))
        self._quality(outcome, rows)
        self._commit(delivery, outcome, outcome.levering)

    def _quality(self, outcome: Outcome, rows: list[dict]) -> None:
        if rows:
            gate.write_rows(rows, self.room / "kwaliteit" / f"{done.base_name(outcome.levering, outcome.nr)}.parquet")

    def _read(self, delivery: Delivery, feed: feeds.Feed | None, outcome: Outcome) -> tuple[Outcome, list[dict]]:
        """The outcome of a delivery, and the rows of gate levering. Raises Broken when it is refused."""
        if delivery.fault:
            raise Broken(delivery.fault)
        if names.edition(delivery.levering)[1] > 1:
            raise Broken("Een naam met _v2 of hoger is voor antwoorden die hier opnieuw gelezen zijn. Noem de map zoals zij is opgehaald.")
        if feed is None:
            raise Broken(f"De feed {self.feed} bestaat niet (meer). Zet haar in include/zow/cbs/feeds.yaml of verwijder deze levering.")
        answers = read(delivery.path, delivery.levering)
        content = hashlib.sha256(json.dumps(sorted((n, sha) for n, (sha, _) in answers.manifest.files.items())).encode()).hexdigest()
        before = next((o for o in self.earlier if o.levering == delivery.levering and o.status == ACCEPTED), None)
        if before:
            return self._again(before, content, outcome), []
        outcome, rows = self._flattened(answers, feed, outcome, content)
        self._keep_answers(delivery)
        return outcome, rows

    def _read_again(self, before: Outcome, feed: feeds.Feed) -> None:
        """Read the kept answers of `before` under the choice that `feed` makes now. One that does not fit them is told, and the earlier
        reading stays in use."""
        first, number = names.edition(before.levering)
        levering = f"{first}_v{number + 1}"
        outcome = replace(before, levering=levering, nr=self._nr(levering), ontvangen_op=now(), waarschuwingen=())
        try:
            outcome, rows = self._flattened(read(answers_folder(first), first), feed, outcome, before.files[names.OBSERVATIONS].csv_sha256)
        except Broken as broken:
            logger.warning("%s: niet opnieuw gelezen onder de gewijzigde feed: %s", before.levering, " | ".join(broken.reasons))
            return
        outcome = replace(outcome, reden="De bewaarde antwoorden zijn opnieuw gelezen: de keuze van maten in feeds.yaml is gewijzigd.")
        self._quality(outcome, rows)
        done.write(outcome)
        self.outcomes.append(outcome)
        logger.info("%s: opnieuw gelezen, %s regels", levering, outcome.regels)

    def _flattened(self, answers: Answers, feed: feeds.Feed, outcome: Outcome, content: str) -> tuple[Outcome, list[dict]]:
        """Accept `outcome` with the rows of `answers` as its part, and the rows of gate levering. Raises Broken when the gate refuses."""
        choice = cbs_flatten.fingerprint(feed)
        part = self._parts() / f"{hashlib.sha256(f'{content}{choice}'.encode()).hexdigest()[:32]}.parquet"
        named = str(part.relative_to(settings.get().raw))
        known = next((o.files[names.OBSERVATIONS] for o in [*self.earlier, *self.outcomes]
                      if o.status == ACCEPTED and o.files[names.OBSERVATIONS].part == named), None)
        if known:  # a choice that was made before
            self._check_part(known)
            total = there = known.rows
        else:
            total, there = self._store(answers, feed, outcome.levering, part)
        file = FileOutcome(names.OBSERVATIONS, named, manifest.sha256(part), content, choice, total, there, 0, 0)
        run_id = f"ingest_{BRON}_{self.feed}_{now():%Y%m%dT%H%M%S}"
        verdict = gate.judge([self._check(outcome, answers, file)], [names.OBSERVATIONS], run_id)
        reasons = verdict.reasons[outcome.levering]
        if reasons:
            if not known:
                part.unlink()
            raise Broken(*(f"Poort levering: {text}" for text in reasons))
        return replace(outcome, status=ACCEPTED, reden=None, regels=total, files={names.OBSERVATIONS: file},
                       waarschuwingen=tuple(verdict.waarschuwingen.get(outcome.levering, ()))), verdict.rows[outcome.levering]

    def _again(self, before: Outcome, content: str, outcome: Outcome) -> Outcome:
        """A Modified that was accepted before. What makes it the same are the answers: each manifest has its own moment of fetching."""
        file = before.files[names.OBSERVATIONS]
        if file.csv_sha256 != content:
            raise Broken("Deze Modified is al ingenomen met een andere inhoud: het filter van de feed is anders, of het CBS wijzigde de "
                         "tabel zonder nieuwe Modified. De eerder ingenomen levering blijft gelden tot het CBS de tabel wijzigt.")
        self._check_part(file)
        return replace(outcome, status=DUPLICATE, reden="Gelijk aan de eerder geaccepteerde levering met deze naam.")

    def _check_part(self, file: FileOutcome) -> None:
        path = settings.get().raw / file.part
        if not path.is_file() or manifest.sha256(path) != file.part_sha256:
            raise ZowError("Een bestand in raw ontbreekt of is niet meer zoals het is ingenomen.", file.part,
                           "Zet het terug uit de back-up; de levering blijft in landing staan.")

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

    def _check(self, outcome: Outcome, answers: Answers, file: FileOutcome) -> gate.LeveringCheck:
        older = [o for o in self.earlier if o.status == ACCEPTED and o.feed == self.feed and o.geleverd_op < outcome.geleverd_op]
        before = max(older, key=lambda o: o.geleverd_op, default=None)
        return gate.LeveringCheck(
            outcome.levering, None, outcome.geleverd_op, names.OBSERVATIONS, answers.expected, file.lines, file.lines, 0, 0, 0, 0,
            file.rows, None, None, None, before.levering if before else None,
            before.files[names.OBSERVATIONS].rows if before else None, file.part)

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
