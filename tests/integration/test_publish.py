"""What publishing promises (architecture 4, marts.md "a version"): complete versions, carry-over, K, one switch, a way back."""

from __future__ import annotations

import json
import shutil
import stat

import duckdb
import pytest
from click.testing import CliRunner

from tests.support import line, small
from zow import status, steps
from zow.cli import main
from zow.errors import GateStop, UsageError, ZowError
from zow.publish import dagstand, diff, housekeeping, log, version
from zow.sample.write import write_gws
from zow.warehouse.run import Run

GOAL = "select succesvol, totaal, betaalde_kosten from marts.effectmeting where gemeentecode = ? and periode = ? and einddoel = 'diagnose'"


pytestmark = pytest.mark.usefixtures("no_data_docs")


def deliver(home, stamp, gemeente="GM0171", **how):
    write_gws(home / "landing", gemeente, stamp, small.tables(**how))
    outcomes = line.ingest_all()
    assert [o.status for o in outcomes] == ["geaccepteerd"], [o.reden for o in outcomes]


def test_a_version_is_complete_and_current_points_at_it_also_after_a_crash_between_moving_and_switching(zow_home, monkeypatch):
    deliver(zow_home, "20140721T0300", clients=3)

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(log, "point", crash)
        with pytest.raises(KeyboardInterrupt):
            line.publish("p1")
    assert log.current() is None and "effectmeting_2014H1_v1" in log.entries()
    steps.switch("p1")
    folder = zow_home / "published" / "versions" / "effectmeting_2014H1_v1"
    assert (zow_home / "published" / "current").resolve() == folder.resolve()
    assert line.query(folder / "sociaal_domein.duckdb", GOAL, "GM0171", "2014H1") == [(3, 3, 300)]
    assert not folder.joinpath("sociaal_domein.duckdb").stat().st_mode & stat.S_IWUSR
    assert (folder / "report" / "index.html").stat().st_size > 1000
    tables = line.query(folder / "sociaal_domein.duckdb",
                        "select schema_name || '/' || table_name from duckdb_tables() order by 1")
    assert {t for (t,) in tables} == {f"{p.parent.name}/{p.stem}" for p in folder.glob("parquet/*/*.parquet")}
    assert {"marts/effectmeting", "marts/nclp", "marts/aanbieders", "marts/bijstand_stromen", "meta/kwaliteit",
            "core/fct_activities"} <= {t for (t,) in tables}
    assert line.query(folder / "sociaal_domein.duckdb", "select publicatie, periode, versie, peilmoment, gestart_door, status "
                      "from meta.publicaties") == [("effectmeting", "2014H1", 1, "2014-07-21T03:00", "toetser", "actueel")]
    assert line.query(folder / "sociaal_domein.duckdb", "select bron, levering from meta.publicatie_leveringen") == [
        ("gws", "gws_GM0171_20140721T0300")]
    gates = dict(line.query(folder / "sociaal_domein.duckdb",
                            "select poort, count(*) filter (geslaagd) > 0 from meta.kwaliteit group by 1"))
    assert gates == {"levering": True, "feiten": True, "publicatie": True}
    values = json.loads((folder / "version.json").read_text())
    assert [g["gemeentecode"] for g in values["gemeenten"]] == ["GM0171"] and values["git_commit"] and values["run_id"] == "p1"


def test_as_known_then_and_as_known_now(zow_home):
    deliver(zow_home, "20140721T0300", clients=3, paid="100.00")
    deliver(zow_home, "20140821T0300", clients=4, paid="150.00")
    with pytest.raises(GateStop, match="geen geaccepteerde GWS-levering"):
        line.publish("een_minuut_te_vroeg", as_of="2014-07-21T02:59")
    assert log.current() is None
    line.publish_unjudged("nu")
    assert line.query(line.version_db(), GOAL, "GM0171", "2014H1") == [(4, 4, 600)]
    plan = line.publish_unjudged("toen", as_of="2014-07-21")
    assert line.query(line.version_db(plan.published), GOAL, "GM0171", "2014H1") == [(3, 3, 300)]
    assert line.query(line.version_db(plan.published), "select peilmoment from meta.publicaties where versie = 2") == [
        ("2014-07-21",)]
    assert not plan.moved_current and log.current() == "effectmeting_2014H1_v1", "an older K must not move current"
    assert line.query(line.version_db(plan.published), "select versie, status from meta.publicaties order by 1") == [
        (1, "actueel"), (2, "vervangen")]


