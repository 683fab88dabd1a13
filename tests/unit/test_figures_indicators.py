"""zow.figures.indicators: the definition that is shown carries the numbers that are used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zow import settings
from zow.errors import ZowError
from zow.figures import indicators

PROJECT = settings.PROJECT_ROOT / "dbt_project"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "seeds" / "policy", tmp_path / "seeds" / "policy")
    return tmp_path


def shown(project: Path, profiel: str, code: str) -> str:
    return next(i.definitie for i in indicators.load(project) if (i.profiel, i.code) == (profiel, code))


def change(project: Path, seed: str, old: str, new: str) -> None:
    path = project / "seeds" / "policy" / f"{seed}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_number_of_our_own_definitions_is_filled_in() -> None:
    found = indicators.load(PROJECT)
    assert len(found) > 60
    assert [i.code for i in found if "{" in i.definitie or not (i.naam and i.clausule and i.periodesoorten and i.uitsplitsingen)] == []


@pytest.mark.parametrize(("seed", "old", "new", "profiel", "code", "before", "after"), [
    ("profile_values", "duurzaam_maanden,6,", "duurzaam_maanden,9,", "standaard", "duurzaam_aandeel", "binnen 6 maanden",
     "binnen 9 maanden"),
    ("norm_values", "N18,dagen,56,", "N18,dagen,42,", "smallingerland_2010", "wij_aanbod_tijdig", "binnen 56 dagen", "binnen 42 dagen"),
    ("indicator_values", "nuggers_werk,maanden,3,", "nuggers_werk,maanden,4,", "soest_2008", "nuggers_werk", "binnen 3 maanden",
     "binnen 4 maanden"),
])
def test_a_number_changed_in_a_seed_changes_the_definition(project, seed, old, new, profiel, code, before, after) -> None:
    assert before in shown(project, profiel, code)
    change(project, seed, old, new)
    assert after in shown(project, profiel, code)


def test_the_value_of_the_own_profile_goes_before_that_of_standaard(project) -> None:
    path = project / "seeds" / "policy" / "profile_values.csv"
    path.write_text(path.read_text(encoding="utf-8") + "smallingerland_2010,draaideur_maanden,18,2012-01-01,,S0\n", encoding="utf-8")
    assert "binnen 12, 18 (vanaf 01-01-2012) maanden" in shown(project, "smallingerland_2010", "draaideur")
    path.write_text(path.read_text(encoding="utf-8").replace(",18,2012-01-01,", ",18,,"), encoding="utf-8")
    assert "binnen 18 maanden" in shown(project, "smallingerland_2010", "draaideur")


def test_a_definition_for_all_names_the_profiles_that_have_their_own_value(project) -> None:
    path = project / "seeds" / "policy" / "profile_values.csv"
    path.write_text(path.read_text(encoding="utf-8") + "soest_2008,duurzaam_maanden,9,,,S4\n", encoding="utf-8")
    assert "binnen 6 (soest_2008: 9) maanden" in shown(project, "standaard", "duurzaam_aandeel")


def test_a_number_that_no_seed_has_is_an_error(project) -> None:
    change(project, "indicators", "{profiel:duurzaam_maanden}", "{profiel:bestaat_niet}")
    with pytest.raises(ZowError, match=r"duurzaam_aandeel noemt \{profiel:bestaat_niet\}"):
        indicators.load(project)


def test_a_project_without_indicators_has_none(tmp_path) -> None:
    assert indicators.load(tmp_path) == []
