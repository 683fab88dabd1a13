"""A table of CBS that comes again: the same, restated, refused every night, read with another choice of measures, or after a kill."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from tests.support.cbs_landed import (
    COUNT,
    MODIFIED,
    NAME,
    configure,
    edit,
    feeds_file,
    land,
    rows,
    table,
)
from zow import ingest, settings
from zow.ingest import catalogue, landing
from zow.ingest.room import IngestError
from zow.warehouse import raw_schema, selection

__all__ = ["feeds_file"]  # a fixture that pytest finds by name


def test_the_same_again_is_dubbel_and_other_figures_under_one_modified_are_refused(room: Path, feeds_file: Path) -> None:
    land(room, feeds_file)
    (first,) = ingest.ingest_feed("bevolking")
    edit(land(room, feeds_file), "manifest.json", lambda content: content.update(opgehaald_op="2013-03-05T03:00:00+01:00"))
    (again,) = ingest.ingest_feed("bevolking")
    land(room, feeds_file, table(more=1))
    (other,) = ingest.ingest_feed("bevolking")
    assert [o.status for o in (first, again, other)] == ["geaccepteerd", "dubbel", "geweigerd"]
    assert "Deze Modified is al ingenomen met een andere inhoud" in other.reden
    assert [o.levering for o in catalogue.accepted("cbs")] == [NAME] and rows(first, room)[0][5] == 100
    (room.parent / "raw" / first.files["waarnemingen"].part).unlink()
    land(room, feeds_file)
    with pytest.raises(IngestError, match="raw ontbreekt"):
        ingest.ingest_feed("bevolking")
    assert ingest.waiting("cbs") == ["bevolking"], "landing is only emptied when raw holds what it says"


def test_a_table_that_is_refused_every_night_is_kept_once_and_can_be_judged_again(room: Path, monkeypatch: pytest.MonkeyPatch,
                                                                                 feeds_file: Path) -> None:
    configure(room, monkeypatch, {"inwoners": {"maat": "M8"}})
    for _ in range(2):
        land(room, feeds_file)
        assert [o.status for o in ingest.ingest_feed("bevolking")] == ["geweigerd"]
    assert sorted(path.name for path in landing.refused("cbs")) == [NAME]
    configure(room, monkeypatch)
    ingest.retry(NAME)
    (outcome,) = ingest.ingest_feed("bevolking")
    assert (outcome.status, outcome.nr) == ("geaccepteerd", 3)
    assert landing.refused("cbs") == []


def test_another_choice_of_measure_reads_the_kept_answers_again(room: Path, monkeypatch: pytest.MonkeyPatch, feeds_file: Path) -> None:
    """measures 0: what was made from the first reading can still be made from it, and both Ks get the measure that is meant now."""
    land(room, feeds_file)
    land(room, feeds_file, table(more=50, modified=MODIFIED.replace(day=27)))
    ingest.ingest_feed("bevolking")
    older = "cbs_bevolking_20130227T0630"
    assert ingest.waiting("cbs") == []
    configure(room, monkeypatch, {"inwoners": {"maat": "M2", "waar": {"Geslacht": "3000"}}})
    assert ingest.waiting("cbs") == ["bevolking"]
    again = ingest.ingest_feed("bevolking")
    assert [(o.levering, o.status, o.geleverd_op) for o in again] == [
        (f"{older}_v2", "geaccepteerd", datetime(2013, 2, 27, 6, 30)), (f"{NAME}_v2", "geaccepteerd", datetime(2013, 2, 28, 6, 30))]
    assert ingest.waiting("cbs") == []
    named = {o.levering: {r[0] for r in rows(o, room) if r[1] == "inwoners"} for o in catalogue.accepted("cbs")}
    assert named == {older: {"M1"}, NAME: {"M1"}, f"{older}_v2": {"M2"}, f"{NAME}_v2": {"M2"}}
    assert [u.levering for u in selection.national(None)] == [f"{NAME}_v2"]
    assert [u.levering for u in selection.national(datetime(2013, 2, 27, 23, 59))] == [f"{older}_v2"]
    configure(room, monkeypatch)  # back: the part is there, the reading is a new one
    assert [o.levering for o in ingest.ingest_feed("bevolking")] == [f"{older}_v3", f"{NAME}_v3"]
    assert len({o.files["waarnemingen"].part for o in catalogue.accepted("cbs")}) == 4
    assert [u.levering for u in selection.national(None)] == [f"{NAME}_v3"]
    configure(room, monkeypatch, {"inwoners": {"maat": "M8"}})
    assert ingest.ingest_feed("bevolking") == [], "a choice that does not fit leaves the reading that there is"
    for quantities, entry in ((COUNT, {"tabel": ""}), (COUNT, {"tabel": "70072ned"}), (COUNT, {"versie": "v5"}), ({"inwoners": {}}, {})):
        configure(room, monkeypatch, quantities, **entry)
        assert ingest.waiting("cbs") == [], "another table, or none, or a file that is wrong, or no choice at all"
    configure(room, monkeypatch)
    shutil.copytree(land(room, feeds_file), room / "cbs" / f"{NAME}_v9")
    assert [(o.levering, o.status) for o in ingest.ingest_feed("bevolking")] == [(NAME, "dubbel"), (f"{NAME}_v9", "geweigerd")]


@pytest.mark.parametrize("moment", ["zow.ingest.cbs.FeedRoom._keep_answers", "zow.ingest.catalogue.write", "zow.ingest.landing.empty"])
def test_a_run_that_was_killed_is_finished_with_one_outcome(room: Path, monkeypatch: pytest.MonkeyPatch, feeds_file: Path,
                                                            moment: str) -> None:
    land(room, feeds_file)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moment, killed)
        with pytest.raises(KeyboardInterrupt):
            ingest.ingest_feed("bevolking")
    assert ingest.waiting("cbs") == ["bevolking"]
    ingest.ingest_feed("bevolking")
    assert [(o.levering, o.status, o.nr) for o in catalogue.outcomes("cbs")] == [(NAME, "geaccepteerd", 1)]
    raw = room.parent / "raw" / "cbs" / "landelijk"
    assert ingest.waiting("cbs") == [] and not list((room / "cbs").iterdir()) and not list(raw.glob("leveringen/*.open"))
    assert [path.name for path in (raw / "antwoorden").iterdir()] == [NAME] and len(list(raw.glob("bestanden/bevolking/*"))) == 1


def test_one_feed_leaves_the_unfinished_work_of_another_alone(room: Path, feeds_file: Path) -> None:
    """Feeds are judged side by side in one room; the name of one may begin like that of another."""
    raw = catalogue.folder("cbs", "landelijk")
    other = "cbs_bevolking_elders_20130228T0630"
    left = [raw / "leveringen" / f"{other}.1.open", raw / "kwaliteit" / f"{other}.1.tmp", raw / "antwoorden" / f".{other}.tmp" / "x.json",
            raw / "bestanden" / "bevolking_elders" / ".0.tmp"]
    for path in [*left, *(path.parent / path.name.replace("_elders", "") for path in left[:2])]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(other)
    land(room, feeds_file)
    ingest.ingest_feed("bevolking")
    assert all(path.exists() for path in left) and len(list(raw.glob("kwaliteit/*.tmp"))) == 1
    assert [path.name for path in (raw / "leveringen").glob("*.open")] == [left[0].name]
    assert ingest.waiting("cbs") == ["bevolking_elders"]
    assert ingest.ingest_feed("bevolking_elders") == [] and ingest.waiting("cbs") == []
    assert not list(raw.rglob("*.tmp"))


def test_the_dbt_source_is_the_raw_schema() -> None:
    path = settings.get().dbt_project / "models" / "staging" / "cbs" / "_cbs__sources.yml"
    (found,) = yaml.safe_load(path.read_text())["sources"][0]["tables"]
    assert {column["name"]: column["data_type"] for column in found["columns"]} == raw_schema.WAARNEMINGEN
    assert (found["name"], all(column["description"] for column in found["columns"])) == (raw_schema.CBS, True)
