"""The line under Airflow's real scheduler: a delivery is dropped, and the figures are waited for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import psutil
import pytest

from tests.support.airflow_api import Api, free_port
from tests.support.line import query, version_db
from tests.support.small import tables
from zow.orchestrate.stack import Stack
from zow.publish import log
from zow.sample.write import write_gws

pytestmark = pytest.mark.e2e


@pytest.fixture
def stack(zow_home) -> Iterator[Stack]:
    with Stack(free_port(), triggerer=False) as running:
        running.wait_ready(1200)
        yield running


def test_from_a_dropped_delivery_to_published_figures(stack, zow_home):
    api = Api(stack)
    began = datetime.fromtimestamp(psutil.Process(stack.children["scheduler"].pid).create_time(), UTC)
    write_gws(zow_home / "landing", "GM0171", "20140705T0300", tables(clients=3, paid="100.00"))
    ingest = api.trigger("ingest_gws", {})
    assert api.finished("ingest_gws", ingest) == "success"
    # one task per gemeente, that carries its code in the UI; at three in the morning the calendar's own run can be the first to see it
    judged = [tasks["ingest", "GM0171"]["state"] for run in api.runs("ingest_gws")
              if ("ingest", "GM0171") in (tasks := api.tasks("ingest_gws", run["dag_run_id"]))]
    assert judged == ["success"]
    assert not list((zow_home / "landing" / "gws").iterdir())

    # nobody starts `warehouse`: the asset does
    (started,) = api.until(lambda: [run for run in api.runs("warehouse") if run["run_type"] == "asset_triggered"],
                           "warehouse started by the asset")
    assert api.finished("warehouse", started["dag_run_id"]) == "success"
    pools = {name: task["pool"] for (name, _), task in api.tasks("warehouse", started["dag_run_id"]).items()}
    assert pools.pop("quarantine_pages") == "default_pool" and set(pools.values()) == {"warehouse"}
    dagstand = zow_home / "published" / "dagstand" / "sociaal_domein.duckdb"
    assert query(dagstand, "select count(*) from core.fct_activities") == [(3,)]

    conf = {"periode": "2014H1", "gemeenten": ["GM0171"], "gestart_door": "A. Analist"}
    published = api.trigger("publish_effectmeting", conf)
    assert api.finished("publish_effectmeting", published) == "success"
    figures = query(version_db(), """
        select einddoel, succesvol, totaal, betaalde_kosten from marts.effectmeting
        where gemeentecode = 'GM0171' and periode = '2014H1' and einddoel in ('diagnose', 'totaal') order by einddoel""")
    assert figures == [("diagnose", 3, 3, Decimal("300.00")), ("totaal", 3, 3, Decimal("300.00"))]
    assert log.current() == "effectmeting_2014H1_v1"
    assert (log.versions_folder() / log.current() / "report" / "index.html").exists()

    # a fault that a person must mend is told at once: no second try after two minutes
    wrong = api.trigger("publish_effectmeting", {**conf, "as_of": "geen datum"})
    ended = ("success", "failed", "up_for_retry")
    plan = api.until(lambda: [task for (name, _), task in api.tasks("publish_effectmeting", wrong).items()
                              if name == "plan" and task["state"] in ended], "plan of the wrong run")[0]
    assert (plan["state"], plan["try_number"], plan["max_tries"]) == ("failed", 1, 2)
    assert log.current() == "effectmeting_2014H1_v1"

    # nothing made up for the past in a new installation; what the calendar starts while we are here may be there
    assert [run for name in ("ingest_gws", "publish_effectmeting", "housekeeping") for run in api.runs(name)
            if run["run_type"] != "manual" and datetime.fromisoformat(run["run_after"]) < began] == []

    # of the stack only: the test runner has helper processes of its own
    roots = [psutil.Process(child.pid) for child in stack.children.values()]
    family = [*roots, *(process for root in roots for process in root.children(recursive=True))]
    assert len(family) > len(stack.children)  # the workers of LocalExecutor too
    stack.stop()
    assert not stack.running()
    assert psutil.wait_procs(family, timeout=60)[1] == []
