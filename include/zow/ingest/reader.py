"""A CSV file as a stream of Arrow batches: bounded memory, checksum on the way, no loop over ordinary rows.

A line ends at LF or CRLF; line 1 is the header. Bytes that the encoding lacks become U+FFFD, which rule `codering`
finds. `FieldReader` gives the fields of every line, `LineReader` the text of the lines themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

BLOCK = 4 << 20  # bytes read at a time
LONGEST = 4 << 20  # bytes in a line; anything longer is not a delivery but a file without lines
BATCH = 61_440  # rows that a thread of DuckDB takes at a time: half a row group
REPLACED = "\ufffd"
BLANKS = " \t\n\r\f\v\u00a0"  # what is trimmed from every field
_MARK = b"\xef\xbb\xbf"
_RARE = (b"\t", b"\f", b"\v", b"\xa0")  # blanks other than a space or the CR of a line end; A0 is also a part of UTF-8's no-break space


class Unreadable(Exception):
    """The file cannot be read as lines of text; the message (Dutch) is the reason to refuse the delivery."""


class LineReader:
    """Reads `path` once. When the batches are used up: `sha256` of the bytes and `lines` (data lines, without header).
    `failure` holds what stopped the stream: DuckDB, which pulls the batches, only passes its text on."""

    schema = pa.schema([("_line", pa.int64()), ("line", pa.string())])

    def __init__(self, path: Path, encoding: str) -> None:
        self.path, self.encoding = path, encoding
        self.sha256, self.lines = "", 0
        self.failure: Exception | None = None

    def batches(self) -> pa.RecordBatchReader:
        """Record batches of (_line, line): physical line number (header = 1) and its text without line end."""
        return pa.RecordBatchReader.from_batches(self.schema, self._guarded())

    def _guarded(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._generate()
        except (Unreadable, OSError) as error:
            self.failure = error
            raise

    def _generate(self) -> Iterator[pa.RecordBatch]:
        digest, number = hashlib.sha256(), 0
        for block in _whole_lines(self.path, digest):
            data, first = (block, number + 1) if number else (block.partition(b"\n")[2], 2)
            number += block.count(b"\n") + (not block.endswith(b"\n"))
            if data:
                yield from self._read(data, pa.array(np.arange(first, number + 1), pa.int64()))
        self.sha256 = digest.hexdigest()
        self.lines = max(0, number - 1)

    def _read(self, block: bytes, lines: pa.Array) -> Iterator[pa.RecordBatch]:
        yield pa.record_batch([lines, _split_lines(_decode(block, self.encoding))], schema=self.schema)


class FieldReader(LineReader):
    """Batches of the trimmed fields, empty = NULL, in the columns f<position> (0-based). `wanted`: the positions that are
    asked of a header with `width` columns. `whole` says that a line has as many fields as the header (its fields are
    NULL when it has not), `garbled` that a line near it has bytes which the encoding lacks."""

    def __init__(self, path: Path, encoding: str, delimiter: str, width: int, wanted: Sequence[int]) -> None:
        super().__init__(path, encoding)
        self.delimiter, self.width, self.wanted = delimiter, width, wanted
        names = [f"f{i}" for i in range(width)]
        self.schema = pa.schema([("_line", pa.int64()), ("whole", pa.bool_()), ("garbled", pa.bool_()),
                                 *((f"f{i}", pa.string()) for i in wanted)])
        self._names = csv.ReadOptions(column_names=names, use_threads=False)
        self._plain = csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False)
        self._texts = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[""], check_utf8=False,
                                         strings_can_be_null=True, include_columns=[f"f{i}" for i in wanted])
        edge = delimiter.encode()
        self._outer = (b" " + edge, edge + b" ", b" \r", b" \n", b"\n ")

    def _read(self, block: bytes, lines: pa.Array) -> Iterator[pa.RecordBatch]:
        text = _decode(block, self.encoding)
        whole = pa.repeat(True, len(lines))
        plain = b'"' not in block and block.count(b"\r") == block.count(b"\r\n") and not text.startswith(_MARK)
        fields = self._parsed(text) if plain else None
        # an empty line comes back as a line without values
        if fields is None or fields.num_rows != len(lines) or (self.width > 1 and all(c.null_count for c in fields.columns)):
            fields, whole = self._sorted_out(text)
        columns = [_trimmed(c) for c in fields.columns] if self._blanks(block) else fields.columns
        garbled = pa.repeat(REPLACED.encode() in text, len(lines))
        yield from pa.table([lines, whole, garbled, *columns], schema=self.schema).to_batches(max_chunksize=BATCH)

    def _parsed(self, text: bytes) -> pa.Table | None:
        """The fields of lines in which nothing is quoted; None when not every line has `width` of them."""
        self._names.block_size = len(text) + 1
        try:
            return csv.read_csv(pa.BufferReader(text), self._names, self._plain, self._texts)
        except pa.ArrowInvalid:
            return None

    def _sorted_out(self, text: bytes) -> tuple[pa.Table, pa.Array]:
        """The fields and `whole` where some lines are odd: quoted, of another width, with a CR or a mark inside."""
        lines = _split_lines(text)
        odd = pc.not_equal(pc.count_substring(lines, self.delimiter), self.width - 1)
        for sign in ('"', "\r", "\ufeff"):
            odd = pc.or_(odd, pc.match_substring(lines, sign))
        even = lines.filter(pc.invert(odd))
        split = [split_line(line, self.delimiter) for line in lines.filter(odd).to_pylist()]
        fits = [fields is not None and len(fields) == self.width for fields in split]
        parts = [pa.table([pa.array([(fields[i] or None) if fit else None for fields, fit in zip(split, fits, strict=True)],
                                    pa.string()) for i in self.wanted], names=[f"f{i}" for i in self.wanted])]
        if len(even):
            joined = pc.binary_join(pa.ListArray.from_arrays([0, len(even)], even), "\n")[0].as_py() + "\n"
            parts.insert(0, self._parsed(joined.encode()))
        whole = pa.concat_arrays([pa.repeat(True, len(even)), pa.array(fits, pa.bool_())])
        order = pc.sort_indices(pc.sort_indices(odd))  # both sort_indices are stable: the even lines first, then back again
        return pa.concat_tables(parts).take(order), whole.take(order)

    def _blanks(self, block: bytes) -> bool:
        """Whether a field may begin or end with a blank: trimming is slow, so only where needed."""
        if any(blank in block for blank in _RARE):
            return True
        return b" " in block and (block[:1] == b" " or block[-1:] == b" " or any(pair in block for pair in self._outer))


def _trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim(column, BLANKS)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _split_lines(text: bytes) -> pa.Array:
    text = text.replace(b"\r\n", b"\n")
    text = text.removesuffix(b"\n") if text.endswith(b"\n") else text.removesuffix(b"\r")
    return pc.split_pattern(pa.array([text], pa.string()), "\n").flatten()


def _whole_lines(path: Path, digest: hashlib._Hash) -> Iterator[bytes]:
    """The bytes of `path` in blocks that end where a line ends."""
    rest = b""
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
            end = block.rfind(b"\n") + 1
            if end:
                yield rest + block[:end]
                rest = block[end:]
            else:
                rest += block
            if len(rest) > LONGEST:
                raise Unreadable(f"een regel is langer dan {LONGEST >> 20} MB; regels moeten op CR LF eindigen")
    if rest:
        yield rest


def _decode(block: bytes, encoding: str) -> bytes:
    """`block` in UTF-8."""
    return block if block.isascii() else block.decode(encoding, errors="replace").encode()


def fingerprints(path: Path, numbers: set[int]) -> dict[int, tuple[int, str]]:
    """Physical line number -> (length, sha256) of the bytes of that line without its end: what of a line that does not
    split can be told, and found again in the delivered file."""
    found = {}
    with path.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            if number in numbers:
                content = line.removesuffix(b"\n").removesuffix(b"\r")
                found[number] = len(content), hashlib.sha256(content).hexdigest()
    return found


def read_header(path: Path, encoding: str, delimiter: str) -> list[str]:
    """The column names of line 1, trimmed. Raises Unreadable when there is no header or it does not split."""
    with path.open("rb") as handle:
        line = handle.readline(LONGEST)
    text = line.decode(encoding, errors="replace").removeprefix("\ufeff")
    fields = split_line(text.removesuffix("\n").removesuffix("\r"), delimiter)
    if fields is None or not any(fields):
        raise Unreadable("de kopregel ontbreekt of heeft een aanhalingsteken dat niet gesloten wordt")
    return fields


def split_line(line: str, delimiter: str) -> list[str] | None:
    """The trimmed fields of one line, for headers and manifests; None when a quote is not closed. The SQL twin of
    this rule is in zow.ingest.parse."""
    if '"' not in line:
        return [field.strip(BLANKS) for field in line.split(delimiter)]
    whole, part = _patterns(delimiter)
    if not whole.fullmatch(line):
        return None
    return [unquoted(field).strip(BLANKS) for field in part.findall(delimiter + line)]


def unquoted(field: str) -> str:
    return field[1:-1].replace('""', '"') if field.startswith('"') else field


@lru_cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(well_formed(delimiter), re.DOTALL), re.compile(field_pattern(delimiter), re.DOTALL)


def well_formed(delimiter: str) -> str:
    """Regular expression (RE2 and Python) of a line that splits: a field that opens with a quote also closes with one;
    a quote inside a field that does not open with one is an ordinary character."""
    d = _escaped(delimiter)
    field = f'(?:"(?:[^"]|"")*"|[^"{d}][^{d}]*|)'
    return f"{field}(?:{d}{field})*"


def field_pattern(delimiter: str) -> str:
    """Regular expression that finds each field of delimiter + line, for lines that are well formed."""
    d = _escaped(delimiter)
    return f'{d}("(?:[^"]|"")*"|[^{d}]*)'


def _escaped(delimiter: str) -> str:
    return delimiter if delimiter in ";,:" or delimiter.isspace() else "\\" + delimiter
