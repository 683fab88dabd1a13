"""Two nightlies at a time: the lock lets their steps alternate, the one that knows most has the last word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.support import line, small
from zow import steps
from zow.publish import dagstand, version
from zow.sample.write import write_gws
from zow.warehouse.run import Plan, Run

pytestmark = pytest.mark.usefixtures("no_data_docs")


def test_a_nightly_that_is_overtaken_does_not_take_the_dagstand_back(zow_home):
    write_gws(zow_home / "landing", "GM0171", "20140721T0300", small.tables(clients=2))
    line.ingest_all()
    steps.plan_nightly("traag")
    steps.build_core("traag")
    steps.gate_feiten("traag")
    write_gws(zow_home / "landing", "GM0171", "20140722T0300", small.tables(clients=4))
    line.ingest_all()
    line.nightly("snel")
    steps.assemble_dagstand("traag")
    steps.finish("traag")
    assert line.query(dagstand.link() / version.DATABASE, "select count(*) from core.fct_activities") == [(4,)]
    assert dagstand.state()["run_id"] == "snel"


def test_a_retry_of_a_published_run_that_is_killed_leaves_the_dagstand_in_place(zow_home, monkeypatch):
    """Under the scheduler a task that was killed after the switch is tried again, and may be killed again."""
    run, plan = Run("n1"), Plan("n1", None, None, None, "toetser", "commit", "vingerafdruk")
    run.folder.mkdir(parents=True)
    with duckdb.connect(str(run.database)) as con:
        con.execute("create schema core; create schema meta; create table core.t (gemeentecode varchar); "
                    "create table meta.leveringen (levering varchar); create table meta.quarantaine (levering varchar)")
    dagstand.publish(run, plan, [])

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            dagstand.publish(run, plan, [])
    assert dagstand.state()["run_id"] == "n1", "published/dagstand points at nothing"
    assert line.query(dagstand.link() / version.DATABASE, "select count(*) from core.t") == [(0,)]
    dagstand.publish(run, plan, [])
    assert dagstand.state()["run_id"] == "n1"
