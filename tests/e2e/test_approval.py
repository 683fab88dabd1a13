"""Vier ogen with Airflow's own request: under the real scheduler, and in-process where nothing may wait. A DAG of the test prepares the
draft by hand (tests/support/closed_year.py) and then runs the tasks that the publications share."""

from __future__ import annotations

import json
import time
import urllib.error
from pathlib import Path

import pytest

from tests.support import closed_year
from tests.support.airflow_api import Api, free_port
from tests.support.line import query, version_db
from zow import orchestrate
from zow.orchestrate.run import run_key
from zow.orchestrate.stack import Stack
from zow.publish import approval, log
from zow.warehouse.run import Run

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
DAG = '''
from datetime import timedelta

from airflow.sdk import chain, dag, task

from zow.orchestrate import publication


@dag(**{**publication.settings("verantwoording", "JJJJ"), "dag_id": "closing", "schedule": None, "max_active_runs": 3})
def closing():
    @task(retry_delay=timedelta(seconds=5))
    def prepare(run, params):
        from tests.support import closed_year
        from zow.publish import log

        closed_year.write_run(run, starter=params["gestart_door"], number=log.next_number("verantwoording", "2014"), before=log.current())

    chain(prepare(publication.RUN), *publication.go_live())


closing()
'''
USERS = {"admin": "admin", "controleur": "user", "lezer": "viewer"}
SAFE = 4  # seconds after the parking before an answer: earlier ones Airflow can lose (docs/runbooks/publish_verantwoording.md)


