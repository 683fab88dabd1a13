"""Judge one delivery: integrity against the manifest, then every rule of sources.md 5, file by file.

Nothing is committed here. Lines live in a scratch DuckDB that may spill to disk; a file's rows leave it as a part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Self

import duckdb
import pyarrow as pa

from zow import settings
from zow.contracts import Column, FileContract, SourceContract
from zow.ingest import manifest, names
from zow.ingest.columns import literal
from zow.ingest.parse import FileParser
from zow.ingest.parts import Draft, PartStore
from zow.ingest.pseudonym import Pseudonym
from zow.ingest.reader import LineReader, Unreadable, fingerprints, read_header
from zow.ingest.relations import FAULTS, READ, REJECTED, ROWS, WARNING, Look, Relations

QUARANTINE = ("gemeentecode", "bron", "levering", "bestand", "regel", "kolom", "regel_code", "ernst", "melding",
              "ruwe_regel")
_MARK = b"\xef\xbb\xbf"


@dataclass
class FileJudgement:
    """Counts of one file. `rejected` and `warned` are lines; `counted` the rejected lines that count for the limit;
    `look` what one pass over the rows says (None when they could not be read)."""

    file: FileContract
    csv_sha256: str = ""
    lines: int = 0
    loaded: int = 0
    rejected: int = 0
    counted: int = 0
    look: Look | None = None
    draft: Draft | None = None
    warned: int = 0
    entry: manifest.Entry | None = None
    control_total: Decimal | None = None
    part: str = ""
    part_sha256: str = ""
    part_rows: int = 0


@dataclass
class Judgement:
    """`reasons` (Dutch) empty = accepted. `files` by our name, as far as they could be read."""

    manifest_sha256: str = ""
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: dict[str, FileJudgement] = field(default_factory=dict)


def scratch_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory for one judgement after another; what does not fit spills into `folder`. The caller closes it."""
    config = settings.get()
    folder.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(":memory:", config={
        "memory_limit": config.memory_limit, "threads": config.threads, "temp_directory": str(folder)})


