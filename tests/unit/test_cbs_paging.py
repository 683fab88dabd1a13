"""A table of CBS in pages: every way in which a server may cut it, and every way in which a part could pass for the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import httpx
import pytest

from tests.support.cbs_kit import Wire, busy, failed, feed, manifest, said
from zow.cbs.fetch import LANDED

LEVERING = "cbs_bevolking_20130228T0601"
ROWS = {"v4": "Observations", "v3": "TypedDataSet"}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return tmp_path / "cbs"


def test_v3_without_next_links_is_read_by_skip(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zow.cbs.odata.V3.page_rows", 2)
    wire = Wire("v3")
    wire.bend["TypedDataSet"] = [wire.changed(lambda d: d.pop("odata.nextLink", None))]
    assert wire.only(room).rijen == 6
    assert [a.partition("?")[2] for a in wire.asked if "$skip" in a] == [
        "$format=json&$top=2&$skip=0", "$format=json&$top=2&$skip=2", "$format=json&$top=2&$skip=4"]


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("given", [1, 2, 4, 5, 6, 100])
def test_v3_without_a_count_ends_at_an_empty_page(given: int, links: bool, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is not full says nothing: a server may give less than was asked, with or without a link to the rest."""
    monkeypatch.setattr("zow.cbs.odata.V3.page_rows", 5)
    wire = Wire("v3", page_rows=given)
    wire.bend["TypedDataSet/$count"] = [busy(404)]
    if not links:
        wire.bend["TypedDataSet"] = [wire.changed(lambda d: d.pop("odata.nextLink", None))]
    assert wire.only(room).rijen == 6
    manifest(room / LEVERING)


def unlinked(wire: Wire, count: bool = False) -> Wire:
    """A server that gives no next link and, unless `count`, no count."""
    rows = ROWS[wire.source.table("1").version]
    wire.bend[rows] = [wire.changed(lambda d: [d.pop(key, None) for key in ("odata.nextLink", "@odata.nextLink")])]
    if not count:
        wire.bend[f"{rows}/$count"] = [busy(404)]
        wire.bend["Properties"] = [wire.changed(lambda d: d.pop("ObservationCount"))]
    return wire


def page(ids: Iterable[int]) -> Callable[[httpx.Request], httpx.Response]:
    return said({"value": [{"ID": n, "Id": n} for n in ids]})


def landed_pages(room: Path) -> list[int]:
    return [e["rijen"] for e in manifest(room / LEVERING)["bestanden"] if "-page-" in e["bestand"]]


@pytest.mark.parametrize("versie", ["v4", "v3"])
@pytest.mark.parametrize("count", [False, True])
def test_a_server_that_caps_its_pages_without_next_link_is_read_on_by_skip(versie: str, count: bool, room: Path) -> None:
    wire = unlinked(Wire(versie, page_rows=4), count)
    assert wire.only(room).uitkomst == LANDED
    assert landed_pages(room) == ([4, 4, 4] if versie == "v4" else [4, 2]) + ([] if count else [0])


def test_the_filter_goes_with_every_skip(room: Path) -> None:
    wire = unlinked(Wire(page_rows=8), count=True)
    wire.fetch(room, feed(filter="Perioden ge '2010JJ00'"))
    assert wire.asked[-2] == "/CBS/1/Observations?$filter=Perioden%20ge%20'2010JJ00'&$skip=8"


@pytest.mark.parametrize("versie", ["v4", "v3"])
def test_a_server_that_ignores_skip_is_whole_at_its_first_page(versie: str, room: Path) -> None:
    wire = unlinked(Wire(versie))
    wire.bend[ROWS[versie]] = [page(range(5))]
    assert wire.only(room).rijen == 5
    assert sum(ROWS[versie] in a for a in wire.asked) == 3, "the count, the page, the page again"
    assert landed_pages(room) == [5], "what came twice is kept once"


