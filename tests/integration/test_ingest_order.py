"""Whatever the order in which deliveries come, however often, in one night or in many: the same deliveries are accepted and the same hold
at every K (sources.md 1 and 2, measures 0). Of every source. Core and marts: tests/e2e/test_same_whatever_happens.py."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tests.support import everything, line
from zow import settings
from zow.ingest import catalogue, landing, names
from zow.periods import parse_moment
from zow.warehouse import candidate, planning

EARLY = "2014-07-12"
MOMENTS = (None, "2014-06-07T03:00", EARLY)  # K


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return everything.write(tmp_path_factory.mktemp("leverancier"))


@pytest.fixture
def no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gate levering judges per delivery; it is not what is tried here, and costs most of the time."""
    monkeypatch.setattr("zow.ingest.gate.judge", lambda checks, *_: SimpleNamespace(
        reasons={c.levering: [] for c in checks}, waarschuwingen={}, rows={}))


def stamp(path: Path):
    return names.parse(path.parent.name, path.name).geleverd_op


def arrive(home: Path, patch: pytest.MonkeyPatch, nights: list[list[Path]]) -> Counter:
    """Let the deliveries of each night arrive and be judged in a new home; the number of judgements per levering and status."""
    patch.setenv("ZOW_HOME", str(home))
    patch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
    patch.setenv("ZOW_MEMORY_LIMIT", "512MB")
    for night in nights:
        everything.drop(night, settings.get().landing)
        line.ingest_all()
    return Counter((o.levering, o.status) for o in catalogue.outcomes())


def known_at(moment: str | None, scratch: Path) -> dict[str, object]:
    """What a run at K would be built from: the builds, and every row of every raw view."""
    until = parse_moment(moment) if moment else None
    builds = planning.builds(until, moment)
    candidate.create(scratch, builds, until)
    with duckdb.connect(str(scratch)) as con:
        views = [name for (name,) in con.execute("select view_name from duckdb_views() where schema_name = 'raw'").fetchall()]
        found = {name: con.execute(f"select * from raw.{name} order by all").fetchall() for name in sorted(views)}
        found["peilmomenten"] = con.execute("select * from raw.peilmomenten order by all").fetchall()
    return {"builds": builds, **found}


def accepted() -> list[tuple]:
    """What raw holds, whenever it came."""
    return [(o.bron, o.levering, o.sha256, o.regels, o.afgekeurd, o.feed, o.venster,
             {n: (f.file_name, f.part, f.csv_sha256, f.lines, f.rows, f.rejected, f.warned, f.control_total) for n, f in o.files.items()})
            for bron in ("gws", "uwv", "finance") for o in catalogue.accepted(bron)]


def some_nights(paths: list[Path], drawn: random.Random) -> list[list[Path]]:
    """Every delivery once or more, in any order, over some nights; never one name twice in a night."""
    coming = [path for path in paths for _ in range(drawn.choice((1, 1, 2, 3)))]
    drawn.shuffle(coming)
    nights: list[list[Path]] = [[] for _ in range(drawn.randint(3, 7))]
    for path in coming:
        drawn.choice([night for night in nights if path not in night]).append(path)
    return nights


def test_any_order_any_number_of_times_over_any_nights(delivered, no_gate, tmp_path, monkeypatch) -> None:
    counts = arrive(tmp_path / "ineens", monkeypatch, [delivered])
    once = {moment: known_at(moment, tmp_path / "k.duckdb") for moment in MOMENTS}
    reference, refused = accepted(), {name for (name, status) in counts if status == "geweigerd"}
    assert refused == everything.REFUSED and set(counts.values()) == {1} and len(counts) == len(delivered)
    assert len(once[None]["builds"]) == 2 and len(once[EARLY]["builds"]) == 1
    assert all(rows for name, rows in once[None].items() if name.startswith(("uwv", "finance")))
    for seed in range(2):
        nights = some_nights(delivered, random.Random(seed))
        counts = arrive(tmp_path / str(seed), monkeypatch, nights)
        times = Counter(path.name for night in nights for path in night)
        expected = {(name, "geweigerd"): times[name] for name in refused}
        expected |= {(name, "geaccepteerd"): 1 for name in times.keys() - refused}
        expected |= {(name, "dubbel"): times[name] - 1 for name in times.keys() - refused if times[name] > 1}
        assert counts == expected, seed
        assert accepted() == reference, seed
        for moment in MOMENTS:
            found = known_at(moment, tmp_path / "k.duckdb")
            assert [name for name in found if found[name] != once[moment][name]] == [], (seed, moment)
        assert not [p for bron in ("gws", "uwv", "finance") for p in landing.room(bron).iterdir()]

    # and what came after K does not exist at K: a home that never got it knows the same
    arrive(tmp_path / "vroeg", monkeypatch, [[p for p in delivered if stamp(p) <= parse_moment(EARLY)]])
    assert known_at(None, tmp_path / "k.duckdb") | {"builds": [], "peilmomenten": []} == once[EARLY] | {"builds": [], "peilmomenten": []}
    assert known_at(EARLY, tmp_path / "k.duckdb") == once[EARLY]


def test_a_row_says_of_which_delivery_and_file_it_is_also_when_its_bytes_came_before(delivered, no_gate, tmp_path, monkeypatch) -> None:
    twice = [p for p in delivered if p.name.startswith(("uwv_indicaties_GM0171_201406", "gws_GM0171_20140401"))]
    arrive(tmp_path / "bytes", monkeypatch, [twice])
    first, second = (o for o in catalogue.accepted("uwv"))
    assert first.files["indicaties"].part == second.files["indicaties"].part, "equal bytes are stored once"
    known_at(None, tmp_path / "k.duckdb")
    assert line.query(tmp_path / "k.duckdb", "select _delivery, _file from raw.uwv_indicaties") == [(second.levering, second.levering)]
