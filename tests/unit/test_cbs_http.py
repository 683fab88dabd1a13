"""The CBS client against a real server: the stand-in with its faults, look-alikes of recorded responses, the door `fetch`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.support.cbs_kit import LOOK_ALIKES, Clock, manifest, names
from zow import cbs
from zow.cbs import feeds as configured
from zow.cbs.fetch import FAILED, LANDED, SKIPPED, UNCHANGED, FetchResult, fetch_into
from zow.errors import ZowError
from zow.ingest import catalogue, cbs_answers, cbs_flatten
from zow.sample.cbs import FEEDS, Fault, StandIn, serve, write_landing

LAST = 2008  # of the synthetic tables here: two years are enough


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with serve(last=LAST, page_rows=400) as running:
        yield running


@pytest.fixture
def stand_in(server: StandIn) -> StandIn:
    """The server without faults and without memory."""
    server.faults.clear()
    server.requests.clear()
    server.source.edition.clear()
    return server


def read(stand_in: StandIn, room: Path, feed: str = "bijstand_landelijk", clock: Clock | None = None, **patience: float) -> FetchResult:
    known = configured.load(FEEDS)[feed]
    (result,) = fetch_into(room, [known], {"v4": stand_in.base_v4, "v3": stand_in.base_v3}, (), (clock or Clock()).patience(**patience))
    return result


def test_every_feed_of_the_stand_in_lands_through_the_door(stand_in: StandIn, zow_home: Path, monkeypatch: pytest.MonkeyPatch,
                                                           tmp_path: Path) -> None:
    for name, value in stand_in.environment.items():
        monkeypatch.setenv(name, value)
    results = cbs.fetch()
    assert {r.feed: r.uitkomst for r in results} == dict.fromkeys(configured.load(), LANDED)
    room = zow_home / "landing" / "cbs"
    for result in results:
        assert manifest(room / result.levering)["rijen"] == result.rijen > 0
    # the same folders without a network: only the moment and the addresses in the links differ
    for folder in write_landing(tmp_path, last=LAST):
        said, here = (json.loads((place / folder.name / "manifest.json").read_text()) for place in (room, folder.parent))
        assert (said["rijen"], said["gewijzigd"], said["tabel"]) == (here["rijen"], here["gewijzigd"], here["tabel"])
    stand_in.requests.clear()
    assert {r.uitkomst for r in cbs.fetch()} == {UNCHANGED}
    assert len(stand_in.requests) == len(results)


def test_an_accepted_delivery_is_not_fetched_again(stand_in: StandIn, zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in stand_in.environment.items():
        monkeypatch.setenv(name, value)
    outcome = catalogue.Outcome("landelijk", "cbs", "cbs_gebieden_20250228T0630", 1, datetime(2025, 2, 28, 6, 30), datetime(2025, 3, 1),
                                catalogue.ACCEPTED, None, 4, 0, "x")
    catalogue.write(outcome)
    assert [r.uitkomst for r in cbs.fetch(["gebieden"])] == [UNCHANGED]
    catalogue.write(replace(outcome, status=catalogue.REFUSED))
    assert [r.uitkomst for r in cbs.fetch(["gebieden"])] == [LANDED]


def test_without_addresses_everything_is_skipped(zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ZOW_CBS_BASE_URL_V4", "ZOW_CBS_BASE_URL_V3", "ZOW_CBS_FEEDS"):
        monkeypatch.delenv(name, raising=False)
    assert {r.uitkomst for r in cbs.fetch()} == {SKIPPED}
    assert not (zow_home / "landing" / "cbs").exists()
    with pytest.raises(ZowError, match=r"(?s)De feed onzin bestaat niet.*bijstand_landelijk"):
        cbs.fetch(["onzin"])


@pytest.mark.parametrize("address", ["datasets.cbs.nl/odata/v1", "ftp://x", "https://", "http://x/?a=1", "http://x:poort/", "http://[x/"])
def test_an_address_that_is_none_is_told(address: str, zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOW_CBS_BASE_URL_V4", address)
    with pytest.raises(ZowError, match="ZOW_CBS_BASE_URL_V4 is geen webadres"):
        cbs.fetch()


@pytest.mark.parametrize(("tabel", "feed", "rows", "pages", "observations", "named"), [
    ("37789ksz", "bijstand_landelijk", 96, 2, 96, 24), ("03759ned", "bevolking", 24, 1, 24, 12),
    ("80794ned", "bijstand_gemeente", 36, 2, 72, 36)])
def test_recorded_responses_land_byte_for_byte(tabel: str, feed: str, rows: int, pages: int, observations: int, named: int,
                                                   tmp_path: Path) -> None:
    with serve(LOOK_ALIKES) as recorded:
        result = read(recorded, tmp_path, feed)
    assert (result.uitkomst, result.rijen) == (LANDED, rows), result
    recorded_files = sorted(path.name for path in (LOOK_ALIKES / tabel).iterdir())
    assert names(tmp_path / result.levering) == sorted([*recorded_files, "manifest.json"])
    assert all((tmp_path / result.levering / name).read_bytes() == (LOOK_ALIKES / tabel / name).read_bytes() for name in recorded_files)
    assert sum("-page-" in entry["bestand"] for entry in manifest(tmp_path / result.levering)["bestanden"]) == pages
    # and they are taken in as they are, also without the code lists that were not recorded
    answers, chosen = cbs_answers.read(tmp_path / result.levering, result.levering), configured.load(FEEDS)[feed]
    part = tmp_path / "part.parquet"
    with duckdb.connect() as con:
        assert cbs_flatten.flatten(answers, chosen, result.levering, part, con) == observations
        assert con.sql(f"select count(*) from '{part}' where grootheid is not null").fetchone() == (named,)


@pytest.mark.parametrize(("fault", "slept"), [
    (Fault("cut", times=2), [1, 2]), (Fault("hang", "MeasureCodes"), [1]), (Fault("status", times=2, status=429, retry_after="3"), [3, 3]),
    (Fault("cut", "Observations/$count"), [1]), (Fault("status", "PeriodenCodes", status=500), [1])])
def test_passing_trouble_leaves_no_trace(fault: Fault, slept: list[float], stand_in: StandIn, tmp_path: Path) -> None:
    clock = Clock()
    stand_in.faults.append(fault)
    result = read(stand_in, tmp_path, clock=clock, read=2 if fault.kind == "hang" else 60)
    assert (result.uitkomst, result.rijen) == (LANDED, 96)
    # on a slow machine a sound answer can come too late as well, and is asked again
    assert clock.slept == slept or (fault.kind == "hang" and clock.slept[:1] == slept)
    manifest(tmp_path / result.levering)


@pytest.mark.parametrize(("fault", "told"), [
    (Fault("cut", times=5), "afgebroken"), (Fault("hang", "MeasureCodes", times=5), "geen antwoord binnen de tijd"),
    (Fault("html"), "foutpagina"), (Fault("half_json"), "geen geldige JSON"), (Fault("loop", times=9), "dezelfde bladzijde kwam twee keer"),
    (Fault("restate", "Properties", after=1, times=9), "terwijl zij werd gelezen")])
def test_trouble_that_stays_lands_nothing(fault: Fault, told: str, stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.faults.append(fault)
    result = read(stand_in, tmp_path, read=0.2 if fault.kind == "hang" else 60)
    assert (result.uitkomst, names(tmp_path)) == (FAILED, [])
    assert told in result.reden


def test_a_restated_table_has_other_figures_and_a_newer_modified(stand_in: StandIn, tmp_path: Path) -> None:
    old = read(stand_in, tmp_path)
    stand_in.faults.append(Fault("restate", "Properties", table="37789ksz"))
    new = read(stand_in, tmp_path)
    assert old.gewijzigd < new.gewijzigd

    def figures(result: FetchResult) -> dict[tuple[str, str], float]:
        page = json.loads((tmp_path / result.levering / "observations-page-1.json").read_text())
        return {(o["Measure"], o["Perioden"]): o["Value"] for o in page["value"]}

    before, after = figures(old), figures(new)
    moved = {period for (measure, period), value in before.items() if after[measure, period] != value and measure == "90210"}
    assert moved == {"2008MM10", "2008MM11", "2008MM12"}


def test_a_proxy_of_the_network_is_not_asked_for_this_machine(stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert read(stand_in, tmp_path, "gebieden").uitkomst == LANDED


def test_nobody_listening(stand_in: StandIn, tmp_path: Path) -> None:
    clock = Clock()
    result = read(replace(stand_in, port=1), tmp_path, clock=clock)
    assert (result.uitkomst, clock.slept) == (FAILED, [1, 2, 4, 8])
    assert "niet te bereiken" in result.reden
