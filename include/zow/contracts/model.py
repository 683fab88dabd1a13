"""What a delivery promises: files, columns, codes, bounds and limits, after the overlay of a gemeente is applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import cached_property

TYPES = ("str", "date", "dec", "int", "maand", "jn", "code")
PERSONAL = ("bsn", "pii", "postcode")
DUCKDB_TYPES = {"str": "VARCHAR", "code": "VARCHAR", "date": "DATE", "dec": "DECIMAL(18,2)", "int": "BIGINT",
                "maand": "VARCHAR", "jn": "BOOLEAN"}


@dataclass(frozen=True)
class Dialect:
    """How the files of a gemeente are written (sources.md 1)."""

    delimiter: str = ";"
    encoding: str = "windows-1252"
    decimal: str = ","
    date: str = "dd-mm-jjjj"

    @property
    def thousands(self) -> str:
        """The mark between thousands: a dot beside a decimal comma and the other way round."""
        return "." if self.decimal == "," else ","


@dataclass(frozen=True)
class Column:
    """One column. `name` is ours, `physical_name` stands in the header of the gemeente's file.

    `reference` names the file whose key this column points at; `code_map` holds theirs -> ours (for `code` and `jn`)
    and, when filled, is the whole closed list of what they may write; `not_before` names the date that may not lie
    after this one; `unique` means that no other key may have the same value; `default` is applied in staging only.
    """

    name: str
    physical_name: str
    type: str
    key: bool = False
    required: bool = False
    reference: str | None = None
    codes: tuple[str, ...] = ()
    code_map: Mapping[str, str] = field(default_factory=dict)
    personal: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    not_before: str | None = None
    unique: bool = False
    default: str | None = None
    description: str = ""

    @property
    def stored(self) -> tuple[str, str] | None:
        """(name, DuckDB type) in raw; None when the column is dropped on ingest (sources.md, personal data)."""
        if self.personal == "pii":
            return None
        if self.personal == "bsn":
            return "client_key", "VARCHAR"
        if self.personal == "postcode":
            return "postcode4", "VARCHAR"
        return self.name, DUCKDB_TYPES[self.type]

    @property
    def accepted(self) -> dict[str, str]:
        """What may stand in the file -> what we store, for `code` and `jn`; empty for every other type."""
        if self.code_map:
            return dict(self.code_map)
        return {code: code for code in (("J", "N") if self.type == "jn" else self.codes)}


@dataclass(frozen=True)
class FileContract:
    """One file. More than max(limit_minimum, limit_share x lines) rejected lines refuse the delivery (sources.md 5).
    `repair` says in messages where its rows are mended ("in GWS")."""

    name: str
    file_name: str
    description: str
    columns: tuple[Column, ...]
    limit_share: Decimal
    limit_minimum: int
    repair: str

    @property
    def key(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.key)

    def column(self, name: str) -> Column:
        """The column of that (our) name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    def limit(self, lines: int) -> Decimal:
        """How many rejected lines are still accepted in a file of `lines` data lines."""
        return max(Decimal(self.limit_minimum), self.limit_share * lines)


@dataclass(frozen=True)
class SourceContract:
    """All files of a bron for one gemeente, each after the files it refers to. gemeentecode None = the base.

    `per_file`: a delivery is one of these files, with a sidecar; otherwise it is a folder that holds them all. `whole` is
    the contract that this one was taken from by `delivered`.
    """

    bron: str
    gemeentecode: str | None
    title: str
    dialect: Dialect
    files: tuple[FileContract, ...]
    per_file: bool = False
    whole: SourceContract | None = None

    def file(self, name: str) -> FileContract:
        """The file of that (our) name. Raises KeyError."""
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(f"{self.bron}.{name}")

    def delivered(self, feed: str, file_name: str) -> SourceContract:
        """The contract of one delivery of a bron that delivers per file: only that feed, under the name that it came with.
        Raises KeyError on an unknown feed."""
        return replace(self, files=(replace(self.file(feed), file_name=file_name),), whole=self)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """File -> 64 hex characters that change when anything changes that decides how it is read and judged; not the
        name of a delivery, so that equal bytes under two names are stored once."""
        return {file.name: self._fingerprint((self.whole or self).file(file.name)) for file in self.files}

    def _fingerprint(self, file: FileContract) -> str:
        content = {"dialect": asdict(self.dialect), "file": asdict(file)}
        for told in ("description", "repair"):
            content["file"].pop(told)
        for column in content["file"]["columns"]:
            column.pop("description")
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def raw_columns(file: FileContract) -> list[tuple[str, str]]:
    """(name, DuckDB type) of what raw keeps of `file`, in contract order; without gemeentecode and lineage."""
    return [column.stored for column in file.columns if column.stored]
