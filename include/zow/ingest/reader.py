"""Physical lines of a CSV file as a stream of Arrow batches: bounded memory, checksum on the way, no loop over rows.

A line ends at LF or CRLF; line 1 is the header. Bytes that the encoding lacks become U+FFFD, which rule `codering`
finds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 16 << 20  # bytes read at a time
LONGEST = 4 << 20  # bytes in a line; anything longer is not a delivery but a file without lines
SCHEMA = pa.schema([("_line", pa.int64()), ("line", pa.string()), ("blanks", pa.int8())])
REPLACED = "\ufffd"
BLANKS = " \t\n\r\f\v\u00a0"  # what is trimmed from every field
NO_BLANKS, SPACES, ANY_BLANKS = range(3)  # what has to be trimmed from the fields of a block: nothing, plain spaces, all of BLANKS
_RARE = (b"\t", b"\r", b"\f", b"\v", b"\xa0")  # the bytes of those that are no plain space


class Unreadable(Exception):
    """The file cannot be read as lines of text; the message (Dutch) is the reason to refuse the delivery."""


class LineReader:
    """Reads `path` once. When the batches are used up: `sha256` of the bytes and `lines` (data lines, without header).
    `failure` holds what stopped the stream: DuckDB, which pulls the batches, only passes its text on."""

    def __init__(self, path: Path, encoding: str, delimiter: str, header: bool = True) -> None:
        self.path, self.encoding, self._skip = path, encoding, int(header)
        edge = delimiter.encode()
        self._outer = (b" " + edge, edge + b" ", b" \n", b"\n ", b'" ', b' "')
        self.sha256, self.lines = "", 0
        self.failure: Exception | None = None

    def batches(self) -> pa.RecordBatchReader:
        """Record batches of (_line, line, blanks): physical line number (header = 1), its text without line end, and
        which blanks the fields of its block may begin or end with (trimming is slow, so only where needed)."""
        return pa.RecordBatchReader.from_batches(SCHEMA, self._guarded())

    def _guarded(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._generate()
        except (Unreadable, OSError) as error:
            self.failure = error
            raise

    def _generate(self) -> Iterator[pa.RecordBatch]:
        digest, number = hashlib.sha256(), 0
        for block in _whole_lines(self.path, digest):
            text = _decode(block, self.encoding, number == 0)
            texts = pc.split_pattern(pa.array([text], pa.string()), "\n").flatten()
            first = number + 1
            number += len(texts)
            lines = np.arange(first, number + 1)
            if first == 1 and self._skip:
                texts, lines = texts.slice(1), lines[1:]
            if len(texts):
                kind = pa.scalar(self._blanks(block), pa.int8())
                yield pa.record_batch([pa.array(lines, pa.int64()), texts, pa.repeat(kind, len(texts))], schema=SCHEMA)
        self.sha256 = digest.hexdigest()
        self.lines = max(0, number - self._skip)

    def _blanks(self, block: bytes) -> int:
        # DuckDB's plain trim takes every Unicode space; of those a one-byte encoding only has the two in BLANKS
        if any(blank in block for blank in _RARE) or (self.encoding == "utf-8" and not block.isascii()):
            return ANY_BLANKS
        if block[:1] == b" " or block[-1:] == b" " or any(pair in block for pair in self._outer):
            return SPACES
        return NO_BLANKS


def _whole_lines(path: Path, digest: hashlib._Hash) -> Iterator[bytes]:
    """The bytes of `path` in blocks that end where a line ends (that last line end taken off), CRLF turned into LF."""
    rest = b""
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
            head, found, tail = block.rpartition(b"\n")
            if found:
                yield (rest + head).replace(b"\r\n", b"\n").removesuffix(b"\r")
                rest = tail
            else:
                rest += tail
            if len(rest) > LONGEST:
                raise Unreadable(f"een regel is langer dan {LONGEST >> 20} MB; regels moeten op CR LF eindigen")
    if rest:
        yield rest.removesuffix(b"\r")


def _decode(block: bytes, encoding: str, first: bool) -> str | bytes:
    if first and encoding == "utf-8":
        block = block.removeprefix(b"\xef\xbb\xbf")
    return block if block.isascii() else block.decode(encoding, errors="replace")


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
    text = _decode(line, encoding, True)
    text = text.decode("ascii") if isinstance(text, bytes) else text
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
