"""Folders of CBS answers as they lie in landing, right and changed, and the feeds that say what they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from zow.ingest import catalogue, manifest
from zow.sample.cbs import write_landing
from zow.sample.cbs.tables import AMSTERDAM, CONFIDENTIAL, Code, Dimension, Measure, Table, periods, time

MODIFIED = datetime(2013, 2, 28, 6, 30, tzinfo=AMSTERDAM)
NAME = "cbs_bevolking_20130228T0630"
PAGE = "observations-page-1.json"
REGIONS = Dimension("RegioS", "GeoDimension", (Code("GM0171", "Noordoostpolder"), Code("GM0342", "Soest")))
SEX = Dimension("Geslacht", "Dimension", (Code("T001038", "Totaal"), Code("3000", "Mannen")))
YEARS = periods(2011, 2012, "J", 1)
TITLES = ("Bevolking op 1 januari", "Gemiddelde bevolking", "Gemiddelde bevolking")
COUNT = {"inwoners": {"maat": "M1", "waar": {"Geslacht": "T001038"}}}


def table(version: str = "v4", more: float = 0, modified: datetime = MODIFIED) -> Table:
    rows = [((sex.identifier, region.identifier, year.identifier), (100 + more + n, CONFIDENTIAL if n else 7.5, 0))
            for sex in SEX.codes for region in REGIONS.codes for n, year in enumerate(YEARS)]
    measures = tuple(Measure(f"M{n}", title, "x 1000", 0, "Double") for n, title in enumerate(TITLES, 1))
    return Table("03759ned", version, "Bevolking", modified, "2011 - 2012", (SEX, REGIONS, time(YEARS)), measures, tuple(rows))


def configure(room: Path, monkeypatch: pytest.MonkeyPatch, quantities: dict[str, Any] = COUNT, **entry: str) -> Path:
    path = room.parent / "feeds.yaml"
    path.write_text(yaml.safe_dump({"feeds": {"bevolking": {"tabel": "03759ned", "versie": "v4", **entry, "grootheden": quantities}}}))
    monkeypatch.setenv("ZOW_CBS_FEEDS", str(path))
    return path


@pytest.fixture
def feeds_file(room: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return configure(room, monkeypatch)


def land(room: Path, configuration: Path, made: Table | None = None) -> Path:
    made = made or table()
    (folder,) = write_landing(room, ["bevolking"], tables={made.identifier: made}, configuration=configuration)
    return folder


def edit(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change one JSON file of a delivery and leave its manifest as it was."""
    content = json.loads((folder / name).read_text())
    changed = change(content)
    (folder / name).write_text(json.dumps(content if changed is None else changed))


def seal(folder: Path) -> None:
    """Let the manifest vouch for the files as they are now: faults that CBS, not the disk, would have made."""
    def again(content: dict) -> None:
        for entry in content["bestanden"]:
            entry["sha256"] = manifest.sha256(folder / entry["bestand"])
            try:
                rows = json.loads((folder / entry["bestand"]).read_text())["value"]
            except (ValueError, KeyError, TypeError):
                continue
            entry["rijen"] = len(rows)
            if entry["bestand"] == PAGE:
                content["rijen"] = len(rows)

    edit(folder, "manifest.json", again)


def rows(outcome: catalogue.Outcome, room: Path) -> list[tuple]:
    part = room.parent / "raw" / outcome.files["waarnemingen"].part
    with duckdb.connect() as con:
        return con.execute(f"select maat, grootheid, regio_code, periode_code, overige_dimensies, waarde, attribuut, status, _line "
                           f"from '{part}' where regio_code = 'GM0342' and maat in ('M1', 'M2') order by _line").fetchall()
