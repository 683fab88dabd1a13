"""The reader and the pseudonym: no byte makes a line disappear, and SQL's HMAC is Python's."""

from __future__ import annotations

import hashlib
import hmac
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.support import ingest_kit as kit
from zow import contracts
from zow.ingest import reader
from zow.ingest.judge import Judge
from zow.ingest.pseudonym import Pseudonym, client_key_sql
from zow.ingest.reader import FieldReader, LineReader, Unreadable, read_header, split_line
from zow.sample.write import write_lines

CONTRACT = contracts.load("gws", kit.GM)
# the same examples in every run and nothing that depends on the speed of the machine: a run says something about the code alone
ALWAYS_THE_SAME = effort(derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck])
HEADER = b"urennummer;activiteitnummer;datum;uren\r\n"


def lines(path: Path, encoding: str = "windows-1252") -> list[tuple[int, str]]:
    source = LineReader(path, encoding)
    table = source.batches().read_all()
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() and source.lines == len(table)
    return list(zip(table["_line"].to_pylist(), table["line"].to_pylist(), strict=True))


@pytest.mark.parametrize(("data", "expected"), [
    (b"h", []), (b"h\r\n", []), (b"h\n", []), (b"h\na", [(2, "a")]), (b"h\r\na\r\n", [(2, "a")]),
    (b"h\n\nb\n", [(2, ""), (3, "b")]), (b"h\n\n", [(2, "")]), (b"h\r\n\r\n\r\nx", [(2, ""), (3, ""), (4, "x")]),
    (b"h\na\rb\n", [(2, "a\rb")]), (b"h\na\r\r\n", [(2, "a\r")]), (b"h\na\r", [(2, "a")]), (b"h\n\x80\x81", [(2, "€\ufffd")]),
    (b"h\na\x00b", [(2, "a\x00b")]),
])
@pytest.mark.parametrize("block", [1, 2, 3, 1 << 20])
def test_physical_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, expected: list, block: int) -> None:
    monkeypatch.setattr(reader, "BLOCK", block)
    (tmp_path / "x.csv").write_bytes(data)
    assert lines(tmp_path / "x.csv") == expected


