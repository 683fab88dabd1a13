"""DAGs run in this process: order of steps, what a failure does to the rest, what the caller gets to know."""

from __future__ import annotations

import csv
import logging
import os
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from zow import settings
from zow.errors import GateStop, UsageError, ZowError
from zow.orchestrate import bootstrap, run_dag
from zow.orchestrate.calendar import CRON, last_period

ORDER = {
    "warehouse": ["plan_nightly", "build_core", "gate_feiten", "assemble_dagstand", "finish"],
    "publish_effectmeting": ["plan_publication", "build_core", "gate_feiten", "build_marts", "gate_publicatie",
                             "assemble_version", "render_report", "switch", "finish"],
}


@pytest.fixture
def steps(zow_home, monkeypatch):
    """Every step replaced by one that notes its name and arguments."""
    import zow.publish.housekeeping
    import zow.steps

    calls: list[tuple] = []
    for name in {name for names in ORDER.values() for name in names}:
        monkeypatch.setattr(zow.steps, name, lambda *a, _name=name, **k: calls.append((_name, a, k)) or True)
    # the approval has tests of its own (test_approval.py)
    monkeypatch.setattr("zow.orchestrate.approval.FourEyes.execute", lambda self, context: None)
    for name in ("versions", "scratch", "raw"):
        monkeypatch.setattr(zow.publish.housekeeping, name, lambda _name=name: calls.append((_name, (), {})))
    return calls


@pytest.fixture
def own_dags(zow_home, tmp_path, monkeypatch):
    """A project with DAGs of the test's own; call it with name and source."""
    (tmp_path / "project" / "dags").mkdir(parents=True)
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(tmp_path / "project"))

    def write(name: str, source: str) -> None:
        (tmp_path / "project" / "dags" / f"{name}.py").write_text(textwrap.dedent(source))

    return write


def test_warehouse_takes_its_steps_in_order_under_one_run(steps):
    result = run_dag("warehouse")
    assert result.ok and result.error is None
    assert [name for name, _, _ in steps] == ORDER["warehouse"]
    assert {args for _, args, _ in steps} == {(result.run_id,)}
    assert result.run_id.startswith("warehouse__")


def test_nothing_new_skips_the_rest(steps, monkeypatch):
    monkeypatch.setattr("zow.steps.plan_nightly", lambda run: False)
    result = run_dag("warehouse")
    assert result.ok
    assert steps == []
    assert result.skipped == sorted(ORDER["warehouse"][1:])


def test_publication_gets_its_parameters(steps):
    result = run_dag("publish_effectmeting", {
        "periode": "2014H1", "as_of": "2014-09-01", "gemeenten": ["GM0171"], "gestart_door": "A. Analist"})
    assert result.ok, result.error
    assert [name for name, _, _ in steps] == ORDER["publish_effectmeting"]
    _, args, options = steps[0]
    assert args == (result.run_id, "effectmeting", "2014H1")
    assert options == {"as_of": "2014-09-01", "gemeenten": ["GM0171"], "gestart_door": "A. Analist"}


def test_a_publication_without_parameters_is_about_the_last_period_that_is_over(steps, monkeypatch):
    monkeypatch.setattr("zow.publish.coverage.covered", lambda publicatie, day: ["GM1731"])
    before = last_period("kwartaal", datetime.now(UTC))
    assert run_dag("publish_monitor").ok
    _, args, options = steps[0]
    assert args[1:] in {("monitor", period) for period in (before, last_period("kwartaal", datetime.now(UTC)))}
    assert options == {"as_of": None, "gemeenten": None, "gestart_door": "kalender"}


def test_the_calendar_passes_over_a_period_that_no_profile_covers(steps, monkeypatch):
    """The profile of the cliëntervaring ended in 2023: that is no fault for someone to mend twice a year."""
    monkeypatch.setattr("zow.publish.coverage.covered", lambda publicatie, day: [])
    result = run_dag("publish_clientervaring")
    assert result.ok
    assert steps == []
    assert {"plan", "switch", "finish"} <= set(result.skipped)
    # whoever asks for a period or a gemeente gets an answer: plan_publication says what is wrong
    assert run_dag("publish_clientervaring", {"periode": "2025H1"}).ok
    assert next(name for name, _, _ in steps) == "plan_publication"


