"""Every way in which a delivery can be broken as a whole, for every feed (sources.md 1, 2, 4 and 5): refused with the reason, and no
line of it is judged. Other ways to break a GWS delivery stand in test_ingest_deliveries.

And gate levering: lines in = rows loaded + rows quarantined, for every file, also when the code itself loses one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tests.support import ingest_kit as kit
from tests.support.ingest_files import BSN, FEEDS, NAME, deliver
from zow import contracts, ingest, settings
from zow.ingest import catalogue, gate, landing, names
from zow.ingest.judge import Judge
from zow.ingest.parts import PartStore
from zow.ingest.process import IngestError
from zow.ingest.reader import LONGEST, FieldReader
from zow.ingest.relations import Relations
from zow.sample.write import MANIFEST_HEADER, rewrite_manifest
from zow.sample.write_files import write_sidecar


def sidecar_text(change: Callable[[str], str]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        names.sidecar(path).write_text(change(names.sidecar(path).read_text()))
    return apply


def lie(**fields: str) -> Callable[[Path], Path]:
    return lambda path: write_sidecar(path, override=fields)


def content(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """A change of the file after which the sidecar agrees again, as far as it can."""
    def apply(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))
        write_sidecar(path)
    return apply


def in_header(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def apply(data: bytes) -> bytes:
        header, rest = data.split(b"\r\n", 1)
        return b";".join(change(header.split(b";"))) + b"\r\n" + rest
    return content(apply)


WAYS: dict[str, tuple[Callable[[Path], object], str]] = {
    **{f"manifest without {column}": (sidecar_text(lambda text, c=column: text.replace(c, "x", 1)), f"kolom {column} ontbreekt")
       for column in MANIFEST_HEADER.split(";")},
    "manifest with a column twice": (sidecar_text(lambda text: text.replace("bestand;", "bestand;regels;", 1)), "kolom regels ontbreekt"),
    "manifest line twice": (sidecar_text(lambda text: text + text.splitlines()[1] + "\n"), "staat er meer dan eens in"),
    "manifest line too short": (sidecar_text(lambda text: text.replace(".csv;1;", ".csv;")), "niet evenveel velden"),
    "manifest without lines": (sidecar_text(lambda text: text.splitlines()[0] + "\n"), "staat niet in"),
    "manifest of no bytes": (sidecar_text(lambda text: ""), "kolom bestand, regels"),
    "file not listed": (lie(bestand="ander.csv"), "staat niet in"),
    "file gone": (lambda path: path.unlink(), "maar niet in landing"),
    "line count too high": (lie(regels="2"), "1 regels gelezen"),
    "line count too low": (lie(regels="0"), "1 regels gelezen"),
    "line count is text": (lie(regels="een"), "regels is geen aantal"),
    "line count below zero": (lie(regels="-1"), "regels is geen aantal"),
    "control column unknown": (lie(controlekolom="onbekend"), "controlekolom 'onbekend' is geen"),
    "control column of text": (lie(controlekolom="soort"), "controlekolom 'soort' is geen"),
    "control total without column": (lie(controlekolom="", controletotaal="1,00"), "controletotaal zonder controlekolom"),
    "checksum of something else": (lie(sha256="0" * 64), "sha256 wijkt af"),
    "checksum malformed": (lie(sha256="xyz"), "sha256 bestaat niet uit 64"),
    "changed after the sidecar": (lambda path: path.write_bytes(path.read_bytes().replace(b"2014", b"2015")), "sha256 wijkt af"),
    "cut off on the way": (lambda path: path.write_bytes(path.read_bytes()[:-9]), "sha256 wijkt af"),
    "no bytes": (content(lambda data: b""), "is niet leesbaar: de kopregel ontbreekt"),
    "header does not split": (content(lambda data: b'"' + data), "is niet leesbaar: de kopregel ontbreekt"),
    "no lines at all": (content(lambda data: data + b"x" * (LONGEST + 1)), "is niet leesbaar: een regel is langer dan 4 MB"),
    "another alphabet": (content(lambda data: data.decode("cp1252").encode("utf-16")), "verplichte kolom"),
    "another delimiter": (content(lambda data: data.replace(b";", b"\t")), "verplichte kolom"),
    "a column twice": (in_header(lambda fields: [*fields[:-1], fields[0]]), "komt meer dan eens voor"),
    "the mark of UTF-8": (content(lambda data: b"\xef\xbb\xbf" + data), "begint met het onzichtbare merkteken van UTF-8. Exporteer in"),
    "a zip": (content(lambda data: b"PK\x03\x04" + bytes(range(256)) * 4), "verplichte kolom"),
}
CONTROL = {  # only of a feed with an amount or a count
    "control total wrong": (lie(controletotaal="7"), "controletotaal van"),
    "control total gone": (lie(controletotaal=""), "controletotaal van"),
    "control total with a dot": (lie(controletotaal="1.234"), "controletotaal is geen getal"),
    "control total is text": (lie(controletotaal="veel"), "controletotaal is geen getal")}


def judged(path: Path, feed: str, scratch: Path):
    bron, code, _, _ = FEEDS[feed]
    return kit.judged(path.parent, scratch, code or names.NATIONAL, contracts.load(bron, code).delivered(feed, path.name))


@pytest.mark.parametrize("feed", FEEDS)
def test_one_file_broken_in_every_way(tmp_path: Path, feed: str) -> None:
    amounts = any(c.type in ("dec", "int") for c in contracts.load(FEEDS[feed][0]).file(feed).columns)
    for number, (way, (change, reason)) in enumerate({**WAYS, **(CONTROL if amounts else {})}.items()):
        path = deliver(tmp_path / str(number), feed)
        change(path)
        result, quarantine, stored = judged(path, feed, tmp_path / "tmp")
        assert [text for text in result.reasons if reason in text], (way, result.reasons)
        assert not quarantine and not [rows for rows in stored.values() if rows and not result.reasons], way
        assert all(f.loaded == f.rejected == 0 for f in result.files.values()), way
        assert path.name in " ".join(result.reasons) and BSN not in repr(result), way


@pytest.mark.parametrize("feed", FEEDS)
def test_a_header_alone_is_a_delivery_of_no_lines(tmp_path: Path, feed: str) -> None:
    path = deliver(tmp_path, feed)
    for end in (b"\r\n", b"\n", b""):
        content(lambda data, end=end: data.splitlines()[0] + end)(path)
        result, quarantine, stored = judged(path, feed, tmp_path / "tmp")
        assert result.reasons == [] and quarantine == [] and stored[feed] == [] and result.files[feed].lines == 0


@pytest.mark.parametrize("feed", FEEDS)
def test_columns_of_one_file_left_out(tmp_path: Path, feed: str) -> None:
    """Without one that is required: refused by its name; without one that is not: empty, and said."""
    for column in contracts.load(FEEDS[feed][0]).file(feed).columns:
        path = deliver(tmp_path / column.name, feed)
        in_header(lambda fields, c=column: [b"iets_anders" if f == c.physical_name.encode() else f for f in fields])(path)
        result, _, stored = judged(path, feed, tmp_path / "tmp")
        if column.required:
            assert [f"verplichte kolom {column.physical_name} ontbreekt" in text for text in result.reasons] == [True], column.name
        else:
            assert result.reasons == [] and stored[feed][0][column.name] is None
            assert any(f"kolom {column.physical_name} ontbreekt: gelezen als leeg" in text for text in result.warnings)
            assert any("onbekende kolom 'iets_anders' genegeerd" in text for text in result.warnings)


def test_columns_of_every_gws_file_left_out(tmp_path: Path) -> None:
    """All required columns of every file at once; then all that are not, with every row still there."""
    contract = contracts.load("gws", kit.GM)
    for required in (True, False):
        folder = kit.deliver(tmp_path / str(required))
        for file in contract.files:
            gone = {c.physical_name for c in file.columns if c.required is required}
            first, *rest = (folder / file.file_name).read_bytes().split(b"\r\n")
            named = [b"x%d" % i if name.decode() in gone else name for i, name in enumerate(first.split(b";"))]
            (folder / file.file_name).write_bytes(b"\r\n".join([b";".join(named), *rest]))
        rewrite_manifest(folder)
        result, quarantine, stored = kit.judged(folder, tmp_path / "tmp")
        if required:
            expected = [f"{f.file_name}: verplichte kolom {', '.join(c.physical_name for c in f.columns if c.required)} ontbreekt"
                        for f in contract.files]
            assert [text.split(". ")[0] for text in result.reasons] == expected
        else:
            assert result.reasons == [] and quarantine == [] and {len(rows) for rows in stored.values()} == {1}
            for file in contract.files:
                assert all(stored[file.name][0][c.name] is None for c in file.columns if not c.required and not c.personal)


@pytest.mark.parametrize("example", [name for bron in ("gws", "uwv", "finance") for name in names.examples(bron)])
def test_a_name_that_is_almost_right_is_refused(example: str) -> None:
    bron = next(b for b in ("gws", "uwv", "finance") if names.parse(b, example))
    stamp = "20140405T0300"
    almost = {example.replace(stamp, wrong) for wrong in (
        "20140431T0300", "20140405T2400", "20140405T0360", "20140405T030", "20140405", "20140405t0300", "20140405T03000", "00000101T0000")}
    almost |= {example.upper(), f"{example} ", f" {example}", f"x{example}", f"{example}.csv", example.replace("_", "-")}
    almost |= {example.replace("GM0171", "GM171"), example.replace("GM0171", "gm0171"), example.replace("GM0171", "GM01711"),
               example.replace("201403_", "201413_"), example.replace("201403_", "201400_"), example.replace("2014_03_", "2014_00_"),
               example.replace("2014_03_", "2014_3_"), example.replace("20140405", "２０１４0405")}
    for name in almost - {example}:
        said = landing.named(Path(name), bron)
        assert said.geleverd_op is None and example in said.fault and "past niet" in said.fault, name
    for other in {"gws", "uwv", "finance"} - {bron}:
        assert landing.named(Path(example), other).geleverd_op is None


@pytest.fixture
def no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zow.ingest.gate.judge", lambda checks, *_: SimpleNamespace(
        reasons={c.levering: [] for c in checks}, waarschuwingen={}, rows={}))


def test_a_stamp_is_used_once_in_every_feed(zow_home: Path, no_gate: None) -> None:
    for feed, (bron, code, _, _) in FEEDS.items():
        key = next(c.name for c in contracts.load(bron).file(feed).columns if c.key)
        found = []
        for change in ([], [], [{key: "999"}], []):
            deliver(zow_home / "landing", feed, *change)
            found += [o.status for o in ingest.ingest_gemeente(bron, code or names.NATIONAL)]
        assert found == ["geaccepteerd", "dubbel", "geweigerd", "dubbel"], feed
        (refused,) = [o for o in catalogue.outcomes(bron) if o.feed == feed and o.status == "geweigerd"]
        assert "stempel is al gebruikt" in refused.reden and NAME[feed] in [p.name for p in landing.refused(bron)]


SOURCES = ("gws", "uwv", "finance")


def deliver_dirt(home: Path, bron: str) -> None:
    """A delivery with rows that load, and where that may be rows that are rejected and warned, in a file without control total."""
    room = home / "landing"
    if bron == "gws":
        kit.deliver(room, content=kit.tables(contactmomenten=[{"contactnummer": "CM2", "datum": "x"}, {"contactnummer": "CM3"}],
                                             ontheffingen=[{"ontheffingnummer": "O2", "keuringnummer": "KE9"}]))
    elif bron == "uwv":
        deliver(room, "indicaties", {"indicatienummer": "I2", "soort": "x"}, {"indicatienummer": "I3"})
    else:  # not one line of a ledger may be wrong
        deliver(room, "grootboek", {"regel": "2"}, {"regel": "3"})


@pytest.mark.parametrize("bron", SOURCES)
def test_the_gate_sees_every_line_of_every_file(zow_home: Path, no_data_docs: None, monkeypatch: pytest.MonkeyPatch, bron: str) -> None:
    shown: list[gate.LeveringCheck] = []
    real = gate.judge
    monkeypatch.setattr(gate, "judge", lambda checks, *rest: (shown.extend(checks), real(checks, *rest))[1])
    deliver_dirt(zow_home, bron)
    (outcome,) = ingest.ingest_gemeente(bron, kit.GM)
    assert outcome.status == "geaccepteerd", outcome.reden
    assert {c.bestand for c in shown} == {f.file_name for f in outcome.files.values()} and len(shown) == len(outcome.files)
    kept = {name: counts for name, *counts in duckdb.sql(
        "select bestand, count(distinct regel) filter (ernst = 'afgekeurd'), count(distinct regel) filter (ernst = 'waarschuwing') "
        f"from read_parquet('{catalogue.folder(bron, kit.GM)}/quarantaine/*.parquet') group by all").fetchall()}
    assert (bron == "finance") == (not kept)
    for check in shown:
        in_raw = duckdb.sql(f"select count(*) from read_parquet('{settings.get().raw / check.raw_part}')").fetchone()[0]
        rejected, warned = kept.get(check.bestand, (0, 0))
        assert check.regels_manifest == check.regels_gelezen == in_raw + rejected
        assert (check.geladen, check.raw_regels, check.afgekeurd, check.waarschuwingen) == (in_raw, in_raw, rejected, warned)


def lose_a_line_while_reading(patch: pytest.MonkeyPatch) -> None:
    real = FieldReader._read

    def read(self: FieldReader, block: bytes, lines: object) -> Iterator:
        lost = self.path.name.startswith(("contact", "uwv", "grootboek"))
        return (batch.slice(0, len(batch) - lost) for batch in real(self, block, lines))
    patch.setattr(FieldReader, "_read", read)


def lose_an_accepted_row(patch: pytest.MonkeyPatch) -> None:
    accepted, reading = Relations.accepted, PartStore.reading
    patch.setattr(Relations, "accepted", lambda self, *args: f"select * from ({accepted(self, *args)}) where _line > 2")
    patch.setattr(PartStore, "reading", lambda self, file, rows, *args: reading(
        self, file, f"select * from ({rows}) where _line > 2", *args))


def lose_from_quarantine(severity: str) -> Callable[[pytest.MonkeyPatch], None]:
    def lose(patch: pytest.MonkeyPatch) -> None:
        real = Judge.write_quarantine

        def write(self: Judge, path: Path) -> object:
            self.con.execute("delete from quarantaine where ernst = ?", [severity])
            return real(self, path)
        patch.setattr(Judge, "write_quarantine", write)
    return lose


LOSSES = {  # what is lost -> what says so, None: it is not even judged
    "gws, a line": ("gws", lose_a_line_while_reading, "Poort levering: Elke gelezen regel is geladen of staat in quarantaine"),
    "gws, a row": ("gws", lose_an_accepted_row, None),
    "gws, a rejected line": ("gws", lose_from_quarantine("afgekeurd"), "Poort levering: Elke regel waar iets mee is"),
    "gws, a warning": ("gws", lose_from_quarantine("waarschuwing"), "Poort levering: Elke regel waar iets mee is"),
    "uwv, a line": ("uwv", lose_a_line_while_reading, "Poort levering: Elke gelezen regel is geladen of staat in quarantaine"),
    "uwv, a rejected line": ("uwv", lose_from_quarantine("afgekeurd"), "Poort levering: Elke regel waar iets mee is"),
    "finance, a line": ("finance", lose_a_line_while_reading, "controletotaal van bedrag is 2469,00"),
    "finance, a row": ("finance", lose_an_accepted_row, "controletotaal van bedrag is 2469,00"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_one_row_lost_on_purpose_is_red(zow_home: Path, no_data_docs: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    bron, lose, said = LOSSES[name]
    deliver_dirt(zow_home, bron)
    lose(monkeypatch)
    if said:
        (outcome,) = ingest.ingest_gemeente(bron, kit.GM)
        assert outcome.status == "geweigerd" and said in outcome.reden, outcome.reden
        assert landing.refused(bron)
    else:
        with pytest.raises(IngestError, match="Raw geeft niet terug wat erin is gezet"):
            ingest.ingest_gemeente(bron, kit.GM)
        assert ingest.waiting(bron) == [kit.GM], "what could not be judged stays in landing"
    assert not catalogue.accepted(bron)