def test_a_gemeente_that_is_not_covered_is_carried_over_from_what_is_current_at_the_switch(zow_home):
    """`slow` is assembled on v1, but v2 comes first: the switch assembles again, so what v2 renewed is kept."""
    deliver(zow_home, "20140721T0300", clients=3)
    deliver(zow_home, "20140722T0300", gemeente="GM0090", clients=5)
    line.publish("beide", gemeenten=["GM0171", "GM0090"], report=False)
    deliver(zow_home, "20140821T0300", gemeente="GM0171", clients=2)
    steps.plan_publication("traag", "effectmeting", "2014H1", None, None, "toetser")
    for step in (steps.build_core, steps.build_marts, steps.assemble_version, steps.render_report):
        step("traag")

    deliver(zow_home, "20140822T0300", gemeente="GM0090", clients=9)
    current = zow_home / "published" / "current" / "sociaal_domein.duckdb"
    with duckdb.connect(str(current), read_only=True) as reader:
        line.publish_unjudged("snel", gemeenten=["GM0090"])
        assert reader.execute(GOAL, ["GM0090", "2014H1"]).fetchall() == [(5, 5, 500)], "a reader keeps what it has open"
    assert line.query(current, GOAL, "GM0090", "2014H1") == [(9, 9, 900)]
    assert line.query(line.version_db(), GOAL, "GM0090", "2014H1") == [(9, 9, 900)]
    assert line.query(line.version_db(), GOAL, "GM0171", "2014H1") == [(3, 3, 300)], "carried over, not rebuilt"
    assert line.query(line.version_db(), "select gemeentecode, peilmoment, herkomst, uit_versie from meta.publicatie_gemeenten "
                      "where versie = 2 order by 1") == [
        ("GM0090", "2014-08-22T03:00", "nieuw", None), ("GM0171", "2014-07-21T03:00", "overgenomen", "effectmeting_2014H1_v1")]
    assert line.query(line.version_db(), "select levering from meta.publicatie_leveringen where versie = 2 order by 1") == [
        ("gws_GM0090_20140822T0300",), ("gws_GM0171_20140721T0300",)]
    assert line.query(line.version_db(), "select count(*) > 0 from meta.kwaliteit where gemeentecode = 'GM0171' "
                      "and poort = 'publicatie'") == [(True,)], "the gate results of carried-over figures stay with them"

    steps.switch("traag")
    assert log.current() == "effectmeting_2014H1_v3"
    assert line.query(line.version_db(), GOAL, "GM0171", "2014H1") == [(2, 2, 200)]
    then = "select distinct gemeentecode, versie from marts.revisies order by 1"
    assert line.query(line.version_db(), then) == [("GM0090", 1), ("GM0171", 1)], "each beside the last version that built it"
    assert line.query(line.version_db(), GOAL, "GM0090", "2014H1") == [(9, 9, 900)]


def test_a_gemeente_that_fails_the_gate_keeps_its_figures_and_the_others_go_on(zow_home):
    for code in ("GM0171", "GM0090"):
        deliver(zow_home, "20140721T0300", gemeente=code, clients=3)
    line.publish_unjudged("h1", gemeenten=["GM0171", "GM0090"])
    deliver(zow_home, "20150120T0300", gemeente="GM0171", clients=4)
    plan = line.publish("h2", period="2014H2", gemeenten=["GM0171", "GM0090"], report=False)
    assert list(plan.stopped) == ["GM0090"], "its last delivery is from before the end of 2014H2"
    assert plan.moved_current
    database = line.version_db()
    assert line.query(database, GOAL, "GM0171", "2014H1") == [(4, 4, 400)]
    assert line.query(database, GOAL, "GM0090", "2014H1") == [(3, 3, 300)]
    moved = """select indicator, waarde_toen, waarde_nu, verschil, records_toegevoegd > 0, records_gewijzigd, records_vervallen
        from marts.revisies where gemeentecode = 'GM0171' and publicatie = 'effectmeting' and versie = 1 and periode = '2014H1'
        and uitsplitsing = 'diagnose' and verschil <> 0 and indicator like 'effectmeting.%' order by 1"""
    assert line.query(database, moved) == [
        ("effectmeting.betaalde_kosten", 300, 400, 100, True, 0, 0), ("effectmeting.succesvol", 3, 4, 1, True, 0, 0),
        ("effectmeting.totaal", 3, 4, 1, True, 0, 0), ("effectmeting.totale_kosten", 300, 400, 100, True, 0, 0)]
    assert line.query(database, "select count(*) from marts.revisies where gemeentecode = 'GM0090'") == [(0,)]
    between = diff.between(log.entries()["effectmeting_2014H1_v1"], log.entries()["effectmeting_2014H2_v1"])
    assert ("GM0171", "2014H1", "effectmeting.totaal", "diagnose", 3, 4) in between.figures
    assert ("GM0171", "gws", "activiteiten", 1, 0, 0) in between.records and {row[0] for row in between.records} == {"GM0171"}
    assert "GM0171 2014H1   effectmeting.betaalde_kosten [diagnose]: 300 -> 400 (+100)" in diff.render(between, None)
    with pytest.raises(UsageError, match="Kies uit: effectmeting_2014H1_v1, effectmeting_2014H2_v1"):
        diff.run("effectmeting_2014H1_v1", "effectmeting_2014H1_v9", False)
    assert line.query(database, "select herkomst from meta.publicatie_gemeenten where gemeentecode = 'GM0090' and versie = 1 "
                      "and periode = '2014H2'") == [("overgenomen",)]
    steps.plan_publication("h2_alleen", "effectmeting", "2014H2", None, ["GM0090"], "toetser")
    shutil.copy(Run("h2").database, Run("h2_alleen").database)  # the same deliveries: nothing else would be built
    with pytest.raises(GateStop, match="GM0090"):
        steps.gate_feiten("h2_alleen")
    assert log.current() == "effectmeting_2014H2_v1", "when all fail there is no new version"