@pytest.mark.parametrize("versie", ["v4", "v3"])
def test_a_server_that_refuses_skip_is_whole_at_its_first_page(versie: str, room: Path) -> None:
    wire = unlinked(Wire(versie, page_rows=100))
    wire.bend[ROWS[versie]] = [None, busy(400)]
    assert wire.only(room).uitkomst == LANDED
    assert landed_pages(room) == [12 if versie == "v4" else 6]


@pytest.mark.parametrize("versie", ["v4", "v3"])
def test_a_server_that_refuses_a_later_skip_may_have_more(versie: str, room: Path) -> None:
    wire = unlinked(Wire(versie))
    wire.bend[ROWS[versie]] = [page([0, 1]), page([2, 3]), busy(404)]
    failed(wire, room, "weigert de vraag (status 404)")


@pytest.mark.parametrize("versie", ["v4", "v3"])
@pytest.mark.parametrize(("pages", "told"), [
    ([[0, 1], [2, 3], [0, 1]], "dezelfde bladzijde kwam twee keer"), ([[0, 1], [2, 3], [2, 3]], "dezelfde bladzijde kwam twee keer"),
    ([[0, 1], [1, 2]], "rij 1 kwam twee keer"), ([[0, 1], [2], [3, 0]], "rij 0 kwam twee keer"), ([[0, 0]], "rij 0 kwam twee keer")])
def test_rows_that_come_again_are_refused(versie: str, pages: list[list[int]], told: str, room: Path) -> None:
    wire = unlinked(Wire(versie))
    wire.bend[ROWS[versie]] = [page(ids) for ids in pages]
    failed(wire, room, told)


@pytest.mark.parametrize(("pages", "told"), [
    ([range(5), range(5)], "dezelfde bladzijde kwam twee keer"), ([range(5), range(3, 8)], "rij 3 kwam twee keer"),
    ([range(5), []], "er kwamen 5 rijen binnen, het CBS telt er 12"), ([range(5), range(5, 13)], "er komen meer rijen (13)")])
def test_reading_on_does_not_bend_the_count(pages: list[list[int]], told: str, room: Path) -> None:
    wire = unlinked(Wire(), count=True)
    wire.bend["Observations"] = [page(ids) for ids in pages]
    failed(wire, room, told)


def test_v3_that_ignores_skip_is_refused(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zow.cbs.odata.V3.page_rows", 6)
    wire = Wire("v3", page_rows=100)
    wire.bend["TypedDataSet/$count"] = [busy(404)]
    first = {"value": [{"ID": n} for n in range(6)]}
    wire.bend["TypedDataSet"] = [said(first)]
    failed(wire, room, "dezelfde bladzijde kwam twee keer")


@pytest.mark.parametrize("link", ["Observations?$skip=5", "?$skip=5", "/odata/v1/CBS/1/Observations?$skip=5",
                                  "https://datasets.cbs.nl/odata/v1/CBS/1/Observations?$skip=5"])
def test_a_next_link_stays_on_our_base(link: str, room: Path) -> None:
    wire = Wire()
    wire.bend["Observations"] = [wire.changed(lambda d: d.update({"@odata.nextLink": link})), None]
    assert wire.only(room).rijen == 12
    assert "/CBS/1/Observations?$skip=5" in wire.asked


@pytest.mark.parametrize("link", ["https://elders.example/kwaad?x=1", "Observations", {"href": "x"}, "CBS/2/Dimensions?$skip=5"])
def test_a_next_link_to_something_else_is_refused(link: object, room: Path) -> None:
    wire = Wire()
    wire.bend["Observations"] = [wire.changed(lambda d: d.update({"@odata.nextLink": link})), None]
    failed(wire, room, "verwijzing naar de volgende bladzijde klopt niet")


def test_pages_that_go_round_are_refused(room: Path) -> None:
    wire = Wire()
    wire.bend["Observations"] = [None, None, wire.changed(lambda d: d.update({"@odata.nextLink": "?$skip=5"}))]
    failed(wire, room, "in een kring")
