"""Policy is data (architecture 8): a value that somebody changed in beleid/wijzigingen.csv changes the figure, its status, the findings
of a norm and the shown definition, with no SQL or seed touched."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from tests.support import line, small
from zow import figures, policy, settings
from zow.report import catalogus
from zow.sample.write import write_gws
from zow.warehouse import build, planning
from zow.warehouse.run import Run

# As Excel saves it in the Netherlands. Each value is chosen so that the figure below turns.
CHANGED = """wat;profiel;naam;onderdeel;waarde;richting;geldig_van;geldig_tot;reden;wie;wanneer
waarde;standaard;succes_na_maanden;;1;;;;proef met één maand;J. de Vries;1-2-2015
waarde;standaard;krediet_maanden;;2;;;;proef;J. de Vries;1-2-2015
waarde;standaard;duurzaam_maanden;;1;;;;proef;J. de Vries;1-2-2015
doel;noordoostpolder_2014;aanbieders_geblokkeerd;;0;maximaal;1-7-2014;;raadsbesluit 7;J. de Vries;1-2-2015
norm;noordoostpolder_2014;N01;;1;;;;nota 4.1;J. de Vries;1-2-2015
goedkeuring;noordoostpolder_2014;effectmeting;;ja;;;;vier ogen;J. de Vries;1-2-2015
"""


def content() -> dict[str, pd.DataFrame]:
    """One person: an activiteit ends on 15 January, judged onvoldoende, an exit to regular work follows on 31 March, a new uitkering
    on 20 May and a new activiteit of the same aanbieder on 1 June."""
    tables = small.tables(clients=1, ended=date(2014, 1, 15), goal_reached=False)
    spell = tables["uitkeringen"].assign(einddatum=date(2014, 3, 31), reden_beeindiging="werk_regulier")
    again = tables["uitkeringen"].assign(uitkeringnummer="U2", dossiernummer="D2", begindatum=date(2014, 5, 20))
    first = tables["activiteiten"].assign(kwaliteit_oordeel="onvoldoende")
    second = tables["activiteiten"].assign(activiteitnummer="AC2", begindatum=date(2014, 6, 1), einddatum=None, beeindiging=None,
                                           doel_behaald=None)
    return tables | {"uitkeringen": pd.concat([spell, again], ignore_index=True),
                     "activiteiten": pd.concat([first, second], ignore_index=True)}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Core and marts of that person, built with the changed values."""
    root = tmp_path_factory.mktemp("beleid")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(root))
        patch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
        write_gws(root / "landing", "GM0171", "20150105T0300", content())
        line.ingest_all()
        policy.path().parent.mkdir()
        policy.path().write_bytes(CHANGED.encode("windows-1252"))
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
    ("select waarde from marts.indicatoren where periode = '2014' and profiel = 'standaard' and indicator = 'duurzaam_aandeel'", 0, 1),
    # one onvoldoende blocks instead of three: what begins after it is a finding
    ("select count(*) from marts.normafwijkingen where norm = 'N01' and sleutel = 'AC2' and toegestaan = 0", 0, 1),
    # and the half-year that has a target does not reach it, the one before has none
    ("select list(status order by periode) from marts.indicatoren where periode in ('2014H1', '2014H2') "
     "and indicator = 'aanbieders_geblokkeerd'", ["geen_doel", "geen_doel"], ["geen_doel", "niet_gehaald"]),
    ("select clausule from core.policy_values where sleutel = 'succes_na_maanden'", "S3 3.2", "proef met één maand"),
    ("select goedkeuring_vereist from policy.profile_publications where profiel = 'noordoostpolder_2014' "
     "and publicatie = 'effectmeting'", False, True)])
def test_the_figure_follows_the_change(database, sql, today, then):
    assert today != then
    assert line.query(database, sql) == [(then,)]


def test_the_shown_definition_follows_the_change(database):
    changed = {mart.model.name: mart for mart in figures.load(settings.get().dbt_project)}
    shown = {
        ("effectmeting", "succesvol"): "einddatum + 1 maanden",
        ("wat_werkt", "uitstroom_laatste"): "niet langer dan 2 maanden voorbij"}
    for (mart, column), words in shown.items():
        assert words in changed[mart].column(column).definitie
    durable = next(i for i in changed["indicatoren"].indicators if (i.profiel, i.code) == ("standaard", "duurzaam_aandeel"))
    assert " 1 maand" in durable.definitie and " 6 maand" not in durable.definitie


def test_the_catalogue_says_who_changed_what_and_when(database, tmp_path):
    catalogus.write(tmp_path / "catalogus")
    page = (tmp_path / "catalogus" / "duurzaam_aandeel.html").read_text(encoding="utf-8")
    assert "gewijzigd door J. de Vries op 1 februari 2015" in page
    page = (tmp_path / "catalogus" / "aanbieders_geblokkeerd.html").read_text(encoding="utf-8")
    assert "vanaf 1 juli 2014" in page and "raadsbesluit 7" in page


def test_a_recorded_policy_goes_before_the_file_and_makes_another_fingerprint(database):
    now = planning.fingerprint()
    with policy.using(json.loads(json.dumps(policy.record()))):
        policy.path().write_text("onzin", encoding="utf-8")
        assert planning.fingerprint() == now
    policy.path().unlink()
    assert planning.fingerprint() != now
