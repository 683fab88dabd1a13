"""Ingest what waits of one gemeente: judge each delivery, ask gate levering, commit, leave landing (architecture 1, 2)."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from zow import contracts, settings
from zow.ingest import backlog, catalogue, gate, landing, lock, manifest, names
from zow.ingest.catalogue import ACCEPTED, DUPLICATE, REFUSED, FileOutcome, Outcome
from zow.ingest.judge import Judge, Judgement
from zow.ingest.landing import Delivery
from zow.ingest.parts import PartStore
from zow.ingest.pseudonym import Pseudonym, check_key
from zow.ingest.room import IngestError, Room
from zow.periods import now

logger = logging.getLogger(__name__)


@dataclass
class _Pending:
    delivery: Delivery
    nr: int
    judgement: Judgement
    quarantine: Path
    quarantined: dict[str, tuple[int, int]]

    @property
    def counts(self) -> dict[str, int]:
        """File -> rows loaded."""
        return {name: found.loaded for name, found in self.judgement.files.items()}


class Gemeente(Room):
    """One run over what one gemeente (or `onbekend`, or names.NATIONAL) has waiting. Use `ingest()`."""

    def __init__(self, bron: str, gemeentecode: str) -> None:
        super().__init__(bron, gemeentecode)
        self.scratch = settings.get().warehouse / "tmp" / f"ingest_{bron}_{gemeentecode}"

    def ingest(self) -> list[Outcome]:
        """Judge everything that waits, the oldest stamp first. Raises ZowError when the lock or the key does not allow
        it, IngestError at the end when a delivery could not be judged."""
        with lock.held(self.room / ".lock", f"{self.bron} van {self.code}"):
            self._tidy()
            self.pseudonym = Pseudonym(settings.pseudonym_key())
            check_key(settings.get().raw, self.pseudonym)
            self.earlier = catalogue.outcomes(self.bron, self.code)
            blocked = self._finish_open()
            waiting = [d for d in landing.complete(self.bron)
                       if d.gemeentecode == self.code and d.path.name not in blocked]
            try:
                self._judge_all(waiting)
            finally:
                shutil.rmtree(self.scratch, ignore_errors=True)
        if self.failures:
            raise IngestError(self.failures, self.outcomes)
        return self.outcomes

    def _tidy(self) -> None:
        """Remove what a killed run left: spilled lines, drafts, and deliveries that were being emptied."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        for draft in [*self.room.glob("**/.*.tmp"), *self.room.glob("**/*.tmp")]:
            draft.unlink(missing_ok=True)
        for left in landing.leftovers(self.bron):
            if left.gemeentecode == self.code:
                landing.remove_leftover(left)

    def _judge_all(self, waiting: list[Delivery]) -> None:
        contract = self._contract()
        store = PartStore(contract, self.code, self.pseudonym, self.earlier)
        to_read: list[tuple[Delivery, str]] = []
        for position, delivery in enumerate(waiting, start=1):
            label = f"{delivery.levering} ({position}/{len(waiting)})"
            try:
                simple = self._without_reading(delivery, store)
                if simple:
                    self._commit(delivery, simple, label)
                else:
                    to_read.append((delivery, label))
            except Exception as error:
                self._fail(delivery, error)
        workers = backlog.at_a_time([delivery for delivery, _ in to_read])
        with backlog.Databases(self.scratch, workers) as databases:
            judged = backlog.each(lambda item: self._read(*item, contract, store, databases), to_read, workers)
            pending = [entry for entry in judged if entry]
        self._commit_all(pending, contract, store)
        store.clean({part for outcome in [*self.earlier, *self.outcomes] for part in outcome.parts})

    def _read(self, delivery: Delivery, label: str, contract: contracts.SourceContract, store: PartStore,
              databases: backlog.Databases) -> _Pending | None:
        try:
            entry = self._judge(delivery, contract, store, databases)
        except Exception as error:
            self._fail(delivery, error)
            return None
        logger.info("%s: gelezen, %s regels, %s afgekeurd", label, *_counts(entry.judgement))
        return entry

    def _contract(self) -> contracts.SourceContract:
        own = self.code not in (catalogue.UNKNOWN, names.NATIONAL)
        return contracts.load(self.bron, self.code if own else None)

    def _without_reading(self, delivery: Delivery, store: PartStore) -> Outcome | None:
        """The outcomes that the name and the manifest alone decide: bad name, dubbel, stamp already used."""
        digest = manifest.sha256(landing.manifest_of(delivery.path))
        if delivery.fault:
            return self._outcome(delivery, REFUSED, [delivery.fault], digest)
        before = next((o for o in self.earlier if o.levering == delivery.levering and o.status == ACCEPTED), None)
        if before is None:
            return None
        if before.sha256 != digest:
            reason = "Deze stempel is al gebruikt: een levering met deze naam en een ander manifest is eerder " \
                     "geaccepteerd. Lever de nieuwe inhoud onder een nieuwe stempel."
            return self._outcome(delivery, REFUSED, [reason], digest)
        for file in before.files.values():
            store.check(file.part)  # landing is only emptied when raw still holds what it says
        same = "Gelijk aan de eerder geaccepteerde levering met deze naam."
        return self._outcome(delivery, DUPLICATE, [same], digest)

    def _judge(self, delivery: Delivery, contract: contracts.SourceContract, store: PartStore,
               databases: backlog.Databases) -> _Pending:
        nr = self._nr(delivery.levering)
        quarantine = self.room / "quarantaine" / f".{catalogue.base_name(delivery.levering, nr)}.tmp"
        folder = delivery.path
        if delivery.feed:
            folder, contract = folder.parent, contract.delivered(delivery.feed, folder.name)
        with databases.one() as database, Judge(
                folder, delivery.levering, contract, self.code, self.pseudonym, self.scratch, store, database) as judge:
            judgement = judge.run()
            quarantined = judge.write_quarantine(quarantine)
        return _Pending(delivery, nr, judgement, quarantine, quarantined)

    def _commit_all(self, pending: list[_Pending], contract: contracts.SourceContract, store: PartStore) -> None:
        """Gate levering over every delivery that may be accepted, then commit one by one."""
        good = [p for p in pending if not p.judgement.reasons]
        verdict = None
        if good:
            expected = [] if contract.per_file else [f.file_name for f in contract.files]
            run_id = f"ingest_{self.bron}_{self.code}_{now():%Y%m%dT%H%M%S}"
            try:
                verdict = gate.judge(self._checks(good), expected, run_id)
            except Exception as error:
                for entry in good:
                    self._fail(entry.delivery, error)
                pending = [p for p in pending if p.judgement.reasons]
        for entry in good if verdict else []:
            entry.judgement.reasons += [f"Poort levering: {text}" for text in verdict.reasons[entry.delivery.levering]]
        # before the first commit: a run that is killed after it must not leave rows of a refused delivery in raw
        store.clean({part for outcome in self.earlier for part in outcome.parts}
                    | {found.part for entry in pending if not entry.judgement.reasons for found in entry.judgement.files.values()})
        for position, entry in enumerate(pending, start=1):
            name = entry.delivery.levering
            label = f"{name} ({position}/{len(pending)})"
            try:
                rows = verdict.rows.get(name, []) if verdict else []
                warnings = list(verdict.waarschuwingen.get(name, [])) if verdict else []
                status = REFUSED if entry.judgement.reasons else ACCEPTED
                outcome = self._outcome(entry.delivery, status, entry.judgement.reasons,
                                        entry.judgement.manifest_sha256, entry.judgement, warnings)
                base = catalogue.base_name(name, entry.nr)
                entry.quarantine.replace(self.room / "quarantaine" / f"{base}.parquet")
                if rows:
                    gate.write_rows(rows, self.room / "kwaliteit" / f"{base}.parquet")
                self._commit(entry.delivery, outcome, label)
            except Exception as error:
                self._fail(entry.delivery, error)

    def _checks(self, good: list[_Pending]) -> list[gate.LeveringCheck]:
        history = [(o.venster, o.geleverd_op, o.levering, {n: f.rows for n, f in o.files.items()})
                   for o in self.earlier if o.status == ACCEPTED]
        history += [(names.parse(self.bron, p.delivery.levering).venster, p.delivery.geleverd_op, p.delivery.levering, p.counts)
                    for p in good]
        checks = []
        for entry in good:
            stamp, levering = entry.delivery.geleverd_op, entry.delivery.levering
            window = names.parse(self.bron, levering).venster
            for name, found in entry.judgement.files.items():
                # the delivery before it by stamp, of the same month or year where there is one
                older = [(w == window, op, label, counts[name]) for w, op, label, counts in history if name in counts and op < stamp]
                _, _, before, loaded = max(older, default=(False, None, None, None))
                control, total = found.entry.control, found.entry.total
                checks.append(gate.LeveringCheck(
                    levering, None if self.code == names.NATIONAL else self.code, stamp, found.file.file_name,
                    found.entry.lines, found.lines, found.loaded, found.rejected, found.warned,
                    *entry.quarantined.get(found.file.file_name, (0, 0)), found.part_rows,
                    control.name if control else None, (total or 0) if control else None, found.control_total,
                    before, loaded, found.part))
        return checks

    def _outcome(self, delivery: Delivery, status: str, reasons: list[str], digest: str,
                 judgement: Judgement | None = None, warnings: list[str] | None = None) -> Outcome:
        files = {}
        if status == ACCEPTED:
            contract = self._contract()
            files = {name: FileOutcome(
                f.file.file_name, f.part, f.part_sha256, f.csv_sha256, contract.fingerprints[name], f.lines, f.loaded,
                f.rejected, f.warned, f.entry.control.name if f.entry.control else None, f.control_total)
                for name, f in judgement.files.items()}
        lines, rejected = _counts(judgement)
        remarks = (*(judgement.warnings if judgement else ()), *(warnings or ()))
        return Outcome(self.code, self.bron, delivery.levering, self._nr(delivery.levering), delivery.geleverd_op,
                       now(), status, " | ".join(reasons) or None, lines, rejected, digest, remarks,
                       self.pseudonym.fingerprint, files)


def _counts(judgement: Judgement | None) -> tuple[int, int]:
    if judgement is None:
        return 0, 0
    return sum(f.lines for f in judgement.files.values()), sum(f.rejected for f in judgement.files.values())
