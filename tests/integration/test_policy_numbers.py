"""Policy is data (architecture 8): a number changed in a seed changes the figure and its shown definition, with no SQL touched."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest

from tests.support import line, small
from zow import figures, settings
from zow.sample.write import write_gws
from zow.warehouse import build, planning
from zow.warehouse.run import Run

# seed row -> the number instead of the one of today, chosen so that each figure below turns
CHANGED = {"standaard,succes_na_maanden,3": "standaard,succes_na_maanden,1",
           "standaard,krediet_maanden,6": "standaard,krediet_maanden,2",
           "standaard,duurzaam_maanden,6": "standaard,duurzaam_maanden,1"}


def content() -> dict[str, pd.DataFrame]:
    """One person: an activiteit ends on 15 January, an exit to regular work follows on 31 March, a new uitkering on 20 May."""
    tables = small.tables(clients=1, ended=date(2014, 1, 15), goal_reached=False)
    spell = tables["uitkeringen"].assign(einddatum=date(2014, 3, 31), reden_beeindiging="werk_regulier")
    again = tables["uitkeringen"].assign(uitkeringnummer="U2", dossiernummer="D2", begindatum=date(2014, 5, 20))
    return tables | {"uitkeringen": pd.concat([spell, again], ignore_index=True)}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Core and marts of that person, built by the project with the changed seed."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(settings.PROJECT_ROOT / "dbt_project", root / "dbt_project")
    seed = root / "dbt_project" / "seeds" / "policy" / "profile_values.csv"
    text = seed.read_text(encoding="utf-8")
    for old, new in CHANGED.items():
        assert text.count(old) == 1, f"the seed no longer says {old}"
        text = text.replace(old, new)
    seed.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(root / "zow"))
        patch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
        write_gws(root / "zow" / "landing", "GM0171", "20150105T0300", content())
        line.ingest_all()
        patch.setenv("ZOW_PROJECT_ROOT", str(root))
        run = Run("beleid")
        builds = planning.builds(None, None)
        assert build.core(run, builds, None) == {} and build.marts(run, builds, None) == {}
        yield run.database


@pytest.mark.parametrize(("sql", "today", "then"), [
    # 31 March lies within 3 months of 15 January, not within 1
    ("select succesvol from marts.effectmeting where periode = '2014' and einddoel = 'totaal'", 1, 0),
    # and not within 2: the exit is credited to no instrument
    ("select count(*) from marts.wat_werkt where periode = '2014' and doelgroep = 'alle' and voorziening_code = 'V1' "
     "and uitstroom_laatste = 1", 1, 0),
    # 20 May is a return within 6 months of 31 March, not within 1
    ("select waarde from marts.indicatoren where periode = '2014' and profiel = 'standaard' and indicator = 'duurzaam_aandeel'", 0, 1)])
def test_the_figure_follows_the_seed(database, sql, today, then):
    assert today != then
    assert line.query(database, sql) == [(then,)]


def test_the_shown_definition_follows_the_seed(database):
    changed = {mart.model.name: mart for mart in figures.load(database.parents[4] / "dbt_project")}
    shown = {
        ("effectmeting", "succesvol"): "einddatum + 1 maanden",
        ("wat_werkt", "uitstroom_laatste"): "niet langer dan 2 maanden voorbij"}
    for (mart, column), words in shown.items():
        assert words in changed[mart].column(column).definitie
    durable = next(i for i in changed["indicatoren"].indicators if (i.profiel, i.code) == ("standaard", "duurzaam_aandeel"))
    assert " 1 maand" in durable.definitie and " 6 maand" not in durable.definitie