@pytest.mark.parametrize(("kind", "moment", "period"), [
    ("half", datetime(2015, 2, 1, 6, tzinfo=UTC), "2014H2"),  # effectmeting
    ("half", datetime(2015, 8, 1, 5, tzinfo=UTC), "2015H1"),
    ("half", datetime(2015, 6, 30, 21, 59, tzinfo=UTC), "2014H2"),
    ("half", datetime(2015, 6, 30, 22, 0, tzinfo=UTC), "2015H1"),  # 1 July, 00:00 in Amsterdam
    ("half", datetime(2014, 12, 31, 22, 59, tzinfo=UTC), "2014H1"),
    ("half", datetime(2014, 12, 31, 23, 0, tzinfo=UTC), "2014H2"),
    ("half", datetime(2023, 4, 1, 5, tzinfo=UTC), "2022H2"),  # clientervaring: the half-year that ended before
    ("half", datetime(2023, 10, 1, 5, tzinfo=UTC), "2023H1"),
    ("kwartaal", datetime(2026, 1, 20, 6, tzinfo=UTC), "2025K4"),
    ("kwartaal", datetime(2026, 3, 31, 21, 59, tzinfo=UTC), "2025K4"),
    ("kwartaal", datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "2026K1"),
    ("kwartaal", datetime(2026, 10, 20, 5, tzinfo=UTC), "2026K3"),
    ("jaar", datetime(2026, 1, 10, 6, tzinfo=UTC), "2025"),
    ("jaar", datetime(2026, 7, 10, 5, tzinfo=UTC), "2025"),
    ("jaar", datetime(2025, 12, 31, 22, 59, tzinfo=UTC), "2024"),
    ("jaar", datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "2025"),
    ("maand", datetime(2026, 1, 31, 22, 59, tzinfo=UTC), "2025-12"),
    ("maand", datetime(2026, 1, 31, 23, 0, tzinfo=UTC), "2026-01"),
])
def test_last_period(kind, moment, period):
    assert last_period(kind, moment) == period