@pytest.fixture
def project(zow_home, tmp_path, monkeypatch):
    """A project with this one DAG and the dbt project of the house."""
    (tmp_path / "project" / "dags").mkdir(parents=True)
    (tmp_path / "project" / "dags" / "closing.py").write_text(DAG)
    for name in ("dbt_project", "expectations", "include"):
        (tmp_path / "project" / name).symlink_to(ROOT / name)
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(tmp_path / "project"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path / "project"


def approvals():
    return query(version_db(), "select versie, gestart_door, goedgekeurd_door, opmerking, status from meta.publicaties order by versie")


def test_in_process_nothing_waits_and_the_decision_comes_with_the_run(project):
    conf = {"periode": "2014", "gestart_door": "A. Analist"}
    waiting = orchestrate.run_dag("closing", conf)
    assert isinstance(waiting.error, approval.ApprovalNeeded) and waiting.error.exit_code == 4
    for part in ("Onverklaard", "GM0171 Noordoostpolder", "--approve-as NAAM", "er is niets gepubliceerd"):
        assert part in str(waiting.error)
    assert log.current() is None and len(approval.waiting()) == 1

    own = orchestrate.run_dag("closing", {**conf, "goedgekeurd_door": "a.analist", "opmerking": "goed"})
    assert isinstance(own.error, approval.Objection) and log.current() is None

    done = orchestrate.run_dag("closing", {**conf, "goedgekeurd_door": "C. Controleur", "opmerking": "gezien"})
    assert done.ok and approvals() == [(1, "A. Analist", "C. Controleur", "gezien", "actueel")]
    assert "Goedgekeurd door C. Controleur" in (log.versions_folder() / log.current() / "report" / "index.html").read_text()


@pytest.fixture
def stack(project, zow_home, monkeypatch):
    monkeypatch.setenv("ZOW_UI_USERS", ",".join(f"{name}:{role}" for name, role in USERS.items()))
    made = Stack(free_port(), triggerer=False)
    made.passwords.write_text(json.dumps({name: name * 3 for name in USERS}))
    with made as running:
        running.wait_ready(1200)
        yield running


class Request:
    """The request of one run, as Airflow's Required Actions shows it. Airflow can lose an answer that comes soon after the question
    (docs/runbooks/publish_verantwoording.md); then it is asked again, and answered again here."""

    def __init__(self, api: Api, run_id: str) -> None:
        self.api, self.run_id, self.attempt, self.done = api, run_id, 0, False
        self.path = f"/api/v2/dags/closing/dagRuns/{run_id}/taskInstances/vier_ogen"

    def next(self) -> dict | None:
        """Wait until it is asked, or asked again; the request from the list of what is pending. None when the task is done."""
        def found() -> str | None:
            task = self.api.call("GET", self.path)
            asked = task["state"] == "awaiting_input" and task["try_number"] > self.attempt
            return task["state"] if asked or task["state"] == "success" else None

        self.done = self.api.until(found, f"vier_ogen of {self.run_id}, asked {self.attempt} times") == "success"
        if self.done:
            return None
        self.attempt = self.api.call("GET", self.path)["try_number"]
        time.sleep(SAFE)

        def pending() -> dict | None:
            found = self.api.call("GET", "/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false")["hitl_details"]
            return next((each for each in found if each["task_instance"]["dag_run_id"] == self.run_id), None)

        return self.api.until(pending, f"the request of {self.run_id} in the list of what is pending")

    def answer(self, api: Api, option: str, remark: str) -> int:
        """The HTTP status of an answer by the user of `api`."""
        try:
            api.call("PATCH", f"{self.path}/-1/hitlDetails", {"chosen_options": [option], "params_input": {"opmerking": remark}})
        except urllib.error.HTTPError as refused:
            return refused.code
        return 200

    def decide(self, api: Api, option: str, remark: str) -> str | None:
        """Answer, again while it got lost; then why it did not count, or None when it did."""
        for _ in range(20):
            assert self.answer(api, option, remark) == 200
            refused = None if self.next() is None else Run(run_key("closing", self.run_id)).read().antwoord_geweigerd
            if refused or self.done:
                return refused
        raise AssertionError("twenty answers got lost")


def test_under_the_scheduler_another_user_decides(stack, zow_home):
    admin, other, viewer = (Api(stack, user) for user in USERS)
    # what the conf says about an approval counts for nothing here: anybody could write it
    conf = {"periode": "2014", "gestart_door": "A. Analist", "goedgekeurd_door": "C. Controleur", "opmerking": "vooraf"}
    first = Request(admin, admin.trigger("closing", conf))
    second = Request(admin, admin.trigger("closing", {"periode": "2014", "gestart_door": "controleur"}))

    asked = first.next()
    assert asked["subject"] == "Goedkeuring gevraagd: verantwoording 2014"
    assert "Onverklaard: **€ 0,00**" in asked["body"] and closed_year.PERSON not in asked["body"]
    assert list(asked["params"]) == ["opmerking"]
    assert first.answer(viewer, "Approve", "ik mag dit niet") == 403
    assert "ieder ander dan A. Analist of admin" in asked["body"]
    assert "admin heeft deze publicatie zelf gestart" in first.decide(admin, "Approve", "mijn eigen run")
    assert log.current() is None
    assert first.decide(other, "Approve", "Aansluiting gezien") is None
    assert admin.finished("closing", first.run_id) == "success"
    assert first.answer(admin, "Reject", "toch niet") == 409, "an answer that counted is the last one"
    assert approvals() == [(1, "A. Analist", "controleur", "Aansluiting gezien", "actueel")]

    # the other run is still waiting: a slot of the pool was never held
    second.next()
    before = log.current()
    assert second.decide(other, "Reject", "begroting klopt niet") is None
    assert admin.finished("closing", second.run_id) == "success"
    assert {name: task["state"] for (name, _), task in admin.tasks("closing", second.run_id).items()} == {
        "prepare": "success", "vier_ogen": "success", "switch": "skipped", "finish": "skipped"}
    assert (log.current(), list(log.entries())) == (before, [before])
    (record,) = approval.rejections()
    assert (record["afgewezen_door"], record["opmerking"]) == ("controleur", "begroting klopt niet")
