"""Immutable Parquet parts: named by what went in, stored once, read back before they count (architecture 2)."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zow import settings
from zow.contracts import FileContract, SourceContract, raw_columns
from zow.errors import ZowError
from zow.ingest import catalogue, manifest
from zow.ingest.columns import literal
from zow.ingest.pseudonym import Pseudonym
from zow.ingest.relations import totals

VERSION = "2"  # raise it when the same bytes and contract would give other rows: old parts then keep their name


# level 1 takes a fifth less time than 3 for the same size; without the limit keys, which hardly repeat within a row group, cost a
# third more for a larger file
_PARQUET = "(format parquet, compression zstd, compression_level 1, dictionary_size_limit 10000)"


@dataclass(frozen=True)
class Draft:
    """The rows of a file as they were read, already written as a part would be; rows that broke a rule of their own carry their
    line number as a negative number. Becomes the part when nothing in the file is wrong."""

    path: Path

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)


class PartStore:
    """The parts of one bron and gemeente. `known`: part (relative to raw) -> sha256, of parts that may be used again."""

    def __init__(self, contract: SourceContract, gemeentecode: str, pseudonym: Pseudonym,
                 earlier: list[catalogue.Outcome]) -> None:
        self.contract, self.gemeentecode, self.pseudonym = contract, gemeentecode, pseudonym
        self.known = {f.part: f.part_sha256 for o in earlier for f in o.files.values()}
        self._lock = threading.Lock()
        self._checked: set[str] = set()
        self._made: set[str] = set()

    def draft(self, file: FileContract) -> Draft:
        """Where the rows of `file` may be written while it is read. The caller drops it."""
        folder = self._folder(file)
        folder.mkdir(parents=True, exist_ok=True)
        return Draft(folder / f".gelezen.{os.getpid()}.{threading.get_ident()}.tmp")

    def reading(self, file: FileContract, rows: str, levering: str, draft: Draft) -> str:
        """The statement that writes the query `rows` (kept columns, _line and _ok) to `draft`."""
        return f"copy ({self._stored(file, rows, levering, 'case when _ok then _line else -_line end as _line')}) " \
               f"to {literal(str(draft.path))} {_PARQUET}"

    def adopt(self, con: duckdb.DuckDBPyConnection, file: FileContract, draft: Draft, levering: str,
              csv_sha256: str, expected: tuple[int, int]) -> tuple[str, str, int]:
        """Make `draft`, in which nothing is wrong, the part. `expected`: the number of lines that were read and the sum of
        their numbers. Returns and raises as `save`."""
        part, path = self._named(file, csv_sha256, "")
        self._keep(draft.path, path, part)
        found = con.execute(f"select count(*), sum(_line) from read_parquet({literal(str(path))})").fetchone()
        return self._verified(file, levering, part, found, expected)

    def save(self, con: duckdb.DuckDBPyConnection, file: FileContract, rows: str, levering: str, csv_sha256: str,
             verdict: str) -> tuple[str, str, int]:
        """Store the rows of the query `rows` (kept columns and _line); `verdict` is a digest of what was rejected and
        emptied. Returns (part, sha256 of the part, rows read back). Raises ZowError when raw does not give back what was
        put in."""
        part, path = self._named(file, csv_sha256, verdict)
        if part not in self.known:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.stem}.{os.getpid()}.{threading.get_ident()}.tmp")
            con.execute(f"copy ({self._stored(file, rows, levering)}) to {literal(str(draft))} {_PARQUET}")
            self._keep(draft, path, part)
        else:
            self.check(part)
        expected, found = (con.execute(f"select {totals(file)} from {source}").fetchone()
                           for source in (f"({rows})", f"read_parquet({literal(str(path))})"))
        return self._verified(file, levering, part, found, expected)

    def _folder(self, file: FileContract) -> Path:
        return catalogue.folder(self.contract.bron, self.gemeentecode) / "bestanden" / file.name

    def _named(self, file: FileContract, csv_sha256: str, verdict: str) -> tuple[str, Path]:
        identity = json.dumps([VERSION, csv_sha256, self.contract.fingerprints[file.name], self.gemeentecode,
                               self.pseudonym.fingerprint, verdict])
        path = self._folder(file) / f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}.parquet"
        return str(path.relative_to(settings.get().raw)), path

    def _keep(self, draft: Path, path: Path, part: str) -> None:
        """Let `draft` be the part, unless there is one already: two deliveries with the same bytes may be judged at once."""
        with self._lock:
            if part in self.known:
                self.check(part)
                draft.unlink(missing_ok=True)
                return
            with draft.open("rb") as handle:
                os.fsync(handle.fileno())
            draft.replace(path)
            self.known[part] = manifest.sha256(path)
            self._made.add(part)
            self._checked.add(part)

    def _verified(self, file: FileContract, levering: str, part: str, found: tuple, expected: tuple) -> tuple[str, str, int]:
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

    def clean(self, kept: set[str]) -> None:
        """Remove the parts made in this run that are not in `kept` (of deliveries that were refused after all)."""
        for part in self._made - kept:
            (settings.get().raw / part).unlink(missing_ok=True)
        self._made &= kept

    def _stored(self, file: FileContract, rows: str, levering: str, line: str = "_line") -> str:
        names = [name for name, _ in raw_columns(file)]
        # NULL counts as empty text, which raw never holds; the separator, which text does not hold, keeps the places apart
        return f"select {literal(self.gemeentecode)} as gemeentecode, {', '.join(names)}, " \
               f"{literal(levering)} as _delivery, {literal(file.file_name)} as _file, {line}, " \
               f"md5(concat({', chr(31), '.join(names)})) as _row_hash from ({rows})"