class Judge:
    """Judges the files of `contract` in the folder `path`; a context manager. With a `store` the accepted rows are written as
    parts. `database`: a `scratch_database` that is used for one delivery after another; else a Judge has one of its own."""

    def __init__(self, path: Path, levering: str, contract: SourceContract, gemeentecode: str, pseudonym: Pseudonym,
                 scratch: Path, store: PartStore | None = None, database: duckdb.DuckDBPyConnection | None = None) -> None:
        self.path, self.levering, self.contract, self.gemeentecode = path, levering, contract, gemeentecode
        self.pseudonym, self.store = pseudonym, store
        self._own = database is None
        self.con = scratch_database(scratch) if database is None else database
        self.con.execute("create or replace table quarantaine (bestandsnr integer, volgnr integer, "
                         "gemeentecode varchar, bron varchar, levering varchar, bestand varchar, regel bigint, "
                         "kolom varchar, regel_code varchar, ernst varchar, melding varchar, ruwe_regel varchar)")
        self.con.execute(f"create or replace temp table {FAULTS} (_line bigint, volgnr integer, kolom varchar, regel_code varchar, "
                         "ernst varchar, melding varchar)")
        self.relations = Relations(self.con, contract)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self.con.close()

    def run(self, with_manifest: bool = True, thorough: bool = False) -> Judgement:
        """Judge everything; every reason to refuse that can be found is collected. A delivery that disagrees with its
        manifest or contract is broken as a whole: its lines are counted but not judged, unless `thorough` (a sample
        export, which may also come without manifest)."""
        result = Judgement()
        entries: dict[str, manifest.Entry] = {}
        if with_manifest:
            read = manifest.read(self.path, self.contract)
            entries, result.manifest_sha256 = read.entries, read.sha256
            result.reasons += read.reasons
            result.warnings += read.warnings
        for number, file in enumerate(self.contract.files):
            if (self.path / file.file_name).is_file() and (thorough or file.name in entries):
                found = result.files[file.name] = FileJudgement(file, entry=entries.get(file.name))
                found.draft = self.store.draft(file) if self.store else None
                try:
                    parser = self._read(found, result)
                    if parser and (thorough or not result.reasons):
                        self._rows(number, parser, found)
                finally:
                    if found.draft:
                        found.draft.drop()
        if result.reasons and not thorough:
            self.con.execute("truncate quarantaine")
            for found in result.files.values():
                found.loaded = found.rejected = found.warned = found.counted = 0
        result.reasons += [text for found in result.files.values() if (text := over_limit(found))]
        return result

    def _read(self, found: FileJudgement, result: Judgement) -> FileParser | None:
        """Read the file into `rijen` (typed, with `_ok`), read the lines that are not ok once more into `slecht`, and
        compare it with its manifest line."""
        file, dialect = found.file, self.contract.dialect
        try:
            header = read_header(self.path / file.file_name, dialect.encoding, dialect.delimiter)
            if not self._header(file, header, result):
                return None
            parser = FileParser(self.contract, file, header, self.gemeentecode)
            reader = parser.reader(self.path / file.file_name)
            self._stream(reader, self._reading(parser, found.draft), bound=True)
        except Unreadable as error:
            result.reasons.append(f"{file.file_name} is niet leesbaar: {error}. Draai de export opnieuw.")
            return None
        found.lines, found.csv_sha256 = reader.lines, reader.sha256
        self.relations.open(file, found.draft.path if found.draft else None)
        control = found.entry.control if found.entry else None
        if control and control.name not in parser.positions:
            control = None
        found.look = look = self.relations.look(file, control)
        if not look.flawless:
            self.relations.materialise()
            self._lines("slecht", file, f"select _line from {ROWS} where not _ok", look.bad)
        if found.entry:
            total, count = self._control(parser, control, look)
            found.control_total = (total or Decimal(0)) if found.entry.control else None
            result.reasons += manifest.mismatch(found.entry, found.lines, total, count, found.csv_sha256)
        return parser

    def _reading(self, parser: FileParser, draft: Draft | None) -> str:
        """The statement that reads the file: into the draft of its part, which a file without faults needs no second time, or
        into memory."""
        rows = parser.select("regels")
        if draft:
            return self.store.reading(parser.file, rows, self.levering, draft)
        return f"create or replace table {READ} as {rows}"

    def _lines(self, table: str, file: FileContract, numbers: str, some: int = 1) -> None:
        """The text of the lines whose numbers the query `numbers` gives, as `table` (_line, line): rows do not keep it."""
        if some:
            reader = LineReader(self.path / file.file_name, self.contract.dialect.encoding)
            self._stream(reader, f"create or replace temp table {table} as select _line, line from regels where _line in ({numbers})")
        else:
            self.con.execute(f"create or replace temp table {table} (_line bigint, line varchar)")

    def _stream(self, reader: LineReader, statement: str, bound: bool = False) -> None:
        """Run `statement` over the lines of `reader`, which it knows as `regels`."""
        self.con.register("regels", reader.batches())
        try:
            self.con.execute(statement, self._bound(statement) if bound else None)
        except duckdb.Error:
            if reader.failure:
                raise reader.failure from None
            raise
        finally:
            self.con.unregister("regels")

    def _bound(self, statement: str) -> dict[str, bytes] | None:
        return self.pseudonym.parameters if "$zow_buiten" in statement else None

    def _header(self, file: FileContract, header: list[str], result: Judgement) -> bool:
        wanted = {c.physical_name: c for c in file.columns}
        double = sorted({h for h in header if header.count(h) > 1 and h in wanted})
        missing = [c.physical_name for c in file.columns if c.required and c.physical_name not in header]
        if double:
            result.reasons.append(f"{file.file_name}: kolom {', '.join(double)} komt meer dan eens voor. Lever elke "
                                  "kolom een keer.")
        if missing:
            result.reasons.append(f"{file.file_name}: verplichte kolom {', '.join(missing)} ontbreekt. Neem de kolom op "
                                  "in de export of noem haar naam in de overlay van de gemeente.")
            if header[0].startswith(_MARK.decode(self.contract.dialect.encoding, errors="replace")):
                # nobody sees it: the column seems to be there
                result.reasons.append(f"{file.file_name} begint met het onzichtbare merkteken van UTF-8. Exporteer in "
                                      f"{self.contract.dialect.encoding}, of zet de codering utf-8 in de overlay van de gemeente.")
        if double or missing:
            return False  # and name no unknown column: of a file without header they would be somebody's data
        for column in file.columns:
            if column.physical_name not in header:
                result.warnings.append(f"{file.file_name}: kolom {column.physical_name} ontbreekt: gelezen als leeg.")
        for name in dict.fromkeys(h for h in header if h not in wanted):
            result.warnings.append(f"{file.file_name}: onbekende kolom {name!r} genegeerd.")
        return True

    def _control(self, parser: FileParser, column: Column | None, look: Look) -> tuple[Decimal | None, int]:
        """Exact total and number of the parsable values, also those in lines that are rejected for something else."""
        if column is None or not look.bad:
            return look.total, look.count
        statement = parser.control(column, "slecht")
        total, count = self.con.execute(statement, self._bound(statement)).fetchone()
        return (look.total or 0) + (total or 0), look.count + count

    def _rows(self, number: int, parser: FileParser, found: FileJudgement) -> None:
        """Stages of sources.md 5 for the file in `rijen`; fills the counts, the quarantine and the part."""
        file, verdict = found.file, ""
        if found.look.flawless:
            rows, found.loaded = self.relations.accepted(file, 0), found.lines
        else:
            rows, verdict = self._sift(number, parser, found)
        self.relations.remember(file, rows)
        if found.draft and found.look.flawless:
            read = found.lines, sum(range(2, found.lines + 2)) or None
            found.part, found.part_sha256, found.part_rows = self.store.adopt(
                self.con, file, found.draft, self.levering, found.csv_sha256, read)
        elif self.store:
            found.part, found.part_sha256, found.part_rows = self.store.save(
                self.con, file, rows, self.levering, found.csv_sha256, verdict)

    def _sift(self, number: int, parser: FileParser, found: FileJudgement) -> tuple[str, str]:
        """Which rows are wrong and why; fills the counts and the quarantine. Returns the query for the rows that may be
        loaded, and a digest of what was rejected and emptied."""
        file, con, faults = found.file, self.con, 0
        con.execute(f"truncate {FAULTS}")
        if found.look.bad:
            statement = parser.explain("slecht")
            con.execute(f"insert into {FAULTS} select _line, volgnr, kolom, regel_code, '{REJECTED}', melding "
                        f"from ({statement})", self._bound(statement))
            faults, explained = con.execute(f"select count(*), count(distinct _line) from {FAULTS}").fetchone()
            if explained != found.look.bad:
                raise RuntimeError(f"{file.file_name}: afgekeurde regels zonder reden")
        faults += self.relations.duplicates(file)
        faults += self.relations.references(file)
        if not faults:
            raise RuntimeError(f"{file.file_name}: er is iets mis, maar geen regel zegt wat")
        rows = self.relations.accepted(file, faults)
        found.loaded = self._one(f"select count(*) from ({rows})")
        found.rejected, found.counted, found.warned, verdict = con.execute(
            f"select count(distinct _line) filter (ernst = '{REJECTED}'), count(distinct _line) filter "
            f"(ernst = '{REJECTED}' and regel_code <> 'verwijzing'), count(distinct _line) filter "
            f"(ernst = '{WARNING}'), sha256(string_agg(concat_ws(' ', _line, kolom, regel_code), ';' "
            f"order by _line, volgnr, regel_code)) from {FAULTS}").fetchone()
        self._quarantine(number, parser)
        return rows, verdict

    def _quarantine(self, number: int, parser: FileParser) -> None:
        """Add the faults of this file with their masked lines. Lines that only failed against other lines were not kept
        and are read again."""
        con, file = self.con, parser.file
        con.execute("create or replace temp table gemaskeerd as " + parser.masked("slecht"))
        self._of_bytes(file)
        if self._one(f"select count(*) from {FAULTS} f where f._line not in (select _line from slecht)"):
            self._lines("later", file, f"select _line from {FAULTS} except select _line from slecht")
            con.execute("insert into gemaskeerd " + parser.masked("later"))
        fixed = ", ".join(literal(v) for v in (self.contract.bron, self.levering, file.file_name))
        code = "null" if self.gemeentecode == names.NATIONAL else literal(self.gemeentecode)
        con.execute(f"insert into quarantaine select {number}, f.volgnr, {code}, {fixed}, f._line, f.kolom, f.regel_code, "
                    f"f.ernst, f.melding, m.ruwe_regel from {FAULTS} f join gemaskeerd m on m._line = f._line")

    def _of_bytes(self, file: FileContract) -> None:
        """Length and sha256 of lines that do not split are those of the bytes; of text in ASCII they already are."""
        found = self.con.execute(f"select _line from slecht join {FAULTS} using (_line) where regel_code = "
                                 "'aantal_velden' and strlen(line) > length(line)").fetchall()
        if found:
            lines = fingerprints(self.path / file.file_name, {line for (line,) in found})
            shown = [{"_line": line, "tekst": f"lengte {size}, sha256 {digest}"} for line, (size, digest) in lines.items()]
            self.con.register("bytes", pa.Table.from_pylist(shown))
            self.con.execute("update gemaskeerd set ruwe_regel = tekst from bytes where gemaskeerd._line = bytes._line")
            self.con.unregister("bytes")

    def write_quarantine(self, path: Path) -> dict[str, tuple[int, int]]:
        """The quarantine of this judgement as Parquet: columns of meta.quarantaine, in order of file and line. Returns what it
        gives back: bestand -> (lines rejected, lines with a warning)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.con.execute(f"copy (select {', '.join(QUARANTINE)} from quarantaine order by bestandsnr, regel, volgnr, "
                         f"regel_code) to {literal(str(path))} (format parquet, compression zstd)")
        found = self.con.execute(
            f"select bestand, count(distinct regel) filter (ernst = '{REJECTED}'), count(distinct regel) filter (ernst = '{WARNING}') "
            f"from read_parquet({literal(str(path))}) group by all").fetchall()
        return {name: (rejected, warned) for name, rejected, warned in found}

    def _one(self, statement: str) -> int | str:
        return self.con.execute(statement).fetchone()[0]


def over_limit(found: FileJudgement) -> str | None:
    """The reason to refuse when too many lines of a file were rejected (sources.md 5), else None."""
    limit = found.file.limit(found.lines)
    if found.counted <= limit:
        return None
    return f"{found.file.file_name}: {found.counted} van {found.lines} regels afgekeurd, toegestaan is ten hoogste " \
           f"{limit.to_integral_value(ROUND_FLOOR)}. De vorige goede levering blijft in gebruik; zie de quarantaine en " \
           f"herstel de regels {found.file.repair}."
