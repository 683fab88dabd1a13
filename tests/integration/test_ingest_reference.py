"""Random deliveries with every kind of dirt: raw, outcome and quarantine cell by cell against the plain-Python reading."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tests.reference.ingest_rules import Verdict, decide, split
from tests.reference.random_deliveries import Maker, write_manifest
from zow import contracts, ingest, settings
from zow.ingest import catalogue

GM = "GM0171"
KEY = bytes.fromhex("ab" * 32)  # of the zow_home fixture


@pytest.fixture
def room(zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """landing/gws; gate levering, which is not judged here, lets everything pass."""

    def judge(checks, files, run_id):
        names = {c.levering for c in checks}
        return SimpleNamespace(reasons={n: [] for n in names}, waarschuwingen={}, rows={n: [] for n in names})

    monkeypatch.setattr("zow.ingest.gate.judge", judge)
    return zow_home / "landing" / "gws"


@pytest.fixture
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contract without limits on rejected lines, so that what is left of a filthy file can be compared too."""
    load = contracts.load

    def load_without(*args, **kwargs):
        contract = load(*args, **kwargs)
        return replace(contract, files=tuple(replace(f, limit_minimum=10**6) for f in contract.files))

    monkeypatch.setattr(contracts, "load", load_without)


def folder(room: Path, number: int) -> Path:
    return room / f"gws_{GM}_2014{1 + number // 28:02d}{1 + number % 28:02d}T0300"


