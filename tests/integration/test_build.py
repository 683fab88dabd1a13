"""Data that passes ingest and yet fits no column of core or marts stops its own gemeente only (sources 5, architecture 4)."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from tests.support import line, small
from zow import steps
from zow.errors import GateStop, ZowError
from zow.publish import dagstand, log, version
from zow.sample.write import write_gws
from zow.warehouse import build, dbt
from zow.warehouse.run import Run

pytestmark = pytest.mark.usefixtures("no_data_docs")

HUGE = Decimal("9999999999999999.99")  # the largest DECIMAL(18,2)


def hours(tables):
    return tables | {"uren": pd.DataFrame([{"urennummer": "H1", "activiteitnummer": "AC001", "datum": pd.Timestamp("2014-02-01").date(),
                                            "uren": HUGE}])}


def twice_the_largest_payment_apart(tables):
    """Two activiteiten with one huge payment each: core can hold both, the sum of a period cannot."""
    tables["betalingen"]["bedrag"] = [HUGE] * len(tables["betalingen"])
    tables["activiteiten"]["overeengekomen_prijs"] = [None] * len(tables["activiteiten"])
    return tables


def deliver(home, deliveries):
    for code, tables in deliveries.items():
        write_gws(home / "landing", code, "20140721T0300", tables)
    assert {o.status for o in line.ingest_all()} == {"geaccepteerd"}


def test_core_without_the_gemeenten_that_do_not_fit(zow_home):
    """GM0090 has hours that no money column holds, of GM1731 a part of raw is gone; GM0171 is whole."""
    deliver(zow_home, {"GM0171": small.tables(), "GM0090": hours(small.tables()), "GM1731": small.tables()})
    next((zow_home / "raw" / "gws" / "GM1731" / "bestanden" / "clienten").glob("*.parquet")).unlink()
    plan = line.nightly("nacht")
    assert sorted(plan.stopped) == ["GM0090", "GM1731"] and "core.fct_costs" in plan.stopped["GM0090"][0]
    database = dagstand.link() / version.DATABASE
    assert line.query(database, "select gemeentecode, count(*) from core.fct_activities group by 1") == [("GM0171", 3)]
    assert line.query(database, "select gemeentecode, poort, ernst from meta.kwaliteit where not geslaagd and tabel = 'core' "
                      "order by 1") == [("GM0090", "feiten", "kritiek"), ("GM1731", "feiten", "kritiek")]


def test_marts_without_the_gemeente_that_does_not_fit(zow_home):
    deliver(zow_home, {"GM0171": small.tables(), "GM0200": twice_the_largest_payment_apart(small.tables())})
    plan = line.publish_unjudged("versie", gemeenten=["GM0171", "GM0200"])
    assert list(plan.stopped) == ["GM0200"] and "marts.effectmeting" in plan.stopped["GM0200"][0]
    assert line.query(line.version_db(), "select distinct gemeentecode from marts.effectmeting") == [("GM0171",)]
    assert line.query(line.version_db(), "select gemeentecode, poort from meta.kwaliteit where not geslaagd and ernst = 'kritiek'"
                      ) == [("GM0200", "publicatie")]


def test_a_publication_of_which_nothing_can_be_built_is_stopped_by_a_gate(zow_home, monkeypatch):
    deliver(zow_home, {"GM0171": small.tables()})
    monkeypatch.setattr(build, "core", lambda run, builds, *_: {b.gemeentecode: ["past niet"] for b in builds})
    with pytest.raises(GateStop, match="GM0171"):
        line.publish("versie")
    assert log.current() is None


def test_a_fault_of_the_code_stops_nobody_in_particular(zow_home, monkeypatch):
    deliver(zow_home, {"GM0171": small.tables()})

    def broken(*_):
        raise ZowError("dbt is stuk")

    monkeypatch.setattr(dbt, "run", broken)
    steps.plan_nightly("nacht")
    with pytest.raises(ZowError, match="dbt is stuk") as caught:
        steps.build_core("nacht")
    assert not isinstance(caught.value, GateStop)


def test_rows_that_break_a_rule_of_a_table_are_not_laid_on_the_supplier(zow_home, monkeypatch):
    deliver(zow_home, {"GM0171": small.tables(), "GM0200": small.tables()})
    steps.plan_nightly("nacht")
    run = Run("nacht")
    for error, told in (("Conversion Error: Casting 123 failed", "(Conversion Error): kijk in de bron na of er onmogelijk grote"),
                        ("Constraint Error: NOT NULL constraint failed", "(Constraint Error): de leveringen zijn goedgekeurd")):
        def core(_database, builds, *_, error=error, **__):
            if any(b.gemeentecode == "GM0200" for b in builds):
                raise duckdb.Error(f"Runtime Error in model x (models/x.sql)\n  {error}")

        monkeypatch.setattr(build, "_core", core)
        ((code, (reason,)),) = build.core(run, run.read().builds, None).items()
        assert code == "GM0200" and told in reason and "123" not in reason