def test_utf8_with_mark_and_broken_bytes(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xef\xbb\xbfa;b\n\xe2\x82\xac;\xff\n")
    assert read_header(tmp_path / "x.csv", "utf-8", ";") == ["a", "b"]
    assert lines(tmp_path / "x.csv", "utf-8") == [(2, "€;\ufffd")]


def test_a_file_without_lines_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST", 100)
    monkeypatch.setattr(reader, "BLOCK", 64)
    (tmp_path / "x.csv").write_bytes(b"h\n" + b"x" * 1000)
    source = LineReader(tmp_path / "x.csv", "windows-1252")
    with pytest.raises(Unreadable, match="een regel is langer"):
        source.batches().read_all()
    assert isinstance(source.failure, Unreadable)


@pytest.mark.parametrize(("line", "fields"), [
    ('a;b', ["a", "b"]), ('"a;b";c', ["a;b", "c"]), ('"a""b"; c ', ['a"b', "c"]), ('a"b;c', ['a"b', "c"]), ('"a;b', None),
    ('"a"b;c', None), ('""', [""]), ('', [""]), (';', ["", ""]), (' "a;b"', ['"a', 'b"'])])
def test_split(line: str, fields: list[str] | None) -> None:
    assert split_line(line, ";") == fields


@pytest.mark.parametrize("delimiter", ["\t", "|", "^", ",", "-", "]"])
def test_split_with_other_delimiters(delimiter: str) -> None:
    assert split_line(f'"a{delimiter}"{delimiter}b{delimiter}', delimiter) == [f"a{delimiter}".strip(), "b", ""]


@pytest.mark.parametrize("key", [b"k" * 32, b"k" * 64, b"k" * 65, bytes(range(200))])
def test_sql_hmac_is_pythons(key: bytes) -> None:
    pseudonym = Pseudonym(key)
    for bsn in ("999990019", "", "x\\' y", "é"):
        found = duckdb.connect().execute(f"select {client_key_sql('t', kit.GM)} from (select $tekst as t)",
                                         {**pseudonym.parameters, "tekst": bsn}).fetchone()[0]
        assert found == hmac.new(key, f"{kit.GM}:{bsn}".encode(), hashlib.sha256).hexdigest()
        assert found == pseudonym.client_key(kit.GM, bsn) != pseudonym.client_key("GM0090", bsn)
    assert key.hex() not in repr(pseudonym) and pseudonym.fingerprint != Pseudonym(key + b"x").fingerprint


# bytes that look like a line often enough to reach every stage, and bytes that do not
_KNOWN = [b"U1", b"AC1", b"03-02-2014", b"2,5", b'"', b'""', b'"x;y"', b"\x81", b"\r", b""]
_FIELD = st.one_of(st.binary(max_size=6), st.sampled_from(_KNOWN))
_LINE = st.one_of(st.binary(max_size=30), st.lists(_FIELD, min_size=3, max_size=5).map(b";".join))


@effort(parent=ALWAYS_THE_SAME, max_examples=40)
@given(st.lists(_LINE, max_size=8), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_lines_in_are_rows_loaded_plus_lines_rejected(body: list[bytes], end: bytes, last: bool) -> None:
    """Any bytes: never a crash, never a line lost or counted twice (sources.md 5)."""
    data = HEADER + end.join(body) + (end if last and body else b"")
    text = data[len(HEADER):]
    expected = text.count(b"\n") + (0 if not text or text.endswith(b"\n") else 1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "proef"
        folder.mkdir()
        (folder / "uren.csv").write_bytes(data)
        with Judge(folder, "proef", CONTRACT, kit.GM, Pseudonym(kit.KEY), Path(place) / "tmp") as judge:
            found = judge.run(with_manifest=False, thorough=True).files["uren"]
            places = judge.con.execute("select distinct regel from quarantaine where ernst = 'afgekeurd' order by 1").fetchall()
    assert found.lines == expected == found.loaded + found.rejected
    assert len(places) == found.rejected and all(2 <= line <= expected + 1 for (line,) in places)


def fields(path: Path, encoding: str = "windows-1252", width: int = 2) -> list[tuple]:
    source = FieldReader(path, encoding, ";", width, range(width))
    table = source.batches().read_all()
    assert table["_line"].to_pylist() == list(range(2, 2 + source.lines)) and source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    texts = zip(*(table[f"f{i}"].to_pylist() for i in range(width)), strict=True)
    return [row if whole else None for row, whole in zip(texts, table["whole"].to_pylist(), strict=True)]


_TEXTS = st.sampled_from([b"a", b"b c", b" a", b"a ", b"\t", b"\xa0a", b"", b'"', b'"x;y"', b'""', b'"a""b"',
                          b"\x80", b"\r", b"\x00", b"\xef\xbb\xbfa"])
_FEW = st.lists(st.lists(_TEXTS, max_size=3).map(b";".join), max_size=6)


@effort(parent=ALWAYS_THE_SAME, max_examples=150)
@given(_FEW, st.sampled_from([b"\n", b"\r\n"]), st.sampled_from([1, 7, 1 << 20]), st.sampled_from(["windows-1252", "utf-8"]),
       st.sampled_from([1, 2]))
def test_fields_are_those_of_the_line_split_on_its_own(body: list[bytes], end: bytes, block: int, encoding: str, width: int) -> None:
    """However a block is read, its fields are what split_line says of each line."""
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "BLOCK", block)
        path = Path(place) / "x.csv"
        path.write_bytes(b"h" + end + end.join(body))
        expected = [split_line(text, ";") for _, text in lines(path, encoding)]
        assert fields(path, encoding, width) == [
            tuple(f or None for f in found) if found and len(found) == width else None for found in expected]


def test_bytes_that_the_encoding_lacks_are_told(tmp_path: Path) -> None:
    for data, garbled in ((b"a\x81;b", True), (b"a\x80;b", False), (b"a;b", False)):
        (tmp_path / "x.csv").write_bytes(b"h\r\n" + data)
        assert FieldReader(tmp_path / "x.csv", "windows-1252", ";", 2, [0]).batches().read_all()["garbled"].to_pylist() == [garbled]


@pytest.mark.parametrize("fields", [["a", "b"], [" a", "b"], ["a", "b "], ["a ", "b"], ["a", " b"], [" a ", " b "], ["a\t", "\xa0b"]])
def test_every_way_of_trimming_gives_the_same_fields(tmp_path: Path, fields: list[str]) -> None:
    row = kit.ROWS["aanbieders"]
    for quoted in (False, True):
        texts = [f'"{f}"' if quoted else f for f in fields]
        folder = kit.deliver(tmp_path / f"{quoted}")
        lines = [b"aanbieder_code;naam;soort;kvk_nummer", f"{row['aanbieder_code']};{texts[0]};extern;{texts[1]}".encode("cp1252")]
        write_lines(folder, "aanbieders", lines)
        _, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
        assert quarantine == [] and [(r["naam"], r["kvk_nummer"]) for r in stored["aanbieders"]] == [("a", "b")]