def raw_rows(outcome: catalogue.Outcome, name: str) -> list[dict]:
    path = settings.get().raw / outcome.files[name].part
    found = duckdb.execute("select * from read_parquet(?) order by _line", [str(path)])
    names = [d[0] for d in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def quarantine(outcome: catalogue.Outcome) -> list[tuple]:
    path = catalogue.folder("gws", GM) / "quarantaine" / f"{catalogue.base_name(outcome.levering, outcome.nr)}.parquet"
    if not path.exists():
        return []
    return duckdb.execute("""select bestand, regel, kolom, regel_code, ernst, ruwe_regel from read_parquet(?)
                             where gemeentecode = ? and levering = ?""", [str(path), GM, outcome.levering]).fetchall()


def readable(rows: list[tuple]) -> list[tuple]:
    """Sortable, and ruwe_regel as its fields: which fields are quoted without need is not a figure."""
    return sorted((b, r, k or "", code, e, tuple(split(raw) or ["?"])) for b, r, k, code, e, raw in rows)


def compare(outcome: catalogue.Outcome, status: str, expected: Verdict | None) -> None:
    """Everything that the reference says of this delivery, with the place in the message."""
    where = outcome.levering
    assert outcome.status == status, (where, outcome.reden, expected and expected.reason)
    if expected is None or not expected.files:
        assert outcome.afgekeurd == 0 and quarantine(outcome) == []
        return
    assert outcome.regels == sum(f.lines for f in expected.files.values()), where
    assert outcome.afgekeurd == sum(f.rejected for f in expected.files.values()), where
    assert len(outcome.waarschuwingen) >= expected.warnings, (where, outcome.waarschuwingen)
    theirs, ours = readable(quarantine(outcome)), readable(expected.quarantine)
    assert theirs == ours, (where, [r for r in theirs if r not in ours], [r for r in ours if r not in theirs])
    if status != catalogue.ACCEPTED:
        return
    for name, found in expected.files.items():
        file = outcome.files[name]
        assert (file.lines, file.rows, file.rejected) == (found.lines, len(found.rows), found.rejected), (where, name)
        rows = raw_rows(outcome, name)
        hashes = {r.pop("_row_hash") for r in rows}
        assert len(hashes) <= len(rows) and all(len(h) == 32 for h in hashes)
        for row in rows:
            assert (row.pop("_delivery"), row.pop("_file"), row.pop("gemeentecode", GM)) == (where, f"{name}.csv", GM)
        assert rows == found.rows, (where, name, [(a, b) for a, b in zip(rows, found.rows, strict=False) if a != b][:1])


def run(room: Path, lenient: bool = False) -> dict[str, catalogue.Outcome]:
    """Ingest what waits and compare each outcome with the reference, which knows only what was accepted before."""
    before = {o.levering: o.sha256 for o in catalogue.accepted("gws", GM)}
    expected = {path.name: decide(path, KEY, GM, before, lenient) for path in sorted(room.iterdir())
                if (path / "manifest.csv").exists()}
    outcomes = {o.levering: o for o in ingest.ingest_gemeente("gws", GM)}
    assert set(outcomes) == set(expected)
    for name, outcome in outcomes.items():
        compare(outcome, *expected[name])
    return outcomes


@pytest.mark.parametrize("seed", range(2))
def test_filthy_deliveries_without_limits(room: Path, without_limits: None, seed: int) -> None:
    rng = random.Random(seed)
    for number in range(4):
        Maker(rng, rng.choice([0.2, 0.4, 0.7]), rng.choice([12, 40])).write(folder(room, number))
    outcomes = run(room, lenient=True).values()
    assert {o.status for o in outcomes} == {"geaccepteerd"} and sum(o.afgekeurd for o in outcomes) > 100


EDGES = [  # file -> (lines, of which are rejected), and whether the delivery is accepted
    ({"clienten": (1, 1), "uren": (99, 1), "keuringen": (200, 2), "uitkeringen": (250, 2), "verplichtingen": (2, 1)}, True),
    ({"clienten": (300, 3), "inkomensbetalingen": (1, 1), "betalingen": (5, 0)}, True),
    ({"uren": (99, 2)}, False), ({"trajecten": (199, 2)}, False), ({"uitkeringen": (250, 3)}, False),
    ({"clienten": (399, 4)}, False), ({"betalingen": (400, 1)}, False), ({"verplichtingen": (2, 2)}, False)]


def test_limits_at_the_edge(room: Path) -> None:
    rng = random.Random(11)
    for number, (lines, _) in enumerate(EDGES):
        Maker(rng, 0, 1).write(folder(room, number), lines)
    outcomes = run(room)
    assert [outcomes[folder(room, n).name].status for n in range(len(EDGES))] == [
        "geaccepteerd" if good else "geweigerd" for _, good in EDGES]


def test_a_little_dirt_with_the_limits_of_the_contract(room: Path) -> None:
    rng = random.Random(12)
    for number in range(4):
        Maker(rng, [0.002, 0.005, 0.01, 0.02][number], 40).write(folder(room, number))
    assert {o.status for o in run(room).values()} == {"geaccepteerd", "geweigerd"}


WHOLE = [{"uren": {"regels": "99"}}, {"betalingen": {"controlekolom": "bedrag", "controletotaal": "0,01"}},
         {"clienten": {"sha256": "0" * 64}}, {"uren": {"controlekolom": "datum", "controletotaal": "0"}},
         {"activiteiten": {"controlekolom": "uren_per_week", "controletotaal": "1.000,00"}}]


def test_broken_as_a_whole(room: Path) -> None:
    rng = random.Random(13)
    for number, lies in enumerate(WHOLE):
        write_manifest(Maker(rng, 0, 2).write(folder(room, number)), rng, lies)
    others = [Maker(rng, 0, 2).write(folder(room, 10 + number), {"uren": (2, 0)}) for number in range(6)]
    write_manifest(others[0], rng, omit="keuringen")
    (others[1] / "keuringen.csv").unlink()
    (others[2] / "keuringen.csv").write_bytes(b"")
    write_manifest(others[2], rng)
    header, rest = (others[3] / "uren.csv").read_bytes().split(b";", 1)
    (others[3] / "uren.csv").write_bytes(header[:-2] + b";" + rest)  # of which every column is required
    write_manifest(others[3], rng)
    (others[4] / "notities.csv").write_bytes(b"a;b\r\n")
    (others[5] / "manifest.csv").unlink()
    outcomes = run(room)
    assert [o.levering for o in outcomes.values() if o.status == "geaccepteerd"] == [others[4].name]
    assert [path.name for path in room.iterdir()] == [others[5].name]


def test_the_same_name_again(room: Path, tmp_path: Path) -> None:
    rng = random.Random(14)
    first, second = (Maker(rng, 0, 2).write(folder(tmp_path, number)) for number in range(2))
    write_manifest(second, rng, {"uren": {"regels": "7"}})

    def drop() -> list[str]:
        for path in (first, second):
            shutil.copytree(path, room / path.name)
        outcomes = run(room)
        return [outcomes[first.name].status, outcomes[second.name].status]

    assert drop() == ["geaccepteerd", "geweigerd"]
    assert drop() == ["dubbel", "geweigerd"]  # only ever refused: judged again
    write_manifest(second, rng)
    write_manifest(first, rng, {"uren": {"regels": "7"}})
    assert drop() == ["geweigerd", "geaccepteerd"]
    assert drop() == ["geweigerd", "dubbel"]
