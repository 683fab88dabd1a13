"""A landed CBS table is taken in whole or refused with a reason; what a killed run left is finished. Without dbt and without a network
(the gate itself: test_cbs_line.py)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.cbs_landed import (
    COUNT,
    MODIFIED,
    NAME,
    PAGE,
    TITLES,
    configure,
    edit,
    feeds_file,
    land,
    rows,
    seal,
    table,
)
from zow import ingest
from zow.cbs import feeds
from zow.ingest import catalogue, manifest

__all__ = ["feeds_file"]  # a fixture that pytest finds by name


def row(change: Callable[[dict], Any]) -> Callable[[Path], None]:
    """A change of the first observation."""
    def apply(folder: Path) -> None:
        edit(folder, PAGE, lambda content: change(content["value"][0]) and None)
        seal(folder)

    return apply


def document(name: str, text: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        (folder / name).write_text(text)
        seal(folder)

    return apply


def total(folder: Path) -> None:
    edit(folder, "manifest.json", lambda content: content.update(rijen=content["rijen"] + 1))


def page_rows(folder: Path) -> None:
    edit(folder, "manifest.json", lambda c: next(e for e in c["bestanden"] if e["bestand"] == PAGE).update(rijen=3))


def unlisted(folder: Path) -> None:
    edit(folder, "manifest.json", lambda c: c.update(bestanden=[e for e in c["bestanden"] if e["bestand"] != "codes-RegioS.json"]))


def twice(folder: Path) -> None:
    edit(folder, PAGE, lambda content: content["value"].append(content["value"][0]))
    seal(folder)


def later(folder: Path) -> None:
    edit(folder, "properties.json", lambda content: content.update(Modified="2013-03-01T06:30:00+01:00"))
    seal(folder)


BROKEN = {
    "a byte": (lambda f: (f / PAGE).write_text((f / PAGE).read_text() + " "), "sha256 wijkt af"),
    "a file gone": (lambda f: (f / "codes-RegioS.json").unlink(), "codes-RegioS.json staat in manifest.json maar niet in de map"),
    "a file nobody vouches for": (unlisted, "codes-RegioS.json staat niet in manifest.json"),
    "no manifest to read": (lambda f: (f / "manifest.json").write_text("{"), "manifest.json is niet te lezen"),
    "rows of the table": (total, "24 waarnemingen gelezen, het manifest zegt 25"),
    "rows of a page": (page_rows, "24 rijen gelezen, manifest.json zegt 3"),
    "half an answer": (document(PAGE, '{"value": [{"Id": 1,'), f"{PAGE} is geen JSON"),
    "an error instead of rows": (document(PAGE, '{"error": "x"}'), "geen antwoord van een OData-dienst"),
    "no table at all": (document("dimensions.json", "[]"), "geen antwoord van een OData-dienst"),
    "another OData": (document("measure-codes.json", '{"value": [{"Key": "M1"}]}'), "mist 'Identifier'"),
    "no measures": (document("measure-codes.json", '{"value": []}'), "geen maten of geen cijfers"),
    "an observation twice": (twice, "M1 GM0171 2011JJ00.*komt meer dan eens voor"),
    "a code of no list": (row(lambda r: r.update(RegioS="GM9999")), "rij 1: RegioS GM9999 hoort niet bij deze tabel"),
    "a dimension gone": (row(lambda r: r.pop("Perioden")), "rij 1: Perioden hoort niet"),
    "a measure of no list": (row(lambda r: r.update(Measure="M9")), "rij 1: M9 hoort niet"),
    "text for a number": (row(lambda r: r.update(Value="veel")), "rij 1: een waarde is geen getal"),
    "a truth for a number": (row(lambda r: r.update(Value=True)), "rij 1: een waarde is geen getal"),
    "not a number": (row(lambda r: r.update(Value=float("nan"))), "rij 1: een waarde is geen getal"),
    "beyond a double": (row(lambda r: r.update(Value=10 ** 400)), "rij 1: een waarde is geen getal"),
    "another Modified inside": (later, "gewijzigd te zijn op 2013-03-01T06:30:00"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_table_that_is_not_right_is_refused_whole(room: Path, feeds_file: Path, fault: str) -> None:
    breaks, reason = BROKEN[fault]
    folder = land(room, feeds_file)
    breaks(folder)
    (outcome,) = ingest.ingest_feed("bevolking")
    assert (outcome.status, outcome.regels, dict(outcome.files)) == ("geweigerd", 0, {})
    assert re.search(reason, outcome.reden), outcome.reden
    apart = room / "geweigerd" / "cbs" / NAME
    assert apart.is_dir() and outcome.reden.split(" | ")[0] in apart.with_name(f"{NAME}.reden.txt").read_text()
    assert ingest.waiting("cbs") == [] and catalogue.accepted("cbs") == []
    raw = room.parent / "raw" / "cbs" / "landelijk"
    assert not list(raw.glob("bestanden/*/*")) and not list(raw.glob("antwoorden/*")), "nothing half"


CONFIGURED = {
    "no such measure": ({"inwoners": {"maat": "M8"}}, {}, r"Maat 'M8' van bevolking\.inwoners is er niet in tabel 03759ned"),
    "a title twice": ({"inwoners": {"maat": TITLES[1]}}, {}, "'Gemiddelde bevolking'.* komt meer dan eens voor"),
    "a dimension not fixed": ({"inwoners": {"maat": "M1"}}, {}, r"bevolking\.inwoners heeft meer dan een waarneming voor GM0171 2011JJ00"),
    "no such code": ({"inwoners": {"maat": "M1", "waar": {"Geslacht": "V"}}}, {}, "kiest Geslacht V, en dat heeft tabel 03759ned niet"),
    "no such dimension": ({"inwoners": {"maat": "M1", "waar": {"Leeftijd": "1"}}}, {}, "kiest Leeftijd 1"),
    "another table by now": (COUNT, {"tabel": "70072ned"}, "is van tabel 03759ned v4, feed bevolking leest nu 70072ned v4"),
    "another version by now": (COUNT, {"versie": "v3"}, "leest nu 03759ned v3"),
}


@pytest.mark.parametrize("case", CONFIGURED)
def test_a_table_that_is_not_that_of_its_feed_is_refused(room: Path, monkeypatch: pytest.MonkeyPatch, feeds_file: Path, case: str) -> None:
    quantities, entry, reason = CONFIGURED[case]
    land(room, feeds_file)
    configure(room, monkeypatch, quantities, **entry)
    (outcome,) = ingest.ingest_feed("bevolking")
    assert outcome.status == "geweigerd"
    assert re.search(reason, outcome.reden), outcome.reden
    assert "feeds.yaml" in outcome.reden


@pytest.mark.parametrize(("other", "reason"), [
    (feeds.Quantity("mensen", "M1"), "inwoners en mensen van bevolking wijzen dezelfde waarneming aan"),
    (feeds.Quantity("later", "M1", {"Geslacht": "3000", "Perioden": "2013JJ00"}), "Geen enkele waarneming voor later"),
    (feeds.Quantity("mannen", "M1", {"Geslacht": "3000", "Perioden": "2012JJ00"}), None)])
def test_a_second_name_of_a_feed_has_observations_of_its_own(room: Path, monkeypatch: pytest.MonkeyPatch, feeds_file: Path,
                                                             other: feeds.Quantity, reason: str | None) -> None:
    folder = land(room, feeds_file)
    edit(folder, "codes-Perioden.json", lambda content: content["value"].append({"Identifier": "2013JJ00", "Status": "Definitief"}))
    seal(folder)
    names = {"inwoners": feeds.Quantity("inwoners", "M1", {"Geslacht": "T001038"}), other.naam: other}
    monkeypatch.setattr(feeds, "load", lambda: {"bevolking": feeds.Feed("bevolking", "03759ned", "v4", "", names)})
    (outcome,) = ingest.ingest_feed("bevolking")
    assert (outcome.status == "geaccepteerd") is (reason is None) and (reason or "") in (outcome.reden or "")


def test_a_name_that_fits_no_feed_and_a_feed_that_is_not_there(room: Path, feeds_file: Path) -> None:
    folder = land(room, feeds_file)
    shutil.copytree(folder, room / "cbs" / "cbs_bevolking_20130228T0631")
    shutil.copytree(folder, room / "cbs" / "cbs_bestaat_niet_20130228T0630")
    shutil.copytree(folder, room / "cbs" / "bevolking")
    folder.rename(room / "cbs" / "half")
    (room / "cbs" / "half" / "manifest.json").unlink()
    assert ingest.waiting("cbs") == ["bestaat_niet", "bevolking", "onbekend"]
    (stamp,), (feed,), (name,) = (ingest.ingest_feed(part) for part in ("bevolking", "bestaat_niet", "onbekend"))
    assert "gewijzigd 20130228T0630; de map heet cbs_bevolking_20130228T0631" in stamp.reden
    assert "De feed bestaat_niet bestaat niet" in feed.reden
    assert "zoals cbs_bevolking_20260623T0000" in name.reden and "manifest.json" in name.reden
    assert (name.gemeentecode, name.geleverd_op) == ("onbekend", None)
    assert [path.name for path in (room / "cbs").iterdir()] == ["half"], "without manifest it is not complete yet"


def test_v3_comes_padded_and_without_reasons_and_gives_the_same_columns(room: Path, monkeypatch: pytest.MonkeyPatch, feeds_file: Path,
                                                                        shown: list) -> None:
    land(room, feeds_file)
    (four,) = ingest.ingest_feed("bevolking")
    path = configure(room, monkeypatch, versie="v3")
    folder = land(room, path, table("v3", modified=MODIFIED.replace(day=1)))
    assert '"GM0342    "' in next(folder.glob("typed-data-set-page-1.json")).read_text()
    (three,) = ingest.ingest_feed("bevolking")
    assert (four.regels, three.regels) == (24, 24) == tuple(check.regels_manifest for check in shown)
    old, new = rows(four, room), rows(three, room)
    assert [r[:6] + r[7:] for r in old] == [r[:6] + r[7:] for r in new]
    total = '{"Geslacht": "T001038"}'
    assert old[:2] == [("M1", "inwoners", "GM0342", "2011JJ00", total, 100.0, None, "Definitief", 7),
                       ("M2", None, "GM0342", "2011JJ00", total, 7.5, None, "Definitief", 8)]
    assert (old[3][5:8], new[3][5:8]) == ((None, "Confidential", "Voorlopig"), (None, "NotAvailable", "Voorlopig"))


def test_v3_without_its_periods_has_no_status(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = land(room, configure(room, monkeypatch, versie="v3"), table("v3"))
    (folder / "codes-Perioden.json").unlink()
    edit(folder, "manifest.json", lambda content: content.update(
        bestanden=[entry for entry in content["bestanden"] if entry["bestand"] != "codes-Perioden.json"]))
    (outcome,) = ingest.ingest_feed("bevolking")
    assert outcome.status == "geaccepteerd", outcome.reden
    assert [(row[5], row[7]) for row in rows(outcome, room)[:2]] == [(100.0, None), (7.5, None)]


def undescribed(room: Path, configuration: Path, without: str = "dimensions.json") -> Path:
    """A delivery as zow.cbs lands it from a server that does not give the resource behind `without`."""
    folder = land(room, configuration)
    (folder / without).unlink()
    edit(folder, "manifest.json", lambda content: content.update(bestanden=[e for e in content["bestanden"] if e["bestand"] != without]))
    return folder


def test_v4_without_its_dimensions_gives_the_same_rows(room: Path, feeds_file: Path) -> None:
    land(room, feeds_file, table(modified=MODIFIED.replace(day=1)))
    (described,) = ingest.ingest_feed("bevolking")
    undescribed(room, feeds_file)
    (outcome,) = ingest.ingest_feed("bevolking")
    assert (outcome.status, outcome.regels) == ("geaccepteerd", 24), outcome.reden
    assert rows(outcome, room) == rows(described, room)
    kept = catalogue.folder("cbs", "landelijk") / "antwoorden" / NAME
    assert "dimensions.json" not in {path.name for path in kept.iterdir()}


def test_v4_without_its_dimensions_is_read_again_from_the_kept_answers(room: Path, monkeypatch: pytest.MonkeyPatch,
                                                                       feeds_file: Path) -> None:
    folder = undescribed(room, feeds_file)
    empty = folder / "observations-page-0.json"  # tells no dimensions
    empty.write_text('{"value": []}')
    edit(folder, "manifest.json", lambda content: content["bestanden"].append(
        {"bestand": empty.name, "url_pad": "x", "rijen": 0, "sha256": manifest.sha256(empty)}))
    ingest.ingest_feed("bevolking")
    configure(room, monkeypatch, {"inwoners": {"maat": "M2", "waar": {"Geslacht": "3000"}}})
    (again,) = ingest.ingest_feed("bevolking")
    assert (again.levering, {r[0] for r in rows(again, room) if r[1]}) == (f"{NAME}_v2", {"M2"})


@pytest.mark.parametrize(("change", "reason"), [
    (lambda rows: rows[3].update(Leeftijd="10000"), f"{PAGE}, rij 4: Leeftijd hoort niet bij deze tabel"),
    (lambda rows: rows[3].pop("Geslacht"), f"{PAGE}, rij 4: Geslacht hoort niet bij deze tabel of ontbreekt"),
    (lambda rows: rows[0].pop("Perioden"), "rij 2: Perioden hoort niet bij deze tabel")])
def test_observations_that_disagree_about_their_dimensions_are_refused(room: Path, feeds_file: Path, change: Callable, reason: str) -> None:
    folder = undescribed(room, feeds_file)
    edit(folder, PAGE, lambda content: change(content["value"]) and None)
    seal(folder)
    (outcome,) = ingest.ingest_feed("bevolking")
    assert outcome.status == "geweigerd"
    assert reason in outcome.reden


def test_dimensions_that_nobody_vouches_for_are_not_read_nor_passed_over(room: Path, feeds_file: Path) -> None:
    folder = undescribed(room, feeds_file)
    (folder / "dimensions.json").write_text('{"value": []}')
    (outcome,) = ingest.ingest_feed("bevolking")
    assert outcome.status == "geweigerd"
    assert "dimensions.json staat niet in manifest.json" in outcome.reden
