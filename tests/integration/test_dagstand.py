"""Two nightlies at a time: the lock lets their steps alternate, the one that knows most has the last word."""

from __future__ import annotations

import pytest

from tests.support import line, small
from zow import steps
from zow.publish import dagstand, version
from zow.sample.write import write_gws

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