def test_rollback_its_end_and_what_housekeeping_keeps_for_it(zow_home, monkeypatch):
    deliver(zow_home, "20140721T0300", clients=3)
    built = zow_home / "kandidaat.duckdb"
    assert line.publish_unjudged("op_de_minuut_en_vooruit", as_of="2020-01-01", built=built).moved_current
    with duckdb.connect(str(zow_home / "published" / "current" / "sociaal_domein.duckdb"), read_only=True) as reader:
        assert line.publish_unjudged("standaard", built=built).moved_current, "a default K is never older than the current one"
        assert reader.execute("select max(versie) from meta.publicaties").fetchone() == (1,), "a reader keeps what it has open"
    line.publish_unjudged("drie", as_of="2020-01-01", built=built)
    monkeypatch.setenv("ZOW_KEEP_VERSIONS", "1")
    assert housekeeping.versions() == ["effectmeting_2014H1_v1"], "the current version and its voorganger stay"
    assert {p.name for p in log.versions_folder().iterdir()} == {"effectmeting_2014H1_v2", "effectmeting_2014H1_v3"}
    told = CliRunner().invoke(main, ["rollback"])
    assert told.exit_code == 0, told.output
    assert "effectmeting_2014H1_v3 is teruggedraaid; actueel is nu effectmeting_2014H1_v2" in told.output
    assert [e.status(log.current()) for e in log.entries().values()] == ["vervangen", "actueel", "teruggedraaid"]
    with pytest.raises(ZowError, match="voorganger"):
        version.rollback()
    assert log.next_number("effectmeting", "2014H1") == 4, "a number is never used twice"


def test_the_dagstand_holds_every_gemeente_and_only_builds_what_is_new(zow_home):
    deliver(zow_home, "20140721T0300", clients=3)
    deliver(zow_home, "20140721T0400", gemeente="GM1731", clients=2)
    assert len(line.nightly("n1").builds) == 2
    deliver(zow_home, "20140722T0300", clients=4)
    plan = line.nightly("n2")
    assert [b.gemeentecode for b in plan.builds] == ["GM0171"]
    database = dagstand.link() / version.DATABASE
    assert line.query(database, "select gemeentecode, count(*) from core.fct_activities group by 1 order by 1") == [
        ("GM0171", 4), ("GM1731", 2)]
    schemas = line.query(database, "select distinct schema_name from duckdb_tables() order by 1")
    assert schemas == [("core",), ("meta",)], "the dagstand has no official figures"
    assert line.nightly("n3").nothing_new

    broken = write_gws(zow_home / "landing", "GM0171", "20140723T0300", small.tables())
    (broken / "clienten.csv").unlink()
    assert [o.status for o in line.ingest_all()] == ["geweigerd"]
    line.nightly("n4")
    assert line.query(database, "select status, count(*) from meta.leveringen group by 1 order by 1") == [
        ("geaccepteerd", 3), ("geweigerd", 1)], "a refusal alone reaches meta the same night"
    assert "gws_GM0171_20140723T0300" in status.render()


def test_wrong_arguments_start_nothing(zow_home):
    deliver(zow_home, "20140721T0300")
    for period, gemeenten in (("2014", None), ("2014H1", ["GM9999"]), ("2012H1", None)):
        with pytest.raises(UsageError):
            line.publish("fout", period=period, gemeenten=gemeenten)
    assert log.entries() == {}


def test_housekeeping_finds_a_raw_file_that_changed(zow_home):
    deliver(zow_home, "20140721T0300", clients=3)
    assert housekeeping.raw() == 20
    part = next((zow_home / "raw" / "gws" / "GM0171" / "bestanden" / "betalingen").glob("*.parquet"))
    part.chmod(0o644)
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    with pytest.raises(ZowError, match="betalingen"):
        housekeeping.raw()
