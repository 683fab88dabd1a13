"""How long the CBS client tries (sources.md 3): back-off on 429, 5xx and cut connections, Retry-After, a bound on all of it."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from tests.support.cbs_kit import Clock, Wire, broken, busy, failed, feed, manifest, names, said
from zow.cbs.fetch import FAILED, LANDED


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return tmp_path / "cbs"


@pytest.mark.parametrize("answer", [
    busy(500), busy(503), busy(429), broken(httpx.ReadError), broken(httpx.RemoteProtocolError), broken(httpx.ReadTimeout),
    broken(httpx.ConnectError), broken(httpx.ConnectTimeout)])
def test_passing_trouble_is_waited_out(answer, room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend["Observations"] = [answer, answer, answer, answer, None]
    assert wire.only(room, clock=clock).rijen == 12
    assert clock.slept == [1, 2, 4, 8]


def test_trouble_that_stays_is_a_failure_after_five_attempts(room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend["Observations"] = [busy(502)]
    failed(wire, room, "status 502", "niets half opgeslagen", clock=clock)
    assert (sum(a.endswith("/Observations") for a in wire.asked), clock.slept) == (5, [1, 2, 4, 8])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_again(status: int, room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend["Observations"] = [busy(status)]
    failed(wire, room, f"weigert de vraag (status {status})", clock=clock)
    assert (sum(a.endswith("/Observations") for a in wire.asked), clock.slept) == (1, [])


@pytest.mark.parametrize(("header", "slept"), [
    ("7", [7]), ("0", [0]), ("120", [120]), ("straks", [1]), ("-5", [1]), ("", [1]),
    (format_datetime(dt.datetime(2001, 1, 1, tzinfo=dt.UTC), usegmt=True), [0])])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(status: int, header: str, slept: list[float], room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend["MeasureCodes"] = [busy(status, Retry_After=header), None]
    assert wire.only(room, clock=clock).uitkomst == LANDED
    assert clock.slept == slept


def test_retry_after_as_a_date_counts_from_now(room: Path) -> None:
    wire, clock = Wire(), Clock()
    moment = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)).replace(microsecond=0)
    wire.bend["MeasureCodes"] = [busy(429, Retry_After=format_datetime(moment, usegmt=True)), None]
    wire.only(room, clock=clock)
    assert (moment - dt.datetime.now(dt.UTC)).total_seconds() < clock.slept[0] <= 60


def test_a_longer_wait_than_we_have_is_a_failure_at_once(room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend["MeasureCodes"] = [busy(429, Retry_After="121")]
    failed(wire, room, "vraagt om 121 seconden te wachten", clock=clock)
    assert clock.slept == []


def test_the_time_of_a_table_is_bounded(room: Path) -> None:
    slow = Clock(tick=10)
    failed(Wire(), room, "na 60 seconden nog niet binnen", clock=slow, table=60)
    waiting = Wire()
    waiting.bend["Observations"] = [busy(503)]
    clock = Clock()
    failed(waiting, room, "status 503", clock=clock, table=4)
    assert clock.slept == [1, 2], "a third wait of 4 seconds would be past the end"


def test_an_unreachable_cbs_is_tried_once_for_the_other_feeds(room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend = {"Properties": [broken(httpx.ConnectError)]}
    results = wire.fetch(room, feed(), feed(name="gebieden"), feed(name="werkloosheid"), clock=clock)
    assert [r.uitkomst for r in results] == [FAILED] * 3
    assert (len(wire.asked), clock.slept) == (7, [1, 2, 4, 8])
    assert "niet te bereiken" in results[0].reden


def test_a_compressed_answer_is_kept_as_the_json_it_is(room: Path) -> None:
    wire = Wire()
    measures = json.dumps({"value": [{"Identifier": "M1", "Title": "Inwoners"}]}).encode()
    wire.bend["MeasureCodes"] = [said(gzip.compress(measures), Content_Encoding="gzip")]
    (folder,) = [room / result.levering for result in wire.fetch(room)]
    assert (folder / "measure-codes.json").read_bytes() == measures
    manifest(folder)


def test_an_answer_that_cannot_be_unpacked_is_asked_again(room: Path) -> None:
    wire, clock = Wire(), Clock()
    wire.bend["MeasureCodes"] = [said(b"no gzip", Content_Encoding="gzip"), None]
    assert wire.only(room, clock=clock).uitkomst == LANDED
    assert (clock.slept, len(names(room))) == ([1], 1)
