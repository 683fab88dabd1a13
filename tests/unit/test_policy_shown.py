"""Changed policy values where a reader meets them: the report of a version, the catalogue, and a run that will not start."""

from __future__ import annotations

import pytest

from tests.support.report_version import built, read_page, version_dir, write_version  # noqa: F401 - fixtures
from zow import policy, settings, steps
from zow.report import catalogus
from zow.report.catalogus import pages
from zow.warehouse.run import Run

CHANGED = {"wat": "norm", "profiel": "noordoostpolder_2014", "naam": "N01", "onderdeel": "onvoldoendes", "waarde": "2", "richting": "",
           "geldig_van": "2014-01-01", "geldig_tot": None, "reden": "raadsbesluit <7>", "wie": "J. de Vries", "wanneer": "2014-12-01"}
HEADER = "wat;profiel;naam;waarde;reden;wie;wanneer\n"


def test_the_report_says_with_which_changed_values_it_was_made_whatever_the_file_says_by_now(version_dir, monkeypatch):  # noqa: F811
    monkeypatch.delenv("ZOW_PROJECT_ROOT")  # the definitions and seeds of our own project, not the small one of the report tests
    write_version(version_dir, beleid=[CHANGED])
    policy.path().parent.mkdir(parents=True)
    policy.path().write_text("niet meer te lezen", encoding="utf-8")
    rows = next(rows for caption, rows in read_page(version_dir).tables.items() if caption.startswith("Gewijzigd, door wie"))
    assert rows[1] == ["norm", "noordoostpolder_2014", "N01 onvoldoendes", "2", "1 januari 2014", "–", "J. de Vries", "1 december 2014",
                       "raadsbesluit <7>"]
    page = (version_dir / "report" / "catalogus" / "aanbieders.geblokkeerd_vanaf.html").read_text(encoding="utf-8")
    assert "op 3 (tot en met 31-12-2013), 2 (vanaf 01-01-2014) onvoldoendes" in page
    assert "gewijzigd door J. de Vries op 1 december 2014" in page


def test_a_faulty_file_stops_a_run_before_anything_is_made(zow_home):
    policy.path().parent.mkdir()
    policy.path().write_text(HEADER + "waarde;standaard;succes_na_maanden;drie;r;w;1-1-2024\n", encoding="utf-8")
    with pytest.raises(policy.PolicyRefused, match="regel 2, kolom waarde"):
        steps.plan_nightly("nacht")
    assert not Run("nacht").folder.exists()


def test_the_catalogue_of_the_house_is_written_again_when_the_policy_changed(zow_home, monkeypatch):
    made = []
    monkeypatch.setattr(pages, "write", lambda folder: folder.mkdir(parents=True, exist_ok=True) or made.append(folder))
    catalogus.write_house()
    catalogus.write_house()
    assert made == [settings.get().reports / "catalogus"]
    policy.path().parent.mkdir()
    policy.path().write_text(HEADER + "waarde;standaard;succes_na_maanden;4;r;w;1-1-2024\n", encoding="utf-8")
    catalogus.write_house()
    assert len(made) == 2
