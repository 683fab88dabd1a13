"""The synthetic tables of the stand-in: made up, said so, the same each time, and they hang together."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from zow import settings
from zow.sample.cbs import tables, write_landing
from zow.sample.cbs.tables import Missing, Table
from zow.sample.cbs.wire import documents, rows


@pytest.fixture(scope="module")
def made() -> dict[str, Table]:
    return tables(seed=3)


def test_the_same_seed_gives_the_same_tables(made: dict[str, Table]) -> None:
    assert tables(seed=3, last=2009)["SYN01NED"] == tables(seed=3, last=2009)["SYN01NED"]
    assert tables(seed=4)["SYN01NED"].rows != made["SYN01NED"].rows


def test_no_table_passes_for_a_table_of_cbs(made: dict[str, Table]) -> None:
    for table in made.values():
        info = documents(table, "http://x")["Properties" if table.version == "v4" else "TableInfos"]
        info = info if table.version == "v4" else info["value"][0]
        assert info["Title"].startswith("SYNTHETISCH")
        assert "geen cijfers van het CBS" in info["Source"]


def test_the_gemeenten_their_peers_and_their_regions_are_there(made: dict[str, Table]) -> None:
    seeds = settings.get().dbt_project / "seeds"
    own, peers = (list(csv.DictReader((seeds / name).open(encoding="utf-8")))
                  for name in ("reference/municipalities.csv", "policy/benchmark_groups.csv"))
    wanted = {row["gemeentecode"] for row in [*own, *peers]} | {"NL01"}
    for name in ("80794ned", "SYN01NED", "03759ned", "SYN04NED"):
        assert {c.identifier for d in made[name].dimensions if d.kind == "GeoDimension" for c in d.codes} == wanted
    for name in ("SYN02NED", "SYN03NED"):
        assert {dims[0] for dims, _ in made[name].rows} == {"NL01", "AM02", "AM03", "AM11", "AM14"}
    assert {dims[-1][:4] for dims, _ in made["SYN01NED"].rows} == {str(year) for year in range(2007, 2025)}


def test_a_stock_is_the_one_before_plus_in_minus_out(made: dict[str, Table]) -> None:
    figures = {(dims[0], int(dims[2][:4])): values for dims, values in made["SYN01NED"].rows}
    monthly = {dims: values[1] for dims, values in made["80794ned"].rows}
    for (region, year), (volume, inflow, outflow, to_work) in figures.items():
        assert min(volume, inflow, outflow) >= 0
        if year > 2007:
            assert volume == figures[region, year - 1][0] + inflow - outflow
        if year < 2024:  # the last months are provisional there
            assert volume == monthly[region, f"{year}MM12"]
        assert isinstance(to_work, Missing) or 0 <= to_work <= outflow


def test_every_way_to_have_no_value_and_provisional_figures_occur(made: dict[str, Table]) -> None:
    reasons = {value for table in made.values() for _, values in table.rows for value in values if isinstance(value, Missing)}
    assert reasons == {"Impossible", "Confidential", "NotAvailable"}
    status = [c.status for d in made["37789ksz"].dimensions for c in d.codes]
    assert status[-4:] == ["Definitief", "Voorlopig", "Voorlopig", "Voorlopig"]


def test_a_next_edition_is_younger_restated_and_definite(made: dict[str, Table]) -> None:
    later = tables(seed=3, edition=2)
    old, new = made["80794ned"], later["80794ned"]
    assert new.modified > old.modified
    assert {c.status for c in new.dimensions[1].codes} == {"Definitief"}
    moved = {a[0][1] for a, b in zip(old.rows, new.rows, strict=True) if a != b}
    assert moved == {"2024MM10", "2024MM11", "2024MM12"}
    stamps = [tables(seed=3, edition=n, last=2007)["86247NED"].modified for n in (1, 2, 3)]
    assert all(a < b for a, b in pairwise(stamps))


def test_the_wire_formats(made: dict[str, Table]) -> None:
    v4, v3 = list(rows(made["37789ksz"])), list(rows(made["80794ned"]))
    assert v4[3] == {"Id": 3, "Measure": "D000233", "ValueAttribute": "Impossible", "Value": None, "StringValue": None,
                     "Perioden": "2007MM01"}
    assert (v3[-1]["RegioS"], v3[-1]["Perioden"]) == ("GM1771    ", "2024MM12")
    (text, *_) = rows(made["86247NED"])
    assert (text["ValueAttribute"], text["Value"], text["StringValue"]) == ("None", None, "AM02")


def test_landing_without_a_network_takes_the_tables_it_is_given(made: dict[str, Table], tmp_path: Path) -> None:
    (folder,) = write_landing(tmp_path, ["gebieden"], tables={"86247NED": made["86247NED"]})
    assert folder == tmp_path / "cbs" / "cbs_gebieden_20250228T0630"
    assert json.loads((folder / "manifest.json").read_text())["rijen"] == 8
    with pytest.raises(RuntimeError, match="geen tabel"):
        write_landing(tmp_path, ["bevolking"], tables={})