def test_the_crons_are_those_of_the_publication_calendar():
    """The months of seeds/policy/publication_calendar.csv; its day is the day itself, but for verantwoording the last one to hand in."""
    with (settings.PROJECT_ROOT / "dbt_project/seeds/policy/publication_calendar.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["maand"]]
    assert {row["publicatie"] for row in rows} == set(CRON)
    for publicatie, cron in CRON.items():
        _, hour, day, months, weekday = cron.split()
        dated = {int(row["maand"]): row["dag"] for row in rows if row["publicatie"] == publicatie}
        assert sorted(map(int, months.split(","))) == sorted(dated)
        assert (hour, weekday) == ("7", "*")  # after the night (04:00) and before the office
        for limit in filter(None, dated.values()):
            assert int(day) < int(limit) if publicatie == "verantwoording" else day == limit


def test_housekeeping_does_all_four_though_one_fails(steps, monkeypatch):
    def broken() -> None:
        raise ZowError("Een bestand in raw is veranderd.", "raw/x", "Zet het terug.")

    monkeypatch.setattr("zow.publish.housekeeping.raw", broken)
    result = run_dag("housekeeping")
    assert not result.ok
    assert sorted(name for name, _, _ in steps) == ["scratch", "versions"]
    assert [task.task_id for task in result.failed] == ["check_raw"]


def test_a_stopped_gate_comes_back_as_it_was_raised_and_without_waiting(steps, monkeypatch):
    def stop(run: str) -> None:
        raise GateStop("Poort hield 1 gemeente tegen", "GM0171", "Herstel de levering.")

    monkeypatch.setattr("zow.steps.gate_feiten", stop)
    bootstrap()
    started = time.monotonic()
    result = run_dag("publish_effectmeting", {"periode": "2014H1"})
    assert time.monotonic() - started < 110  # Airflow's retry delay is 2 minutes
    assert [name for name, _, _ in steps] == ["plan_publication", "build_core"]
    assert [(task.task_id, task.text) for task in result.failed] == [("gate_feiten", str(result.error))]
    assert isinstance(result.error, GateStop) and result.error.exit_code == 3
    assert result.error.herstel == "Herstel de levering."


def test_an_unexpected_fault_names_the_task_and_the_log(steps, monkeypatch):
    monkeypatch.setattr("zow.steps.build_core", lambda run: 1 / 0)
    error = run_dag("warehouse").error
    assert type(error) is ZowError
    assert "build_core" in error.wat and "ZeroDivisionError" in error.wat
    assert "ZeroDivisionError" in open(error.waar).read()  # noqa: PTH123, SIM115


def test_a_wrong_parameter_is_a_usage_error(steps):
    for wrong in ({"periode": "2014K2"}, {"publicatie": "monitor"}, {"gemeenten": ["Soest"]}):
        with pytest.raises(UsageError):
            run_dag("publish_effectmeting", wrong)
    assert steps == []


@pytest.mark.parametrize("name", ["bestaat_niet", "../dags/warehouse"])
def test_an_unknown_dag_is_said_in_dutch(zow_home, name):
    with pytest.raises(ZowError, match="Er is geen DAG"):
        run_dag(name)


def _ingest(monkeypatch, statuses: dict[str, list[str] | Exception], source: str = "gws") -> list[str]:
    judged: list[str] = []

    def ingest_gemeente(bron: str, gemeentecode: str) -> list[SimpleNamespace]:
        assert bron == source
        outcome = statuses[gemeentecode]
        if isinstance(outcome, Exception):
            raise outcome
        judged.append(gemeentecode)
        return [SimpleNamespace(status=status) for status in outcome]

    monkeypatch.setattr("zow.ingest.waiting", lambda bron: list(statuses) if bron == source else [])
    monkeypatch.setattr("zow.ingest.ingest_gemeente", ingest_gemeente)
    return judged


@pytest.mark.parametrize(("source", "statuses", "announced"), [
    ("gws", {"GM0171": ["geaccepteerd"], "GM1731": ["geweigerd"]}, True),
    ("gws", {"GM0171": ["dubbel"], "GM1731": ["geweigerd", "geweigerd"]}, False),
    ("gws", {}, False),
    ("uwv", {"GM0171": ["geweigerd"], "landelijk": ["geaccepteerd"]}, True),
    ("finance", {"GM0171": ["geaccepteerd"]}, True),
])
def test_ingest_announces_only_what_was_accepted(zow_home, monkeypatch, source, statuses, announced):
    judged = _ingest(monkeypatch, statuses, source)
    result = run_dag(f"ingest_{source}")
    assert result.ok, result.error
    assert sorted(judged) == sorted(statuses)
    assert ("announce" not in result.skipped) is announced


@pytest.mark.parametrize("bad", ["GM0001", "GM9999"])
def test_one_gemeente_that_fails_does_not_keep_the_others_from_the_warehouse(zow_home, monkeypatch, bad):
    """First and last by name: the counts of the others must not shift or vanish, in whatever order Airflow takes the tasks."""
    full = ZowError("De schijf is vol.", "raw", "Ruim op.")
    statuses = {"GM0171": ["geweigerd"], "GM1731": ["geaccepteerd"], bad: full}
    judged = _ingest(monkeypatch, dict(sorted(statuses.items())))
    result = run_dag("ingest_gws")
    assert sorted(judged) == ["GM0171", "GM1731"]
    assert "announce" not in result.skipped and "announce" not in {task.task_id for task in result.failed}
    assert not result.ok
    assert [(task.task_id, task.label) for task in result.failed] == [("ingest", bad)]
    assert result.error.wat == "De schijf is vol."


def test_a_person_sees_our_lines_and_the_log_has_all(own_dags, capfd):
    own_dags("spreker", """
        import logging
        from airflow.sdk import dag, task

        @dag(dag_id="spreker", schedule=None)
        def spreker():
            @task
            def one():
                logging.getLogger("zow.proef").info("regel %s van ons", 1)
                logging.getLogger("andermans").info("gewoon")
                logging.getLogger("andermans").warning("let op")
            one()
        spreker()
        """)
    bootstrap()
    capfd.readouterr()
    result = run_dag("spreker")
    shown = capfd.readouterr()
    assert [line.split("  ", 1)[1] for line in shown.err.splitlines()] == ["regel 1 van ons", "let op"]
    assert shown.out == ""
    log = result.log.read_text()
    for text in ("regel 1 van ons", "gewoon", "Marking run"):
        assert text in log
    assert str(result.log) not in {getattr(handler, "baseFilename", "") for handler in logging.getLogger().handlers}


def test_each_zow_home_has_its_own_airflow(own_dags, tmp_path, monkeypatch):
    own_dags("stil", """
        from airflow.sdk import dag, task

        @dag(dag_id="stil", schedule=None)
        def stil():
            @task
            def one(): pass
            one()
        stil()
        """)
    first = run_dag("stil")
    monkeypatch.setenv("ZOW_HOME", str(tmp_path / "ander"))
    second = run_dag("stil")
    assert first.ok and second.ok
    assert str(tmp_path / "zow") in str(first.log)
    assert str(tmp_path / "ander") in str(second.log)
    assert list((tmp_path / "ander" / "airflow" / "inprocess").glob(f"{os.getpid()}.db"))


def test_two_commands_at_a_time_do_not_touch_each_other(own_dags, tmp_path, zow_home):
    """A second process runs the same DAG on the same ZOW_HOME while the first is inside a task."""
    own_dags("samen", f"""
        import time
        from pathlib import Path
        from airflow.sdk import dag, task

        here = Path({str(tmp_path)!r})

        @dag(dag_id="samen", schedule=None, params={{"naam": "a", "ander": "b"}})
        def samen():
            @task
            def meet(params: dict):
                (here / params["naam"]).touch()
                end = time.monotonic() + 600
                while not (here / params["ander"]).exists():
                    assert time.monotonic() < end, "the other never came"
                    time.sleep(0.05)

            @task
            def after(params: dict):
                (here / ("klaar_" + params["naam"])).touch()

            meet() >> after()
        samen()
        """)
    program = "from zow.orchestrate import run_dag\nprint(run_dag('samen', {'naam': 'b', 'ander': 'a'}).state)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as other:
        try:
            mine = run_dag("samen", {"naam": "a", "ander": "b"})
            assert other.communicate(timeout=600)[0].strip() == "success"
        finally:
            other.kill()
    assert mine.ok
    assert (tmp_path / "klaar_a").exists() and (tmp_path / "klaar_b").exists()
    # the other process took its database with it
    assert [path.stem for path in (zow_home / "airflow" / "inprocess").glob("*.db")] == [str(os.getpid())]


def test_what_a_killed_command_left_is_cleared(own_dags, zow_home):
    own_dags("stil", """
        from airflow.sdk import dag, task

        @dag(dag_id="stil", schedule=None)
        def stil():
            @task
            def one(): pass
            one()
        stil()
        """)
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        gone.wait()
    left = zow_home / "airflow" / "inprocess" / f"{gone.pid}.db"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    assert run_dag("stil").ok
    assert not left.exists()


def test_old_logs_go_and_recent_stay(zow_home):
    from zow.orchestrate.logs import prune

    folder = zow_home / "airflow" / "logs" / "dag_id=x"
    folder.mkdir(parents=True)
    for name, days in (("oud.log", 61), ("recent.log", 59)):
        (folder / name).touch()
        os.utime(folder / name, (time.time() - days * 86400,) * 2)
    assert prune() == 1
    assert [path.name for path in folder.iterdir()] == ["recent.log"]
