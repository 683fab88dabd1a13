"""Which deliveries hold at K: per gemeente and source the latest, of a monthly or yearly file the latest of each month or year."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from zow.errors import UsageError
from zow.ingest import names
from zow.ingest.catalogue import ACCEPTED, Outcome
from zow.periods import parse_moment
from zow.warehouse import planning, selection


def outcome(bron: str, levering: str) -> Outcome:
    said = names.parse(bron, levering)
    return Outcome(said.gemeentecode, bron, levering, 1, said.geleverd_op, datetime(2030, 1, 1), ACCEPTED, None, 1, 0, "")


# name -> whether it holds when everything is known
GM0171 = {
    "gws_GM0171_20140401T0300": False,
    "gws_GM0171_20140721T0300": True,
    "grootboek_GM0171_2014_05_20140605T0300.csv": False,
    "grootboek_GM0171_2014_05_20140705T0300.csv": True,
    "grootboek_GM0171_2014_06_20140705T0300.csv": True,
    "begroting_GM0171_2013_20121101T0300.csv": True,
    "begroting_GM0171_2014_20131101T0300.csv": False,
    "begroting_GM0171_2014_20140301T0300.csv": True,
    "uwv_doorverwijzingen_GM0171_201405_20140605T0300.csv": True,
    "uwv_doorverwijzingen_GM0171_201404_20140606T0300.csv": True,
    "uwv_doorverwijzingen_GM0171_201404_20140505T0300.csv": False,
    # a full list: the highest month, even when an older one is delivered again later
    "uwv_indicaties_GM0171_201404_20140801T0300.csv": False,
    "uwv_indicaties_GM0171_201405_20140601T0300.csv": False,
    "uwv_indicaties_GM0171_201405_20140602T0300.csv": True,
}
NATIONAL = {"uwv_arbeidsmarkt_201404_20140505T0300.csv": False, "uwv_arbeidsmarkt_201404_20140506T0300.csv": True,
            "uwv_arbeidsmarkt_201405_20140722T0300.csv": True,
            # of each feed of CBS the highest Modified, of that the last reading (10 is not before 2)
            "cbs_bevolking_20140710T0630": False, "cbs_bevolking_20140710T0630_v2": False, "cbs_bevolking_20140715T0630": False,
            "cbs_bevolking_20140715T0630_v2": False, "cbs_bevolking_20140715T0630_v10": True, "cbs_gebieden_20140709T0000": True}
GM0342 = {"grootboek_GM0342_2014_05_20140605T0300.csv": True}


def bron(levering: str) -> str:
    return next(b for b in selection.BRONNEN if names.parse(b, levering))


ALL = [outcome(bron(name), name) for name in [*GM0171, *NATIONAL, *GM0342]]


@pytest.fixture
def raw(monkeypatch: pytest.MonkeyPatch):
    """Let the catalogue say what the test puts in the list."""
    known: list[Outcome] = []
    monkeypatch.setattr(selection.catalogue, "accepted", lambda bron, until=None: [
        o for o in known if o.bron == bron and (until is None or o.geleverd_op <= until)])
    return known


def used(build) -> set[str]:
    return {levering.levering for levering in build.leveringen}


def test_of_every_window_the_highest_stamp_holds(raw) -> None:
    raw += ALL
    (build,) = planning.builds(None, None)  # GM0342 has no GWS delivery: there is nothing to build
    assert used(build) == {name for name, holds in {**GM0171, **NATIONAL}.items() if holds}
    assert {u.levering for u in build.leveringen if u.gemeentecode is None} == used(build) & set(NATIONAL)
    assert (build.gemeentecode, build.levering, build.asof.isoformat()) == ("GM0171", "gws_GM0171_20140721T0300", "2014-07-21")
    assert build.peilmoment == "2014-07-22T03:00", "the highest stamp used, the national feeds included"
    assert build.eerste_levering_op == datetime(2012, 11, 1, 3) and build.clienten_historie == 2
    assert build.per_bron["gws"] == ["gws_GM0171_20140721T0300"]
    assert selection.national(None) == [u for u in build.leveringen if u.gemeentecode is None]


def test_at_an_older_k_what_came_later_does_not_exist(raw) -> None:
    raw += ALL
    (build,) = planning.builds(parse_moment("2014-06-05"), "2014-06-05")
    assert used(build) == {
        "gws_GM0171_20140401T0300", "grootboek_GM0171_2014_05_20140605T0300.csv", "begroting_GM0171_2013_20121101T0300.csv",
        "begroting_GM0171_2014_20140301T0300.csv", "uwv_doorverwijzingen_GM0171_201405_20140605T0300.csv",
        "uwv_doorverwijzingen_GM0171_201404_20140505T0300.csv", "uwv_indicaties_GM0171_201405_20140602T0300.csv",
        "uwv_arbeidsmarkt_201404_20140506T0300.csv"}
    assert build.peilmoment == "2014-06-05"
    assert planning.builds(parse_moment("2014-03-31"), None) == []


@pytest.mark.parametrize("seed", range(20))
def test_order_of_arrival_decides_nothing_and_the_recorded_k_selects_the_same(raw, seed) -> None:
    drawn = random.Random(seed)
    some = [o for o in ALL if o.levering == "gws_GM0171_20140401T0300" or drawn.random() < 0.6]
    raw += some
    first = planning.builds(None, None)
    drawn.shuffle(raw)
    assert planning.builds(None, None) == first
    assert planning.builds(parse_moment(first[0].peilmoment), first[0].peilmoment) == first


def test_a_gemeente_that_delivered_another_source_only_does_not_stop_those_named_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """sources 5: no bad input may stop another gemeente. Without a GWS export it is stopped alone; a code that nobody ever delivered
    is a slip of the pen."""
    monkeypatch.setattr(planning.catalogue, "outcomes", lambda bron=None: [o for o in ALL if bron in (None, o.bron)])
    planning.check_known(["GM0171", "GM0342"], [])
    with pytest.raises(UsageError, match="Van GM0090 is nooit een levering ontvangen"):
        planning.check_known(["GM0171", "GM0090"], [])
