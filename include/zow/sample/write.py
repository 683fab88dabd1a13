"""Write a GWS delivery exactly as sources.md 1 describes it, and bend a written one in tests.

`;`, windows-1252, CRLF, one header line, quotes only where needed, dates dd-mm-jjjj, decimal comma, J/N, no value =
empty, and `manifest.csv` last; columns, names, codes and dialect are those of the contract of the gemeente. Text in a
date, decimal or whole-number column is written as it is given, so a test can plant any wrong value as a string.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from zow.contracts import Column, FileContract, SourceContract, load

ENCODING = "cp1252"  # of the manifest, whatever the dialect of the files
EOL = b"\r\n"
_CHUNK = 200_000  # rows joined at a time: bounds the memory of a large file
MANIFEST = "manifest.csv"
MANIFEST_HEADER = "bestand;regels;controlekolom;controletotaal;sha256"
_DECIMAL = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?")
_INTEGER = re.compile(r"-?\d+")
_SWAP = str.maketrans(".,", ",.")


def stamp_text(stamp: dt.datetime | str) -> str:
    """`jjjjmmddThhmm` of a datetime; text is checked and passed on. Raises ValueError."""
    if isinstance(stamp, dt.datetime):
        return stamp.strftime("%Y%m%dT%H%M")
    dt.datetime.strptime(stamp, "%Y%m%dT%H%M")
    return stamp


def write_gws(landing: Path, gemeentecode: str, stamp: dt.datetime | str, tables: Mapping[str, pd.DataFrame], *,
              manifest: bool = True, extra_columns: bool = False, contract: SourceContract | None = None) -> Path:
    """Write `landing/gws/gws_<gemeentecode>_<stamp>/` with every file of the contract and return that folder.

    `tables`: file name (without .csv) -> frame with logical column names. A missing table gets 0 rows, a missing
    column is empty. Values: date/datetime, Decimal/float/int (euros, hours; rounded to 2 decimals), bool for J/N, str
    as it is, None/NaN/NaT = empty. `extra_columns` lets columns outside the contract through, after the others.
    Without `manifest` the delivery is not complete yet. `contract`: default that of the gemeente. Raises KeyError on
    an unknown file or column, FileExistsError when the folder exists, UnicodeEncodeError on text that the encoding
    does not have.
    """
    contract = contract or load("gws", gemeentecode)
    unknown = set(tables) - {file.name for file in contract.files}
    if unknown:
        raise KeyError(f"no such GWS file: {sorted(unknown)}")
    folder = Path(landing) / "gws" / f"gws_{gemeentecode}_{stamp_text(stamp)}"
    folder.mkdir(parents=True)
    for file in contract.files:
        frame = tables.get(file.name)
        write_table(folder / file.file_name, pd.DataFrame() if frame is None else frame, file, contract, extra_columns)
    if manifest:
        rewrite_manifest(folder, contract=contract)
    return folder


def write_table(path: Path, frame: pd.DataFrame, file: FileContract, contract: SourceContract, extra_columns: bool) -> None:
    """Write one CSV of the contract; `frame` as in `write_gws`. Raises KeyError on a column outside the contract."""
    known = {column.name for column in file.columns}
    extra = [Column(c, c, "str") for c in frame.columns if c not in known]
    if extra and not extra_columns:
        raise KeyError(f"{path.stem}: not in the contract: {[c.name for c in extra]}")
    dialect, columns = contract.dialect, [*file.columns, *extra]
    text = [_theirs(as_text(frame[c.name], c.type, dialect.decimal, dialect.date), c) if c.name in frame.columns
            else pa.repeat("", len(frame)) for c in columns]
    header = [_quoted(pa.array([c.physical_name]), dialect.delimiter)[0].as_py() for c in columns]
    with path.open("wb") as handle:
        handle.write(dialect.delimiter.join(header).encode(dialect.encoding) + EOL)
        for start in range(0, len(frame), _CHUNK):
            parts = [_quoted(column.slice(start, _CHUNK), dialect.delimiter) for column in text]
            records = pc.binary_join_element_wise(*parts, dialect.delimiter).to_pylist()
            handle.write("".join(r + "\r\n" for r in records).encode(dialect.encoding))


def _theirs(text: pa.Array, column: Column) -> pa.Array:
    """Our codes as the gemeente writes them; anything else stays, so that a wrong code can be planted."""
    if not column.code_map:
        return text
    theirs = {ours: code for code, ours in reversed(column.code_map.items())}
    encoded = text.dictionary_encode()
    return pa.array([theirs.get(v, v) for v in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _quoted(column: pa.Array, delimiter: str) -> pa.Array:
    """Quotes where needed only: around a field with a delimiter, a quote or a line break in it."""
    needs = pc.match_substring_regex(column, f'[{re.escape(delimiter)}"\r\n]')
    if not pc.any(needs).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), column)


def as_text(values: pd.Series, kind: str, decimal: str = ",", mask: str = "dd-mm-jjjj") -> pa.Array:
    """The field texts of a column of type `kind`; shape (n,), no nulls. Works per distinct value, not per row."""
    if pd.api.types.is_string_dtype(values.dtype) and not pd.api.types.is_object_dtype(values.dtype):
        return _single(pa.array(values.fillna(""), pa.string()))
    if kind == "dec" and pd.api.types.is_float_dtype(values.dtype):
        return _amounts(values.to_numpy(float), decimal)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.astype("datetime64[s]")
    codes, distinct = pd.factorize(values)
    strftime = mask.replace("dd", "%d").replace("mm", "%m").replace("jjjj", "%Y")
    texts = pa.array([*(_text(v, kind, decimal, strftime) for v in distinct), ""], pa.string())
    return _single(texts.take(pa.array(np.where(codes < 0, len(distinct), codes))))


def _amounts(values: np.ndarray, decimal: str) -> pa.Array:
    """Floats as amounts with two decimals; through whole cents, so that no binary fraction shows."""
    absent = np.isnan(values)
    cents = np.rint(np.where(absent, 0.0, values) * 100).astype(np.int64)
    whole, rest = np.divmod(np.abs(cents), 100)
    sign = pa.array(np.where(cents < 0, "-", ""), pa.string())
    rest_text = pa.array([f"{i:02d}" for i in range(100)]).take(pa.array(rest))
    text = pc.binary_join_element_wise(sign, pc.cast(pa.array(whole), pa.string()), "")
    return pc.if_else(pa.array(absent), "", pc.binary_join_element_wise(text, rest_text, decimal))


def _single(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _text(value: object, kind: str, decimal: str, strftime: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "J" if value else "N"
    if isinstance(value, dt.date | np.datetime64):
        return pd.Timestamp(value).strftime(strftime)
    if kind == "dec":
        return f"{Decimal(str(value)):.2f}".replace(".", decimal)
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))  # pandas makes a float of an int column with gaps
    return str(value)


def rewrite_manifest(folder: Path, override: Mapping[str, Mapping[str, str]] | None = None,
                     omit: Iterable[str] = (), contract: SourceContract | None = None) -> Path:
    """(Re)write manifest.csv from the bytes that lie in `folder`. `override`: file -> field -> value to lie with (for
    example `{"betalingen.csv": {"sha256": "0" * 64}}`); `omit`: file names that are left out."""
    contract = _contract(folder, contract)
    lines = [MANIFEST_HEADER]
    for file in contract.files:
        path = folder / file.file_name
        if not path.exists() or path.name in omit:
            continue
        record = manifest_record(path, file, contract) | dict((override or {}).get(path.name, {}))
        lines.append(";".join(record[field] for field in MANIFEST_HEADER.split(";")))
    target = folder / MANIFEST
    target.write_bytes(b"".join(line.encode(ENCODING) + EOL for line in lines))
    return target


def _contract(folder: Path, contract: SourceContract | None) -> SourceContract:
    return contract or load("gws", folder.name.split("_")[1])


def control_column(file: FileContract) -> Column | None:
    """The column whose total goes into the manifest: the first amount, else the first whole number, else none."""
    return next((c for kind in ("dec", "int") for c in file.columns if c.type == kind), None)


def manifest_record(path: Path, file: FileContract, contract: SourceContract) -> dict[str, str]:
    """One line of manifest.csv: records without the header, exact total of the parsable values, sha256 of the bytes."""
    with path.open("rb") as handle:
        sha = hashlib.file_digest(handle, "sha256").hexdigest()
    control, dialect = control_column(file), contract.dialect
    rows, texts = 0, Counter()
    with path.open(encoding=dialect.encoding, errors="replace", newline="\n") as handle:
        header = _fields(handle.readline(), dialect.delimiter)
        position = header.index(control.physical_name) if control and control.physical_name in header else None
        for line in handle:
            rows += 1
            if position is not None:
                fields = _fields(line, dialect.delimiter)
                if len(fields) == len(header):
                    texts[fields[position].strip()] += 1
    name, total = "", ""
    if position is not None:
        name, total = control.physical_name, _total(texts, control.type, dialect.decimal)
    return {"bestand": path.name, "regels": str(rows), "controlekolom": name, "controletotaal": total, "sha256": sha}


def _total(texts: Counter[str], kind: str, decimal: str) -> str:
    """The exact sum of what parses, with a decimal comma and no thousands dot (sources.md 1)."""
    if decimal == ".":
        texts = Counter({t.translate(_SWAP): n for t, n in texts.items()})
    pattern = _DECIMAL if kind == "dec" else _INTEGER
    total = sum((Decimal(t.replace(".", "").replace(",", ".")) * n for t, n in texts.items()
                 if pattern.fullmatch(t)), Decimal(0))
    return (f"{total:.2f}" if kind == "dec" else str(total)).replace(".", ",")


def _fields(line: str, delimiter: str) -> list[str]:
    """The fields of one physical line; a stray quote never reaches into the next line."""
    text = line.rstrip("\r\n")
    return next(csv.reader([text], delimiter=delimiter)) if '"' in text else text.split(delimiter)


def read_lines(folder: Path, bestand: str) -> list[bytes]:
    """The physical lines of `<bestand>.csv` without line ends; index 0 is the header (line 1)."""
    return (folder / f"{bestand}.csv").read_bytes().removesuffix(EOL).split(EOL)


def write_lines(folder: Path, bestand: str, lines: Iterable[bytes | str], *, manifest: bool = True) -> None:
    """Replace the whole file by these raw lines and, unless told otherwise, make the manifest agree again."""
    (folder / f"{bestand}.csv").write_bytes(b"".join(_raw(lines)))
    if manifest:
        rewrite_manifest(folder)


def _raw(lines: Iterable[bytes | str]) -> Iterator[bytes]:
    for line in lines:
        yield (line.encode(ENCODING) if isinstance(line, str) else line) + EOL


def add_lines(folder: Path, bestand: str, lines: Iterable[bytes | str], *, manifest: bool = True) -> int:
    """Append raw lines as they are; returns the physical line number of the first one (header = 1)."""
    old = read_lines(folder, bestand)
    write_lines(folder, bestand, [*old, *lines], manifest=manifest)
    return len(old) + 1


def set_field(folder: Path, bestand: str, regel: int, kolom: str, waarde: str | bytes, *,
              manifest: bool = True) -> None:
    """Overwrite one field of physical line `regel` (header = 1) by this raw text; the other fields stay as they are.
    For deliveries in the base dialect."""
    lines = read_lines(folder, bestand)
    fields = _fields(lines[regel - 1].decode(ENCODING), ";")
    position = _fields(lines[0].decode(ENCODING), ";").index(kolom)
    parts = [p.encode(ENCODING) for p in _quoted(pa.array(fields, pa.string()), ";").to_pylist()]
    parts[position] = waarde.encode(ENCODING) if isinstance(waarde, str) else waarde
    lines[regel - 1] = b";".join(parts)
    write_lines(folder, bestand, lines, manifest=manifest)
