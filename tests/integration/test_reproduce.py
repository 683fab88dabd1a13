"""`zow reproduce`: a version is rebuilt from the deliveries recorded for it, and every figure compared. One ZOW_HOME for the
module; the tests follow each other."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest
from click.testing import CliRunner

from tests.support import line, small
from zow import policy, steps
from zow.cli import main
from zow.errors import UsageError, ZowError
from zow.publish import log, reproduce, reproduce_command
from zow.sample.cbs import write_landing
from zow.sample.cbs.synthetic import EDITION
from zow.sample.write import write_gws

WHICH = ("effectmeting", "2014H1", 2)


def deliver(home, gemeente, stamp, postcode="8302AB", **how):
    tables = small.tables(**how)
    tables["clienten"]["postcode"] = postcode
    write_gws(home / "landing", gemeente, stamp, tables)
    assert [o.status for o in line.ingest_all()] == ["geaccepteerd"]


def publish_cbs(home, day, edition):
    """CBS publishes an edition of the national bijstand; the second restates the first."""
    write_landing(home / "landing", ["bijstand_landelijk"], modified=datetime(2014, 7, day, 6, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
                  - (edition - 1) * EDITION, edition=edition, last=2008)
    assert [o.status for o in line.ingest_all()] == ["geaccepteerd"]


def decide(target: int) -> None:
    """Somebody sets a target in beleid/wijzigingen.csv."""
    policy.path().parent.mkdir(exist_ok=True)
    policy.path().write_text(
        "wat;profiel;naam;waarde;richting;reden;wie;wanneer\n"
        f"doel;noordoostpolder_2014;aanbieders_geblokkeerd;{target};maximaal;besluit {target};J. de Vries;1-2-2014\n", encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """v1 built GM0171 and GM0090; v2 built GM0171 and carried GM0090 over. After that an older delivery of GM0171 came in,
    which its K would now take into the history of clients, and a newer one, which it would not; and CBS restated its figures."""
    folder = tmp_path_factory.mktemp("zow") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(folder))
        patch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
        patch.setenv("ZOW_MEMORY_LIMIT", "512MB")
        patch.setattr("zow.gates.engine.write_docs", lambda engine: None)
        deliver(folder, "GM0171", "20140721T0300", clients=4, paid="150.00")
        deliver(folder, "GM0090", "20140721T0300", clients=3)
        publish_cbs(folder, 1, 1)
        decide(2)
        # without gates and report, which are not compared, and with one build for both versions: the same deliveries hold
        steps.plan_publication("v1", "effectmeting", "2014H1", None, ["GM0171", "GM0090"], "toetser")
        steps.plan_publication("v2", "effectmeting", "2014H1", None, ["GM0171"], "toetser")
        steps.build_core("v1")
        steps.build_marts("v1")
        shutil.copy(reproduce.Run("v1").database, reproduce.Run("v2").database)
        for run_id in ("v1", "v2"):
            steps.assemble_version(run_id)
            steps.switch(run_id)
            steps.finish(run_id)
        decide(5)
        deliver(folder, "GM0171", "20140705T0300", clients=2, postcode="9999ZZ")
        deliver(folder, "GM0171", "20140901T0300", clients=1)
        publish_cbs(folder, 20, 2)
        yield folder


def test_a_version_is_equal_whatever_came_in_after_it(home):
    """Through the DAG, as a user has it."""
    done = CliRunner().invoke(main, ["reproduce", *map(str, WHICH)])
    assert done.exit_code == 0, done.output
    assert "effectmeting_2014H1_v2: elk cijfer is gelijk" in done.output
    assert "GM0171: opnieuw gebouwd uit raw; " in done.output
    assert "GM0090: overgenomen, vergeleken met effectmeting_2014H1_v1; " in done.output
    assert all(int(rows) > 20 for rows in re.findall(r"tabellen, (\d+) rijen", done.output))
    assert "GM0171: sindsdien kwamen oudere leveringen binnen, die de historie van klanten aanvullen: gws_GM0171_20140705T0300." \
        in done.output and "20140901" not in done.output
    # what CBS restated since is not in the version, and not in its rebuild
    assert "GM0171: peilmoment 2014-07-21T03:00 zou nu ook kiezen: cbs_bijstand_landelijk_20140720T0630." in done.output
    assert line.query(line.version_db("effectmeting_2014H1_v2"), "select distinct levering, status from core.fct_cbs where "
                      "periode = '2008-12'") == [("cbs_bijstand_landelijk_20140701T0630", "Voorlopig")]
    assert not list((home / "warehouse" / "runs").glob("reproduce__*")), "the scratch is gone"
    target = "select distinct doel from marts.indicatoren where indicator = 'aanbieders_geblokkeerd' and uitsplitsing = 'alle'"
    assert line.query(line.version_db("effectmeting_2014H1_v2"), target) == [(2.0,)]
    assert "De beleidswaarden zijn sindsdien veranderd (aantal wijzigingen toen 1, nu 1); gebouwd met die van toen." in done.output


def test_a_figure_that_differs_is_told_with_table_column_and_key(home):
    """Rebuilt is what the test before found to be equal; here the version is tampered with."""
    database = log.versions_folder() / "effectmeting_2014H1_v2" / "sociaal_domein.duckdb"
    before = database.read_bytes()
    scratch = reproduce.Run("r1").folder / "effectmeting_2014H1_v2" / "candidate.duckdb"
    scratch.parent.mkdir(parents=True)
    scratch.write_bytes(before)
    database.chmod(0o644)
    with duckdb.connect(str(database)) as con:
        con.execute("update core.fct_activities set betaald = null where activiteitnummer = 'AC002' and gemeentecode = 'GM0171'")
        con.execute("delete from marts.nclp where gemeentecode = 'GM0090' and activiteitnummer = 'AC003'")
        con.execute("insert into marts.nclp from marts.nclp where gemeentecode = 'GM0090' limit 1")
        con.execute("alter table marts.aanbieders add column erbij integer")
    try:
        reproduce.plan("r1", *WHICH)
        reproduce.compare_all("r1", *WHICH)
        text = "\n".join(reproduce_command.told(reproduce.read_report("r1")))
        assert "NIET gelijk" in text
        assert "core.fct_activities: 1 rijen met andere waarden\n      kolommen: betaald (1)\n      eerste sleutels: GM0171, AC002" in text
        assert "marts.nclp: 1 rijen alleen in de versie, 1 rijen alleen in de herbouw" in text, "a row that is there twice counts twice"
        assert "marts.aanbieders: ontbreekt nu iets\n      bestaat nu niet meer: erbij" in text
        assert sorted(d["table"] for part in reproduce.read_report("r1").parts for d in part["verschillen"]) == [
            "core.fct_activities", "marts.aanbieders", "marts.nclp"]
        with pytest.raises(reproduce.NotEqual, match=r"core\.fct_activities, marts\.aanbieders, marts\.nclp"):
            reproduce.finish("r1")
        assert [path.name for path in reproduce.Run("r1").folder.iterdir()] == ["reproduce.json"]
    finally:
        database.write_bytes(before)


def test_raw_that_is_gone_or_changed_is_named_before_anything_is_built(home):
    wanted = {f.part for o in reproduce.catalogue.outcomes("gws", "GM0171") if o.levering.endswith("20140721T0300")
              for f in o.files.values() if f.file_name == "betalingen.csv"}
    part = home / "raw" / wanted.pop()
    content = part.read_bytes()
    part.chmod(0o644)
    try:
        part.write_bytes(content[:-1] + b"x")
        with pytest.raises(ZowError, match=r"gws_GM0171_20140721T0300 betalingen\.csv: niet meer zoals ingenomen"):
            reproduce.plan("r2", *WHICH)
        part.unlink()
        with pytest.raises(ZowError, match=r"gws_GM0171_20140721T0300 betalingen\.csv: ontbreekt"):
            reproduce.plan("r2", *WHICH)
    finally:
        part.write_bytes(content)
    with pytest.raises(UsageError, match="bestaat niet") as error:
        reproduce.plan("r2", "effectmeting", "2014H1", 9)
    assert "effectmeting_2014H1_v1, effectmeting_2014H1_v2" in error.value.herstel


def test_what_was_carried_over_from_a_version_that_is_gone_is_rebuilt_from_its_deliveries(home, monkeypatch):
    """v1 was cleaned up; the log still has its deliveries, and the meta of v2 what else was accepted by then."""
    deliver(home, "GM0090", "20140701T0300", clients=3, postcode="9999ZZ")
    log.save(log.entries()["effectmeting_2014H1_v1"])
    shutil.rmtree(log.versions_folder() / "effectmeting_2014H1_v1")
    own, carried = reproduce.parts(log.entries()["effectmeting_2014H1_v2"])
    assert own.on_disk and carried == reproduce.Part("effectmeting_2014H1_v1", ["GM0090"], on_disk=False)
    monkeypatch.setattr(reproduce, "parts", lambda entry: [carried])  # the other part was built before
    reproduce.plan("r3", *WHICH)
    reproduce.rebuild("r3", *WHICH)
    reproduce.compare_all("r3", *WHICH)
    report = reproduce.read_report("r3")
    assert report.equal and report.parts[0]["herbouwd"] and report.parts[0]["rijen"] > 20, report
    reproduce.finish("r3")
    gone = CliRunner().invoke(main, ["reproduce", "effectmeting", "2014H1", "1"])
    assert gone.exit_code == 1 and "niet meer op schijf" in gone.output
    assert CliRunner().invoke(main, ["reproduce", "effectmeting", "2014H1", "7"]).exit_code == 2
