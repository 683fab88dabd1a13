"""Vier ogen: whose decision counts, what it does to the draft, the log and the readers, and what the request shows."""

from __future__ import annotations

import json
import os
import time
from datetime import date

import duckdb
import pytest

from tests.support import closed_year
from zow import steps
from zow.errors import UsageError, ZowError
from zow.publish import approval, command, coverage, housekeeping, log, request, version
from zow.report import toelichting
from zow.status import places
from zow.warehouse.run import Run

STARTER, OTHER = "A. Analist", "C. Controleur"


@pytest.fixture
def run(zow_home, monkeypatch) -> Run:
    """A run with its draft, waiting. The report has tests of its own: here it is only asked for."""
    monkeypatch.setattr("zow.report.render", lambda folder: (folder / "report").mkdir(exist_ok=True))
    made = closed_year.write_run("publish_verantwoording__1")
    approval.ask(made, [STARTER])
    return made


def published(sql="select versie, gestart_door, goedgekeurd_door, goedgekeurd_op is not null, opmerking, status from meta.publicaties"):
    with duckdb.connect(str(log.versions_folder() / log.current() / version.DATABASE), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.mark.parametrize(("door", "opmerking", "akkoord", "what"), [
    ("", "gezien", True, "naam"), (None, "gezien", True, "naam"), ("  ", "gezien", False, "naam"),
    (OTHER, "", True, "opmerking"), (OTHER, " \n", False, "opmerking"), (OTHER, None, True, "opmerking"),
    ("A. Analist", "gezien", True, "vier ogen"), ("a.ANALIST ", "gezien", True, "vier ogen"), ("admin", "gezien", True, "vier ogen"),
])
def test_what_does_not_count(door, opmerking, akkoord, what):
    assert what in approval.objection([STARTER, "Admin", None], door, opmerking, akkoord)


def test_what_counts():
    assert approval.objection([STARTER, None], OTHER, "gezien") is None
    assert approval.objection([STARTER], STARTER, "bij nader inzien niet", akkoord=False) is None  # a starter may withdraw


@pytest.mark.parametrize(("publicatie", "day", "codes", "asked"), [
    ("verantwoording", "2014-12-31", ["GM0171", "GM0342"], ["GM0171", "GM0342"]),  # 0342 has no profile at P: somebody named it
    ("monitor", "2021-03-31", ["GM1731"], []), ("effectmeting", "2014-06-30", ["GM0171", "GM0342"], []),
])
def test_who_must_be_approved_stands_in_the_seeds(publicatie, day, codes, asked):
    assert coverage.approval_required(publicatie, date.fromisoformat(day), codes) == asked


def test_a_setting_asks_it_for_other_publications_too(monkeypatch):
    plan = closed_year.plan("1", publicatie="effectmeting")
    plan.periode = "2014H2"
    assert approval.needed(plan) == []
    monkeypatch.setenv("ZOW_GOEDKEURING", "monitor, effectmeting")
    assert approval.needed(plan) == ["GM0171"]


def test_without_a_decision_switch_publishes_nothing(run):
    with pytest.raises(approval.ApprovalNeeded, match="niet goedgekeurd") as stopped:
        steps.switch(run.run_id)
    assert stopped.value.exit_code == 4
    assert log.current() is None and log.entries() == {} and run.draft.exists()
    assert any("wacht op goedkeuring: verantwoording 2014" in line for line in places.published())


def test_an_approval_is_kept_in_log_version_and_parquet(run):
    approval.decide(run, True, f" {OTHER} ", "Aansluiting gezien", [STARTER])
    steps.switch(run.run_id)
    assert published() == [(1, STARTER, OTHER, True, "Aansluiting gezien", "actueel")]
    entry = log.entries()[closed_year.NAME]
    assert (entry.goedgekeurd_door, entry.opmerking) == (OTHER, "Aansluiting gezien")
    assert entry.gepubliceerd_op >= entry.goedgekeurd_op > "2026"  # published when it was approved, not when it was drafted
    folder = log.versions_folder() / entry.name
    assert json.loads((folder / "version.json").read_text())["goedgekeurd_door"] == OTHER
    parquet = folder / "parquet" / "meta" / "publicaties.parquet"
    assert duckdb.sql(f"select goedgekeurd_door from '{parquet}'").fetchall() == [(OTHER,)]
    assert oct((folder / version.DATABASE).stat().st_mode)[-3:] == "444"
    assert published("select count(*) from marts.uitputting") == [(7,)]  # and nothing else of what was approved changed
    assert any(f"goedgekeurd door {OTHER}" in line for line in places.published())


def test_the_words_that_were_approved_are_published_whatever_somebody_wrote_since(run, zow_home):
    copy = run.draft / toelichting.COPY
    copy.write_text("## GM0171 reservering.saldo\n\nZoals voorgelegd.\n")
    approval.decide(run, True, OTHER, "gezien", [STARTER])
    (zow_home / "toelichting").mkdir()
    (zow_home / "toelichting" / "verantwoording_2014.md").write_text("## GM0171 reservering.saldo\n\nAnders.\n")
    steps.switch(run.run_id)
    assert "Zoals voorgelegd" in (log.versions_folder() / log.current() / toelichting.COPY).read_text()


def test_no_words_were_approved_so_none_are_published(run, zow_home, monkeypatch):
    approval.decide(run, True, OTHER, "gezien", [STARTER])
    (zow_home / "toelichting").mkdir()
    (zow_home / "toelichting" / "verantwoording_2014.md").write_text("## GM0171 reservering.saldo\n\nAchteraf.\n")
    monkeypatch.undo()  # the report itself reads the words
    monkeypatch.setenv("ZOW_HOME", str(zow_home))
    steps.switch(run.run_id)
    assert "Achteraf" not in (log.versions_folder() / log.current() / "report" / "index.html").read_text()


def test_a_refused_answer_changes_nothing_and_status_says_why(run):
    with pytest.raises(approval.Objection, match="vier ogen"):
        approval.decide(run, True, "a. analist", "gezien", [STARTER])
    assert run.draft.exists() and run.read().goedgekeurd_door is None
    assert any("laatste antwoord telde niet" in line and "zelf gestart" in line for line in places.published())
    approval.decide(run, True, OTHER, "gezien", [STARTER])
    assert run.read().antwoord_geweigerd is None


def test_a_rejection_leaves_everything_as_it_was_and_is_remembered(run):
    before = sorted(path for path in log.folder().parent.rglob("*") if "afgewezen" not in path.parts)
    approval.decide(run, False, OTHER, "begroting klopt niet", [STARTER])
    assert log.current() is None and log.entries() == {} and not run.draft.exists()
    assert sorted(path for path in log.folder().parent.rglob("*") if "afgewezen" not in path.parts and path != log.folder()) == before
    (record,) = approval.rejections()
    assert (record["afgewezen_door"], record["opmerking"], record["gemeenten"]) == (OTHER, "begroting klopt niet", ["GM0171"])
    assert any(f"afgewezen: verantwoording 2014 door {OTHER}" in line and "begroting klopt niet" in line for line in places.published())
    with pytest.raises(ZowError):
        steps.switch(run.run_id)


def test_an_approval_does_not_outlive_newer_figures_of_the_same_gemeente(run):
    second = closed_year.write_run("publish_verantwoording__2")
    for each in (run, second):
        approval.decide(each, True, OTHER, "gezien", [STARTER])
    steps.switch(second.run_id)
    with pytest.raises(approval.StaleApproval, match=r"geldt niet meer.*GM0171"):
        steps.switch(run.run_id)
    assert list(log.entries()) == [closed_year.NAME] == [log.current()]


def test_a_version_of_another_gemeente_does_no_harm_to_an_approval(run, monkeypatch):
    other = closed_year.write_run("publish_effectmeting__1")
    entry = version.read_draft(other)
    entry.publicatie, entry.gemeenten[0]["gemeentecode"] = "effectmeting", "GM0090"
    log.versions_folder().mkdir(parents=True)
    other.draft.rename(log.versions_folder() / entry.name)
    log.save(entry)
    log.point(log.folder().parent / "current", log.versions_folder() / entry.name)
    approval.decide(run, True, OTHER, "gezien", [STARTER])
    again = []
    # what needs a candidate has tests of its own (tests/integration/test_publish.py); here: it is done, and with the approval
    monkeypatch.setattr("zow.warehouse.build.revised", lambda *_: None)
    monkeypatch.setattr(version, "make_draft", lambda of, plan, quality: again.append(plan.goedgekeurd_door))
    steps.switch(run.run_id)
    assert again == [OTHER] and log.current() == closed_year.NAME


def test_the_request_shows_what_another_must_see(run):
    subject, text = approval.ask(run, [STARTER, "admin", None])
    assert subject == "Goedkeuring gevraagd: verantwoording 2014"
    for part in ("Gestart door **A. Analist**, peilmoment 2015-01-20T03:00", "### GM0171 Noordoostpolder",
                 "| participatiebudget | € 1.000,00 | € 900,00 | € 200,00 | € 10,00 |",
                 "Betalingen € 170,00, grootboek € 1.080,00, verschil € -910,00: alleen_gws € 20,00, alleen_grootboek € -930,00.",
                 "Onverklaard: **€ 0,00**.",
                 "Uitkeringen (I-deel, buig): inkomensbetalingen € 890,00, grootboek € 900,00, verschil € -10,00",
                 "N20 1 keer, N22 1 keer (€ 50,00), N23 1 keer (€ 20,00)",
                 "Goedkeuren kan ieder ander dan A. Analist of admin, met een opmerking",
                 "Gewijzigde beleidswaarden van GM0171 sinds", "Waarschuwingen: 1.", "De begroting telt niet op (gezien 10,00, grens 0)"):
        assert part in text
    assert closed_year.PERSON not in text and "ab" * 32 not in text


CHANGED = {"wat": "norm", "profiel": "noordoostpolder_2014", "naam": "N01", "onderdeel": "onvoldoendes", "waarde": "2", "richting": "",
           "geldig_van": "2014-01-01", "geldig_tot": None, "reden": "raadsbesluit\n7", "wie": "J. de Vries", "wanneer": "2014-12-01"}
SAID = "norm N01 onvoldoendes van noordoostpolder_2014, vanaf 01-01-2014: was 3, wordt {}; door J. de Vries op 01-12-2014: raadsbesluit 7"


def test_the_request_lists_the_policy_values_that_changed_since_the_figures_of_now(run, zow_home):
    def asked(*changes: dict) -> list[str]:
        plan = run.read()
        plan.beleid = list(changes)
        return request._policy(plan, {"voorganger": before.name})

    before = version.read_draft(run)
    assert asked() == ["Gewijzigde beleidswaarden van GM0171 sinds de beleidsnota's, want er is nog niet eerder gepubliceerd: geen."]
    before.beleid = [CHANGED]
    log.save(before)
    since = f"Gewijzigde beleidswaarden van GM0171 sinds {before.name}: "
    assert asked(CHANGED) == [f"{since}geen."]
    assert asked({**CHANGED, "waarde": "4"}) == [f"{since}2.", f"- {SAID.format(4)}", f"- vervallen: {SAID.format(2)}"]
    before.gemeenten[0]["uit_versie"] = "effectmeting_2013H2_v1"  # carried over from a version that nobody knows any more
    log.save(before)
    assert asked(CHANGED) == [
        "Gewijzigde beleidswaarden van GM0171: niet te vergelijken, effectmeting_2013H2_v1 staat niet meer in het log."]


def test_the_draft_of_a_run_that_waits_outlives_the_scratch_of_others(run):
    done = closed_year.write_run("publish_verantwoording__klaar")
    for folder in (run.folder, done.folder):
        os.utime(folder, (time.time() - 30 * 86400,) * 2)
    assert housekeeping.scratch() == [done.folder.name]
    os.utime(run.folder, (time.time() - 100 * 86400,) * 2)
    assert housekeeping.scratch() == [run.folder.name]


@pytest.mark.parametrize(("approve_as", "remark"), [(STARTER, "gezien"), (OTHER, None), (None, "gezien"), ("", "gezien")])
def test_a_decision_that_does_not_count_starts_nothing(zow_home, monkeypatch, approve_as, remark):
    monkeypatch.setenv("ZOW_USER", STARTER)
    monkeypatch.setattr("zow.orchestrate.run_dag", lambda *_: pytest.fail("the run was started"))
    with pytest.raises(UsageError):
        command.publish("verantwoording", "2014", None, [], approve_as, remark)
