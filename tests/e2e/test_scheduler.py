"""The line under Airflow's real scheduler: a delivery is dropped, and the figures are waited for."""

from __future__ import annotations

import json
import socket
import time
import urllib.request
from collections.abc import Iterator
from decimal import Decimal

import psutil
import pytest

from tests.support.line import query, version_db
from tests.support.small import tables
from zow.orchestrate.stack import HOST, Stack
from zow.publish import log
from zow.sample.write import write_gws

pytestmark = pytest.mark.e2e
PATIENCE = 300  # seconds for one run; on an idle machine the whole test takes about a third of it


class Api:
    """Airflow's REST API as user admin."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.url
        self.headers = {"Content-Type": "application/json"}
        token = self.call("POST", "/auth/token", {"username": "admin", "password": stack.password})
        self.headers["Authorization"] = f"Bearer {token['access_token']}"

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, self.headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def runs(self, dag_id: str) -> list[dict]:
        return self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"]

    def trigger(self, dag_id: str, conf: dict) -> str:
        """Start a run as soon as the dag-processor has the DAG ready."""
        self.until(lambda: dag_id in {d["dag_id"] for d in self.call("GET", "/api/v2/dags")["dags"]}, f"{dag_id} known")
        return self.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def finished(self, dag_id: str, run_id: str) -> str:
        """Wait for the end of a run; its state."""
        def state() -> str | None:
            found = {run["dag_run_id"]: run["state"] for run in self.runs(dag_id)}.get(run_id)
            return found if found in ("success", "failed") else None

        return self.until(state, f"{dag_id} {run_id}")

    def tasks(self, dag_id: str, run_id: str) -> dict[tuple[str, str | None], dict]:
        found = self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        return {(task["task_id"], task["rendered_map_index"]): task for task in found}

    @staticmethod
    def until(what, name: str):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = what()
            if found:
                return found
            time.sleep(1)
        raise AssertionError(f"after {PATIENCE} s still waiting for: {name}")


@pytest.fixture
def stack(zow_home) -> Iterator[Stack]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with Stack(port, triggerer=False) as running:
        running.wait_ready()
        yield running


def test_from_a_dropped_delivery_to_published_figures(stack, zow_home):
    api = Api(stack)
    write_gws(zow_home / "landing", "GM0171", "20140705T0300", tables(clients=3, paid="100.00"))
    ingest = api.trigger("ingest_gws", {})
    assert api.finished("ingest_gws", ingest) == "success"
    # one task per gemeente, that carries its code in the UI
    assert api.tasks("ingest_gws", ingest)["ingest", "GM0171"]["state"] == "success"
    assert not list((zow_home / "landing" / "gws").iterdir())

    # nobody starts `warehouse`: the asset does
    (started,) = api.until(lambda: api.runs("warehouse"), "warehouse started by the asset")
    assert started["run_type"] == "asset_triggered"
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

    assert [run["run_type"] for name in ("ingest_gws", "publish_effectmeting", "housekeeping") for run in api.runs(name)] \
        == ["manual"] * 3  # nothing started by itself in a new installation

    # of the stack only: the test runner has helper processes of its own
    roots = [psutil.Process(child.pid) for child in stack.children.values()]
    family = [*roots, *(process for root in roots for process in root.children(recursive=True))]
    assert len(family) > len(stack.children)  # the workers of LocalExecutor too
    stack.stop()
    assert not stack.running()
    assert psutil.wait_procs(family, timeout=2)[1] == []
