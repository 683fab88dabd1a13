"""The CBS client lands a table whole or not at all (sources.md 3): paging, Modified, counts."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.support.cbs_kit import BASES, Clock, Wire, busy, failed, feed, manifest, names, said, small
from zow.cbs import landing
from zow.cbs.dimensions import observed
from zow.cbs.fetch import FAILED, LANDED, SKIPPED, UNCHANGED, fetch_into
from zow.errors import DiskFull

LEVERING = "cbs_bevolking_20130228T0601"
ROWS = {"v4": "Observations", "v3": "TypedDataSet"}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return tmp_path / "cbs"


@pytest.mark.parametrize("versie", ["v4", "v3"])
def test_a_table_lands_whole(versie: str, room: Path) -> None:
    wire = Wire(versie)
    result = wire.only(room)
    assert (result.uitkomst, result.levering, result.rijen, result.reden) == (LANDED, LEVERING, 12 if versie == "v4" else 6, None)
    assert names(room) == [LEVERING]
    content = manifest(room / LEVERING)
    assert (content["feed"], content["tabel"], content["versie"]) == ("bevolking", "1", versie)
    assert content["gewijzigd"] == "2013-02-28T06:01:00+01:00"
    stem = "observations" if versie == "v4" else "typed-data-set"
    pages = [e for e in content["bestanden"] if e["bestand"].startswith(stem)]
    assert [e["rijen"] for e in pages] == ([5, 5, 2] if versie == "v4" else [5, 1])
    assert pages[1]["url_pad"].startswith("CBS/1/Observations?$skip=5" if versie == "v4" else "1/TypedDataSet?")
    others = {e["bestand"] for e in content["bestanden"]} - {e["bestand"] for e in pages}
    assert others == {"codes-RegioS.json", "codes-Perioden.json"} | (
        {"properties.json", "dimensions.json", "measure-codes.json"} if versie == "v4" else {"table-infos.json", "data-properties.json"})


def test_v3_asks_for_json_and_keeps_asking_on_the_next_page(room: Path) -> None:
    wire = Wire("v3")
    wire.bend["TypedDataSet"] = [wire.changed(lambda d: d.update({"odata.nextLink": "TypedDataSet?$skip=5"})), None]
    assert wire.only(room).uitkomst == LANDED
    assert all("$format=json" in asked for asked in wire.asked if "$count" not in asked)


def test_the_filter_goes_with_the_rows_and_with_their_count(room: Path) -> None:
    wire = Wire()
    wire.fetch(room, feed(filter="RegioS eq 'GM0342' and Perioden ge '2010JJ00'"))
    asked = [a for a in wire.asked if "Observations" in a]
    assert asked[0] == "/CBS/1/Observations/$count?$filter=RegioS%20eq%20'GM0342'%20and%20Perioden%20ge%20'2010JJ00'"
    assert asked[1] == asked[0].replace("/$count", "")


@pytest.mark.parametrize("known", ["accepted", "waiting"])
def test_an_unchanged_table_is_not_read(known: str, room: Path) -> None:
    if known == "waiting":
        Wire().only(room)
    wire = Wire()
    result = wire.only(room, accepted=[LEVERING] if known == "accepted" else [])
    assert (result.uitkomst, result.levering) == (UNCHANGED, LEVERING)
    assert wire.asked == ["/CBS/1/Properties"]


def test_a_restated_table_lands_beside_the_first(room: Path) -> None:
    wire = Wire()
    wire.only(room)
    wire.source.restate("1")
    assert wire.only(room, accepted=[LEVERING]).levering == "cbs_bevolking_20130228T0602"
    assert names(room) == [LEVERING, "cbs_bevolking_20130228T0602"]


@pytest.mark.parametrize(("text", "stamp"), [
    ("2013-02-28T05:01:59Z", "20130228T0601"), ("2013-07-01T00:00:00+02:00", "20130701T0000"), ("2013-07-01T02:00:00", "20130701T0200")])
def test_modified_is_amsterdam_time(text: str, stamp: str, room: Path) -> None:
    wire = Wire()
    wire.bend["Properties"] = [wire.changed(lambda d: d.update(Modified=text))]
    assert wire.only(room).levering == f"cbs_bevolking_{stamp}"


@pytest.mark.parametrize("text", [None, "", "gisteren", 20130228])
def test_a_table_without_modified_is_refused(text: object, room: Path) -> None:
    wire = Wire()
    wire.bend["Properties"] = [wire.changed(lambda d: d.update(Modified=text))]
    failed(wire, room, "Modified is geen tijdstip")


def test_a_change_during_the_reading_starts_over(room: Path) -> None:
    wire = Wire()
    wire.bend["Properties"] = [None, wire.restate, None]
    result = wire.only(room)
    assert (result.uitkomst, result.levering) == (LANDED, "cbs_bevolking_20130228T0602")
    assert names(room) == [result.levering]
    assert sum("/$count" in asked for asked in wire.asked) == 2


def test_a_table_that_keeps_changing_is_given_up(room: Path) -> None:
    wire = Wire()
    wire.bend["Properties"] = [wire.restate]
    failed(wire, room, "3 keer terwijl zij werd gelezen")


@pytest.mark.parametrize(("count", "told"), [(b"13", "er kwamen 12 rijen binnen, het CBS telt er 13"), (b"11", "meer rijen")])
def test_rows_must_be_as_many_as_cbs_counts(count: bytes, told: str, room: Path) -> None:
    wire = Wire()
    wire.bend["Observations/$count"] = [said(count, kind="text/plain")]
    failed(wire, room, told)


@pytest.mark.parametrize("answer", [busy(404), said("<html>" + "x" * 100, kind="text/html"), said("-1"), said("²")])
def test_without_a_count_properties_tell_it_unless_there_is_a_filter(answer, room: Path) -> None:
    wire = Wire()
    wire.bend["Observations/$count"] = [answer]
    wire.bend["Properties"] = [wire.changed(lambda d: d.update(ObservationCount=99))]
    failed(wire, room, "er kwamen 12 rijen binnen, het CBS telt er 99")
    assert [r.uitkomst for r in wire.fetch(room, feed(filter="Perioden ge '2010JJ00'"))] == [LANDED]


@pytest.mark.parametrize("resource", ["Properties", "Dimensions", "MeasureCodes", "PeriodenCodes", "Observations"])
@pytest.mark.parametrize(("answer", "told"), [
    (said("<html>", kind="text/html; charset=utf-8"), "geen JSON maar 'text/html'"), (said('{"value": ['), "geen geldige JSON"),
    (said("[]"), "niet de vorm van OData"), (said(b"\xff{}"), "geen geldige JSON"), (busy(301, Location="https://elders"), "verwijst door"),
    (busy(204), "onverwacht antwoord")])
def test_what_is_not_an_answer_of_odata_is_refused(resource: str, answer, told: str, room: Path) -> None:
    wire = Wire()
    wire.bend[resource] = [answer]
    failed(wire, room, told)
    assert sum(a.endswith(resource) for a in wire.asked) == 1, "not asked again"


@pytest.mark.parametrize("document", [{}, {"value": None}, {"value": [1]}, {"error": {"message": "te veel"}}])
def test_rows_that_are_no_rows_are_refused(document: dict, room: Path) -> None:
    wire = Wire()
    wire.bend["Observations"] = [said(document)]
    failed(wire, room, "geen lijst met rijen")


@pytest.mark.parametrize(("versie", "resource", "value", "told"), [
    ("v4", "Dimensions", [], "geen dimensies"), ("v4", "Dimensions", [1], "geen naam"),
    ("v4", "Dimensions", [{"Identifier": "../../x", "Kind": "Dimension"}], "geen naam van een dimensie"),
    ("v3", "DataProperties", [{"Key": "M1", "Type": "Topic"}], "geen dimensies"), ("v3", "DataProperties", None, "geen lijst van kolommen"),
    ("v3", "DataProperties", [{"Key": "a/b", "Type": "Dimension"}], "geen naam van een dimensie"),
    ("v3", "TableInfos", [], "niet precies een tabel")])
def test_metadata_that_cannot_be_used_is_refused(versie: str, resource: str, value: object, told: str, room: Path) -> None:
    wire = Wire(versie)
    wire.bend[resource] = [said({"value": value})]
    failed(wire, room, told)


def test_a_code_list_may_be_missed_but_not_that_of_the_periods(room: Path) -> None:
    wire = Wire()
    wire.bend["RegioSCodes"] = [busy(404)]
    result = wire.only(room)
    assert result.uitkomst == LANDED
    assert "zonder codelijst van RegioS" in result.reden
    assert not (room / LEVERING / "codes-RegioS.json").exists()
    manifest(room / LEVERING)
    other = Wire()
    other.source.restate("1")
    other.bend["PeriodenCodes"] = [busy(404)]
    assert "weigert de vraag (status 404)" in other.only(room).reden


def test_v3_may_lack_every_code_list(room: Path) -> None:
    """sources.md 3 names TypedDataSet, DataProperties and TableInfos only."""
    wire = Wire("v3")
    wire.bend |= {"RegioS": [busy(404)], "Perioden": [busy(404)]}
    result = wire.only(room)
    assert (result.uitkomst, result.reden) == (LANDED, "zonder codelijst van RegioS, Perioden: het CBS geeft die niet")


@pytest.fixture
def undescribed() -> Wire:
    """A v4 server without the resource Dimensions, which sources.md 3 does not name."""
    wire = Wire()
    wire.bend["Dimensions"] = [busy(404)]
    return wire


def test_without_dimensions_those_of_the_observations_hold(undescribed: Wire, room: Path) -> None:
    result = undescribed.only(room)
    assert (result.uitkomst, result.rijen) == (LANDED, 12)
    assert "de dimensies zijn die van de waarnemingen" in result.reden
    others = {e["bestand"] for e in manifest(room / LEVERING)["bestanden"] if "-page-" not in e["bestand"]}
    assert others == {"properties.json", "measure-codes.json", "codes-RegioS.json", "codes-Perioden.json"}, "nothing but answers"
    (codes,) = [a for a in undescribed.asked if "PeriodenCodes" in a]
    assert codes == "/CBS/1/PeriodenCodes"


@pytest.mark.parametrize(("resource", "landed"), [("RegioSCodes", True), ("PeriodenCodes", False)])
def test_without_dimensions_too_only_the_code_list_of_the_periods_cannot_be_missed(undescribed: Wire, resource: str, landed: bool,
                                                                                   room: Path) -> None:
    undescribed.bend[resource] = [busy(404)]
    result = undescribed.only(room)
    assert (result.uitkomst == LANDED) is landed, result
    assert "zonder codelijst van RegioS" in result.reden if landed else "weigert de vraag (status 404)" in result.reden


@pytest.mark.parametrize(("row", "told"), [
    ({"../x": "NL01"}, "geen naam van een dimensie"), ({}, "geen dimensies"), (None, "geen dimensies")])
def test_observations_that_tell_no_dimensions_are_refused(undescribed: Wire, row: dict | None, told: str, room: Path) -> None:
    value = [] if row is None else [{"Id": 0, "Measure": "M1", "ValueAttribute": "None", "Value": 1, "StringValue": None} | row]
    undescribed.bend["Observations/$count"] = [said(str(len(value)), kind="text/plain")]
    undescribed.bend["Observations"] = [said({"value": value})]
    failed(undescribed, room, told)


@pytest.mark.parametrize(("keys", "region"), [
    ("RegioS Geslacht Perioden", "RegioS"), ("Geslacht Regiokenmerk RegioS Perioden", "RegioS"), ("Perioden Regio2023", "Regio2023"),
    ("Geslacht Perioden", None), ("Kantonregio", None)])
def test_the_region_and_the_periods_are_known_by_their_names(keys: str, region: str | None) -> None:
    row = dict.fromkeys(["Id", "Measure", "ValueAttribute", "Value", "StringValue", "@odata.id", "Value@odata.type", *keys.split()])
    assert observed(row) == {key: {region: "GeoDimension", "Perioden": "TimeDimension"}.get(key, "Dimension") for key in keys.split()}


def test_a_code_list_in_pages_is_refused(room: Path) -> None:
    wire = Wire()
    wire.bend["RegioSCodes"] = [wire.changed(lambda d: d.update({"@odata.nextLink": "?$skip=1"}))]
    failed(wire, room, "codelijst komt in bladzijden")


@pytest.mark.parametrize(("versie", "resource"), [("v4", "Properties"), ("v3", "TableInfos")])
def test_an_unknown_table_is_told_by_its_number(versie: str, resource: str, room: Path) -> None:
    wire = Wire(versie)
    wire.bend[resource] = [busy(404)]
    failed(wire, room, f"geen tabel 1 ({versie})")


def test_one_feed_in_trouble_stops_no_other(room: Path) -> None:
    wire = Wire()
    wire.bend["Properties"] = [busy(404), None]
    results = wire.fetch(room, feed(name="gebieden"), feed(tabel=""), feed())
    assert [r.uitkomst for r in results] == [FAILED, SKIPPED, LANDED]
    assert "geen tabel ingesteld" in results[1].reden


def test_an_address_that_is_empty_skips_its_version(room: Path) -> None:
    wire = Wire()
    results = fetch_into(room, [feed(), feed("v3")], BASES | {"v3": ""}, (), Clock().patience(), wire.transport)
    assert [(r.uitkomst, r.reden) for r in results] == [(LANDED, None), (SKIPPED, "ZOW_CBS_BASE_URL_V3 is leeg")]


def test_what_a_killed_run_left_is_removed_and_a_stranger_is_left_alone(room: Path) -> None:
    (room / ".concept.bevolking").mkdir(parents=True)
    (room / ".concept.bevolking" / "observations-page-1.json").write_text("{")
    (room / LEVERING).mkdir()
    result = Wire().only(room)
    assert (result.uitkomst, names(room)) == (FAILED, [LEVERING])
    assert "zonder manifest.json" in result.reden


def test_the_manifest_is_the_last_file(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_manifest(path: Path, *args: object, **options: object) -> None:
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(landing.Path, "write_text", no_manifest)
    failed(Wire(), room, "Wegschrijven lukte niet", "manifest.json")


def test_a_full_disk_is_nobodys_feed(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(landing, "complete", full)
    with pytest.raises(DiskFull):
        Wire().only(room)
    assert names(room) == []


def test_a_large_table_is_not_held_in_memory(room: Path) -> None:
    """A page is on disk before the next one is asked for."""
    wire = Wire(table=replace(small(), rows=small().rows * 3))
    seen: list[list[str]] = []

    def look(request: httpx.Request) -> httpx.Response:
        seen.append(sorted(p.name for p in (room / ".concept.bevolking").glob("observations-*")))
        return wire.true(request)

    wire.bend["Observations"] = [look]
    assert wire.only(room).rijen == 36
    assert [len(files) for files in seen] == list(range(8))
