"""Immutable Parquet parts: named by what went in, stored once, read back before they count (architecture 2)."""

from __future__ import annotations

import hashlib
import json
import os

import duckdb

from zow import settings
from zow.contracts import FileContract, SourceContract, raw_columns
from zow.errors import ZowError
from zow.ingest import catalogue, manifest
from zow.ingest.columns import literal
from zow.ingest.pseudonym import Pseudonym
from zow.ingest.relations import totals

VERSION = "2"  # raise it when the same bytes and contract would give other rows: old parts then keep their name


class PartStore:
    """The parts of one bron and gemeente. `known`: part (relative to raw) -> sha256, of parts that may be used again."""

    def __init__(self, contract: SourceContract, gemeentecode: str, pseudonym: Pseudonym,
                 earlier: list[catalogue.Outcome]) -> None:
        self.contract, self.gemeentecode, self.pseudonym = contract, gemeentecode, pseudonym
        self.known = {f.part: f.part_sha256 for o in earlier for f in o.files.values()}
        self._checked: set[str] = set()
        self._made: set[str] = set()

    def save(self, con: duckdb.DuckDBPyConnection, file: FileContract, rows: str, levering: str, csv_sha256: str,
             verdict: str, expected: tuple | None = None) -> tuple[str, str, int]:
        """Store the rows of the query `rows` (kept columns and _line); `verdict` is a digest of what was rejected and
        emptied, `expected` their totals where the caller knows them. Returns (part, sha256 of the part, rows read back).
        Raises ZowError when raw does not give back what was put in."""
        identity = json.dumps([VERSION, csv_sha256, self.contract.fingerprints[file.name], self.gemeentecode,
                               self.pseudonym.fingerprint, verdict])
        name = hashlib.sha256(identity.encode()).hexdigest()[:32]
        raw = settings.get().raw
        folder = catalogue.folder(self.contract.bron, self.gemeentecode) / "bestanden" / file.name
        path = folder / f"{name}.parquet"
        part = str(path.relative_to(raw))
        if part not in self.known:
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f".{name}.{os.getpid()}.tmp"
            con.execute(f"copy ({self._stored(file, rows, levering)}) to {literal(str(draft))} "
                        # level 1 takes a fifth less time than 3 for the same size; without the limit keys, which hardly
                        # repeat within a row group, cost a third more for a larger file
                        "(format parquet, compression zstd, compression_level 1, dictionary_size_limit 10000)")
            with draft.open("rb") as handle:
                os.fsync(handle.fileno())
            draft.replace(path)
            self.known[part] = manifest.sha256(path)
            self._made.add(part)
            self._checked.add(part)
        self.check(part)
        found = con.execute(f"select {totals(file)} from read_parquet({literal(str(path))})").fetchone()
        if expected is None:
            expected = con.execute(f"select {totals(file)} from ({rows})").fetchone()
        if expected != found:
            raise ZowError(f"Raw geeft niet terug wat erin is gezet: {file.file_name} van {levering}.", part,
                           "Controleer de schijf; de levering blijft in landing staan.")
        return part, self.known[part], found[0]

    def check(self, part: str) -> None:
        """Compare a stored part with its recorded checksum, once per run. Raises ZowError when it differs or is gone."""
        if part in self._checked:
            return
        path = settings.get().raw / part
        if not path.is_file() or manifest.sha256(path) != self.known[part]:
            raise ZowError("Een bestand in raw ontbreekt of is niet meer zoals het is ingenomen.", part,
                           "Zet het terug uit de back-up; de levering blijft in landing staan.")
        self._checked.add(part)

    def clean(self, kept: list[catalogue.Outcome]) -> None:
        """Remove parts made in this run that no outcome names (of deliveries that were refused after all)."""
        named = {f.part for o in kept for f in o.files.values()}
        for part in self._made - named:
            (settings.get().raw / part).unlink(missing_ok=True)

    def _stored(self, file: FileContract, rows: str, levering: str) -> str:
        names = [name for name, _ in raw_columns(file)]
        # NULL counts as empty text, which raw never holds; the separator, which text does not hold, keeps the places apart
        return f"select {literal(self.gemeentecode)} as gemeentecode, {', '.join(names)}, " \
               f"{literal(levering)} as _delivery, {literal(file.file_name)} as _file, _line, " \
               f"md5(concat({', chr(31), '.join(names)})) as _row_hash from ({rows})"
