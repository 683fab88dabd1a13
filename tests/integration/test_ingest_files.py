"""Deliveries of one file with a sidecar, UWV and finance, from landing to raw (sources.md 2, 4 and 5)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tests.support import ingest_kit as kit
from tests.support.ingest_files import FEEDS, NAME, deliver
from tests.support.ingest_kit import rows
from zow import contracts, ingest, settings
from zow.errors import ZowError
from zow.ingest import catalogue, landing, names
from zow.sample.write_files import write_sidecar

RAW = {  # feed -> what raw keeps of that row, before _delivery; KEY stands for the pseudonym
    "doorverwijzingen": (kit.GM, "M1", "KEY", date(2014, 3, 3), "kort_ww", True, False, False),
    "indicaties": (kit.GM, "I1", "KEY", "beschut_werk", date(2014, 2, 1), None),
    "arbeidsmarkt": ("landelijk", "07", "Flevoland", "2014-03", 120, 9000, -1),
    "grootboek": (kit.GM, "B1", 1, date(2014, 3, 31), 2014, 13, "4300", None, "6.5", "RE1", None, None, Decimal("1234.50"), "C"),
    "begroting": (kit.GM, 2014, "W-deel", "post", "RE1", "reintegratie", 0, date(2013, 11, 12), Decimal("-10.00")),
}
@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list:
    """Instead of gate levering: lets everything pass and keeps what it was shown (the real gate has a test below)."""
    kept: list = []

    def judge(checks, files, run_id):
        assert files == []  # every delivery has a file of its own
        kept.extend(checks)
        found = {c.levering for c in checks}
        return SimpleNamespace(reasons={n: [] for n in found}, waarschuwingen={}, rows={n: [] for n in found})

    monkeypatch.setattr("zow.ingest.gate.judge", judge)
    return kept


def run(feed: str) -> list[tuple[str, str]]:
    bron, code, _, _ = FEEDS[feed]
    return [(o.levering, o.status) for o in ingest.ingest_gemeente(bron, code or names.NATIONAL)]


def last() -> catalogue.Outcome:
    return max(catalogue.outcomes(), key=lambda o: o.nr)


def listed(place: Path) -> list[str]:
    return sorted(p.name for p in place.iterdir()) if place.is_dir() else []


@pytest.mark.parametrize("feed", FEEDS)
def test_accepted_with_the_types_of_the_contract(room: Path, feed: str) -> None:
    bron, code, venster, _ = FEEDS[feed]
    path = deliver(room, feed)
    digest = landing.manifest.sha256(names.sidecar(path))
    assert path.name == NAME[feed] and ingest.waiting(bron) == [code or "landelijk"]
    assert run(feed) == [(NAME[feed], "geaccepteerd")] and listed(room / bron) == [] and ingest.waiting(bron) == []
    (outcome,) = catalogue.accepted(bron)
    assert (outcome.feed, outcome.venster, outcome.gemeentecode) == (feed, venster, code or "landelijk")
    assert (outcome.geleverd_op, outcome.sha256, outcome.regels) == (datetime(2014, 4, 5, 3), digest, 1)
    assert list(outcome.files) == [feed] and outcome.files[feed].file_name == NAME[feed] and outcome.waarschuwingen == ()
    (row,) = rows(outcome, feed)
    assert tuple("KEY" if isinstance(v, str) and len(v) == 64 else v for v in row[:-4]) == RAW[feed]
    assert row[-4:-1] == (NAME[feed], NAME[feed], 2)
    kept = duckdb.sql(f"describe from read_parquet('{settings.get().raw / outcome.files[feed].part}')").fetchall()
    assert [(n, t) for n, t, *_ in kept][1:-4] == contracts.raw_columns(contracts.load(bron).file(feed))


def test_a_bsn_of_uwv_joins_the_client_of_gws(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(room, "doorverwijzingen")
    deliver(room, "indicaties", {"indicatienummer": "I2", "bsn": kit.BSN[2]})
    run("indicaties")
    monkeypatch.setattr("zow.ingest.gate.judge", lambda checks, *_: SimpleNamespace(
        reasons={c.levering: [] for c in checks}, waarschuwingen={}, rows={}))
    kit.deliver(room)
    ingest.ingest_gemeente("gws", kit.GM)
    ((*_, client),) = [row[:3] for row in rows(catalogue.accepted("gws")[0], "clienten")]
    uwv = {o.feed: [row[2] for row in rows(o, o.feed)] for o in catalogue.accepted("uwv")}
    assert uwv["doorverwijzingen"] == [client] and uwv["indicaties"][0] == client != uwv["indicaties"][1]
    for path in settings.get().home.rglob("*"):
        assert path.is_dir() or path.suffix == ".parquet" or not [b for b in kit.BSN[1:3] if b in path.read_text()], path


def lie(**fields: str):
    return lambda path: write_sidecar(path, override=fields)


def with_text(old: bytes, new: bytes, again: bool = True):
    def apply(path: Path) -> None:
        path.write_bytes(path.read_bytes().replace(old, new))
        if again:
            write_sidecar(path)
    return apply


BROKEN = {
    "no file": (lambda p: p.unlink(), f"{NAME['grootboek']} staat in {NAME['grootboek']}.manifest.csv maar niet in landing"),
    "another file in the sidecar": (lie(bestand=NAME["begroting"]), f"{NAME['grootboek']} staat niet in"),
    "line count": (lie(regels="2"), "1 regels gelezen"),
    "control total": (lie(controletotaal="1234,51"), "controletotaal van bedrag is 1234,50"),
    "checksum": (lie(sha256="0" * 64), f"sha256 wijkt af van {NAME['grootboek']}.manifest.csv"),
    "changed after the sidecar": (with_text(b"RE1", b"RE2", again=False), "sha256 wijkt af"),
    "sidecar empty": (lambda p: names.sidecar(p).write_bytes(b""), ".manifest.csv: kolom bestand"),
    "required column": (with_text(b"taakveld", b"veld"), "verplichte kolom taakveld ontbreekt"),
    "no header": (with_text(b"boekstuk", b'"boekstuk'), "is niet leesbaar: de kopregel ontbreekt"),
    "one line of money": (with_text(b"1.234,5", b"veel"), "1 van 1 regels afgekeurd, toegestaan is ten hoogste 0"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_refused_stands_apart_with_its_sidecar_and_reason(room: Path, shown: list, name: str) -> None:
    change, reason = BROKEN[name]
    path = deliver(room, "grootboek")
    change(path)
    there = path.exists()
    assert run("grootboek") == [(path.name, "geweigerd")] and reason in last().reden and not shown
    assert listed(room / "finance") == []
    files = [path.name] * there + [f"{path.name}.manifest.csv", f"{path.name}.reden.txt"]
    assert listed(room / "geweigerd" / "finance") == sorted(files)
    assert reason in (room / "geweigerd" / "finance" / f"{path.name}.reden.txt").read_text()


def test_left_alone(room: Path) -> None:
    path = deliver(room, "grootboek", sidecar=False)
    for stray in ("notitie.txt", "los.csv", "los.manifest.csv", f".{path.name}.manifest.csv"):
        (path.parent / stray).write_text("x")
    (path.parent / "map").mkdir()
    before = listed(path.parent)
    assert ingest.waiting("finance") == [] and run("grootboek") == [] and listed(path.parent) == before


@pytest.mark.parametrize(("bron", "name", "code"), [
    ("finance", f"uwv_indicaties_GM0171_201403_{kit.STAMP}.csv", kit.GM), ("finance", "grootboek_GM0171_2014_13_20140405T0300.csv", kit.GM),
    ("uwv", "uwv_arbeidsmarkt_201403_20140431T0300.csv", "onbekend"), ("uwv", "export.csv", "onbekend"),
    ("gws", NAME["grootboek"], kit.GM), ("uwv", "uwv_doorverwijzingen_GM0171_2014_03_20140405T0300.csv", kit.GM)])
def test_a_name_that_fits_no_feed_of_the_source(room: Path, bron: str, name: str, code: str) -> None:
    path = deliver(room, "grootboek")
    target = room / bron / name
    target.parent.mkdir(exist_ok=True)
    names.sidecar(path).rename(names.sidecar(target))
    path.rename(target)
    assert ingest.waiting(bron) == [code]
    (outcome,) = ingest.ingest_gemeente(bron, code)
    assert outcome.status == "geweigerd" and "De bestandsnaam past niet" in outcome.reden and outcome.geleverd_op is None
    assert all(example in outcome.reden for example in names.examples(bron)) and outcome.feed is outcome.venster is None
    assert name in listed(room / "geweigerd" / bron) and listed(room / bron) == []


def test_a_gws_folder_among_the_files(room: Path) -> None:
    folder = kit.deliver(room)
    (room / "uwv").mkdir()
    folder.rename(room / "uwv" / folder.name)
    (outcome,) = ingest.ingest_gemeente("uwv", kit.GM)
    assert outcome.status == "geweigerd" and "De mapnaam past niet: een levering van uwv is een bestand" in outcome.reden
    assert (room / "geweigerd" / "uwv" / folder.name / "clienten.csv").exists() and ingest.waiting("uwv") == []


def test_dubbel_stamp_used_and_stored_once(room: Path, shown: list) -> None:
    deliver(room, "begroting")
    run("begroting")
    deliver(room, "begroting")
    assert run("begroting") == [(NAME["begroting"], "dubbel")] and listed(room / "finance") == []
    deliver(room, "begroting", {"versie": "1"})
    assert run("begroting") == [(NAME["begroting"], "geweigerd")] and "stempel is al gebruikt" in last().reden
    later = deliver(room, "begroting", stamp="20140406T0300").name
    assert run("begroting") == [(later, "geaccepteerd")]
    first, second = catalogue.accepted("finance")
    assert first.files["begroting"].part == second.files["begroting"].part and second.files["begroting"].file_name == later
    assert [(c.vorige_levering, c.vorige_geladen) for c in shown] == [(None, None), (NAME["begroting"], 1)]


def test_the_delivery_before_it_is_of_the_same_feed_and_month(room: Path, shown: list) -> None:
    deliver(room, "begroting", stamp="20140401T0000")
    march = deliver(room, "grootboek", stamp="20140402T0000").name
    april = deliver(room, "grootboek", {"regel": "2"}, stamp="20140502T0000", venster="2014-04").name
    again = deliver(room, "grootboek", stamp="20140503T0000").name
    run("grootboek")
    assert {c.levering: c.vorige_levering for c in shown if c.bestand.startswith("grootboek")} \
        == {march: None, april: march, again: march}


def test_refused_again_retry_and_repair(room: Path) -> None:
    apart = room / "geweigerd" / "finance"
    for _ in range(2):
        deliver(room, "grootboek", {"regel": "x"})
        run("grootboek")
    name = NAME["grootboek"]
    assert listed(apart) == sorted(f"{name}{nr}{end}" for nr in ("", ".2") for end in ("", ".manifest.csv", ".reden.txt"))
    assert ingest.retry(name) == room / "finance" / name
    assert listed(room / "finance") == [name, f"{name}.manifest.csv"] and len(listed(apart)) == 3
    with pytest.raises(ZowError, match="staat al een levering"):
        ingest.retry(name)
    for part in (room / "finance").iterdir():
        part.unlink()
    deliver(room, "grootboek")
    assert run("grootboek") == [(name, "geaccepteerd")] and last().nr == 3
    ingest.retry(name)
    assert run("grootboek") == [(name, "geweigerd")] and "stempel is al gebruikt" in last().reden


@pytest.mark.parametrize("status", ["geaccepteerd", "geweigerd"])
@pytest.mark.parametrize("moved", [0, 1, 2])
def test_killed_while_leaving_landing(room: Path, monkeypatch: pytest.MonkeyPatch, status: str, moved: int) -> None:
    """After `moved` of the renames (the CSV, then its sidecar): the next run finishes it and judges nothing again."""
    deliver(room, "grootboek", *([{"regel": "x"}] if status == "geweigerd" else []))
    left = iter([True] * moved)
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.parent == room / "finance" and not next(left, False):
            raise KeyboardInterrupt
        moved_to = real(self, target)
        if self.parent == room / "finance" and moved == 2 and self.name.endswith(names.SIDECAR):
            raise KeyboardInterrupt
        return moved_to

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        run("grootboek")
    monkeypatch.setattr(Path, "rename", real)
    assert ingest.waiting("finance") == [kit.GM], "also with both files out of sight"
    assert run("grootboek") == [] and listed(room / "finance") == [] and last().status == status and last().nr == 1
    name = NAME["grootboek"]
    assert listed(room / "geweigerd" / "finance") == ([] if status == "geaccepteerd"
                                                      else [name, f"{name}.manifest.csv", f"{name}.reden.txt"])
    assert not list(settings.get().raw.rglob("*.open"))


def test_a_national_feed_has_no_gemeente_in_what_the_gate_says(zow_home: Path, no_data_docs: None) -> None:
    deliver(zow_home / "landing", "arbeidsmarkt", {"maand": "x"})
    deliver(zow_home / "landing", "indicaties", {"indicatienummer": "I2", "soort": "x"})
    for feed, code in (("arbeidsmarkt", None), ("indicaties", kit.GM)):
        assert run(feed) == [(NAME[feed], "geaccepteerd")]
        for kind in ("quarantaine", "kwaliteit"):
            place = catalogue.folder("uwv", code or names.NATIONAL) / kind
            found = duckdb.sql(f"select gemeentecode, levering, count(*) from read_parquet('{place}/*.parquet') group by all").fetchall()
            assert [row[:2] for row in found] == [(code, NAME[feed])]
    failed = duckdb.sql(f"from read_parquet('{settings.get().raw}/uwv/*/kwaliteit/*.parquet') where not geslaagd and ernst = 'kritiek'")
    assert failed.fetchall() == []
