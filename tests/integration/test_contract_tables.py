"""The columns of everything that is published, typed over by hand from marts.md: names, order, types, `gemeentecode` everywhere.

Counts BIGINT (or INTEGER), money DECIMAL(18,2), shares DOUBLE; columns of our own only after those of the page.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from tests.support import line, small
from zow.publish import dagstand, log
from zow.report.norms import content as norms
from zow.sample.write import write_gws
from zow.sample.write_files import write_file

TEXT, DAY, FLAG, MONEY, COUNT, SHARE, MOMENT = "VARCHAR", "DATE", "BOOLEAN", "DECIMAL(18,2)", "BIGINT", "DOUBLE", "TIMESTAMP"

# table -> the columns of marts.md, in its order
PAGE = {
    "core.fct_activities": {
        "gemeentecode": TEXT, "activiteitnummer": TEXT, "trajectnummer": TEXT, "client_key": TEXT, "voorziening_code": TEXT,
        "voorziening_soort": TEXT, "einddoel": TEXT, "trajectdoel": TEXT, "aanbieder_code": TEXT, "begindatum": DAY,
        "einddatum": DAY, "resultaat": TEXT, "voorlopig": FLAG, "overeengekomen_prijs": MONEY, "verschuldigd": MONEY,
        "betaald": MONEY, "uren": MONEY, "kosten_intern": MONEY},
    "core.fct_costs": {
        "gemeentecode": TEXT, "kosten_id": TEXT, "soort": TEXT, "datum": DAY, "bedrag": MONEY, "activiteitnummer": TEXT,
        "voorziening_code": TEXT, "einddoel": TEXT, "aanbieder_code": TEXT, "client_key": TEXT, "budgetpost": TEXT,
        "factuurnummer": TEXT, "betalingnummer": TEXT, "verplichtingnummer": TEXT, "betalingsoort": TEXT},
    "core.fct_commitments": {
        "gemeentecode": TEXT, "verplichtingnummer": TEXT, "activiteitnummer": TEXT, "datum": DAY, "bedrag": MONEY,
        "betaald": MONEY, "status": TEXT, "budgetpost": TEXT},
    "core.fct_outcomes": {
        "gemeentecode": TEXT, "uitkomst_id": TEXT, "client_key": TEXT, "soort": TEXT, "datum": DAY, "waarde": TEXT, "naar_werk": FLAG,
        "regulier_werk": FLAG, "duurzaam": FLAG, "draaideur": FLAG, "laatste_voorziening_code": TEXT, "trajectnummer": TEXT},
    "core.client_target_groups": {"gemeentecode": TEXT, "client_key": TEXT, "doelgroep": TEXT, "peildatum": DAY},
    "core.dim_periods": {"periode": TEXT, "soort": TEXT, "van": DAY, "tot": DAY},
    "marts.effectmeting": {
        "gemeentecode": TEXT, "periode": TEXT, "einddoel": TEXT, "succesvol": COUNT, "niet_succesvol": COUNT,
        "vroegtijdig_beeindigd": COUNT, "totaal": COUNT, "voorlopig": COUNT, "betaalde_kosten": MONEY,
        "openstaande_verplichtingen": MONEY, "totale_kosten": MONEY},
    "marts.nclp": {
        "gemeentecode": TEXT, "activiteitnummer": TEXT, "aanbieder_code": TEXT, "resultaat": TEXT, "voorlopig": FLAG,
        "prijs": MONEY, "verschuldigd": MONEY, "betaald": MONEY, "verschil": MONEY},
    "marts.aanbieders": {
        "gemeentecode": TEXT, "periode": TEXT, "aanbieder_code": TEXT, "beeindigd": COUNT, "succesvol": COUNT,
        "niet_succesvol": COUNT, "vroegtijdig_beeindigd": COUNT, "succes_aandeel": SHARE, "betaald": MONEY,
        "gemiddelde_prijs": MONEY, "onvoldoende_cumulatief": COUNT, "geblokkeerd_vanaf": DAY},
    "marts.bijstand_stromen": {
        "gemeentecode": TEXT, "periode": TEXT, "stand_begin": COUNT, "instroom": COUNT, "uitstroom": COUNT,
        "uitstroom_werk": COUNT, "stand_eind": COUNT, "uitkeringen_eind": COUNT, "voorlopig": COUNT},
    "marts.benchmark_bijstand": {
        "gemeentecode": TEXT, "eigen_gemeentecode": TEXT, "jaar": COUNT, "groep": TEXT, "is_eigen": FLAG, "volume_ultimo": COUNT,
        "volume_verandering": SHARE, "instroom_aandeel": SHARE, "uitstroom_aandeel": SHARE, "groep_volume_verandering": SHARE,
        "groep_instroom_aandeel": SHARE, "groep_uitstroom_aandeel": SHARE, "positie_volume": TEXT, "positie_instroom": TEXT,
        "positie_uitstroom": TEXT},
    "marts.wat_werkt": {
        "gemeentecode": TEXT, "periode": TEXT, "voorziening_code": TEXT, "trajectdoel": TEXT, "doelgroep": TEXT, "ingezet": COUNT,
        "clienten": COUNT, "beeindigd": COUNT, "afgerond_succesvol": COUNT, "voortijdig_uitgevallen": COUNT, "kosten_extern": MONEY,
        "kosten_intern": MONEY, "kosten_totaal": MONEY, "kosten_per_succes": MONEY, "uitstroom_laatste": COUNT,
        "uitstroom_betrokken": COUNT, "clienten_beeindigd": COUNT, "voorlopig": COUNT, "bruto_effectiviteit": SHARE,
        "wilson_laag": SHARE, "wilson_hoog": SHARE, "kosten_per_uitstroom": MONEY},
    "marts.trede_verandering": {
        "gemeentecode": TEXT, "periode": TEXT, "trajectdoel": TEXT, "gestegen": COUNT, "gelijk": COUNT, "gedaald": COUNT,
        "onbekend": COUNT},
    "marts.traject_resultaten": {
        "gemeentecode": TEXT, "periode": TEXT, "trajectdoel": TEXT, "begonnen": COUNT, "beeindigd": COUNT, "doel_bereikt": COUNT,
        "uitval_verwijtbaar": COUNT, "uitval_niet_verwijtbaar": COUNT, "uitstroom_werk": COUNT, "deeltijdwerk": COUNT,
        "participatie": COUNT},
    "marts.kosten_per_soort": {"gemeentecode": TEXT, "periode": TEXT, "kostensoort": TEXT, "bedrag": MONEY},
    "marts.normafwijkingen": {
        "gemeentecode": TEXT, "profiel": TEXT, "norm": TEXT, "sleutel": TEXT, "client_key": TEXT, "aanbieder_code": TEXT, "datum": DAY,
        "gevonden": MONEY, "toegestaan": MONEY, "eenheid": TEXT, "bedrag": MONEY, "clausule": TEXT},
    "marts.uitputting": {
        "gemeentecode": TEXT, "periode": TEXT, "deel": TEXT, "budgetpost": TEXT, "begroot": MONEY, "gerealiseerd_grootboek": MONEY,
        "gerealiseerd_gws": MONEY, "openstaande_verplichtingen": MONEY, "beschikbaar": MONEY, "uitputting_aandeel": SHARE},
    "marts.participatiebudget_verloop": {
        "gemeentecode": TEXT, "jaar": COUNT, "deel": TEXT, "toegekend": MONEY, "meegenomen": MONEY, "ontvangsten": MONEY, "uitgaven": MONEY,
        "saldo": MONEY, "saldo_aandeel": SHARE, "opgegeven_saldo": MONEY, "verschil_saldo": MONEY, "som_posten": MONEY,
        "opgegeven_totaal_posten": MONEY, "verschil_posten": MONEY, "opgegeven_totaal_toegekend": MONEY, "verschil_toegekend": MONEY,
        "verschil_meegenomen": MONEY},
    "marts.reservering": {
        "gemeentecode": TEXT, "jaar": COUNT, "toegekend": MONEY, "saldo": MONEY, "ruimte": MONEY, "meeneembaar": MONEY,
        "onrechtmatig": MONEY, "terug_te_betalen": MONEY, "ten_laste_volgend_jaar": MONEY, "eigen_middelen": MONEY},
    "marts.aansluiting": {
        "gemeentecode": TEXT, "jaar": COUNT, "periode": COUNT, "budgetpost": TEXT, "status": TEXT, "factuurnummer": TEXT,
        "betalingnummer": TEXT, "boekstuk": TEXT, "regel": COUNT, "bedrag_gws": MONEY, "bedrag_grootboek": MONEY, "verschil": MONEY},
    "marts.aansluiting_totaal": {
        "gemeentecode": TEXT, "jaar": COUNT, "budgetpost": TEXT, "totaal_gws": MONEY, "totaal_grootboek": MONEY, "verschil": MONEY,
        "aangesloten": MONEY, "periodeverschil": MONEY, "postverschil": MONEY, "dubbel": MONEY, "bedragverschil": MONEY,
        "alleen_gws": MONEY, "alleen_grootboek": MONEY},
    "marts.revisies": {
        "gemeentecode": TEXT, "publicatie": TEXT, "versie": COUNT, "periode": TEXT, "indicator": TEXT, "uitsplitsing": TEXT,
        "waarde_toen": SHARE, "waarde_nu": SHARE, "verschil": SHARE, "records_toegevoegd": COUNT, "records_gewijzigd": COUNT,
        "records_vervallen": COUNT},
    "marts.ladder_matrix": {
        "gemeentecode": TEXT, "peildatum": DAY, "maanden": COUNT, "trede_toen": COUNT, "trede_nu": COUNT, "personen": COUNT},
    "marts.indicatoren": {
        "gemeentecode": TEXT, "profiel": TEXT, "indicator": TEXT, "periode": TEXT, "uitsplitsing": TEXT, "waarde": SHARE,
        "teller": SHARE, "noemer": SHARE, "doel": SHARE, "richting": TEXT, "status": TEXT, "voorlopig": COUNT, "eenheid": TEXT,
        "clausule": TEXT, "peilmoment": TEXT},
    "meta.leveringen": {
        "gemeentecode": TEXT, "bron": TEXT, "levering": TEXT, "geleverd_op": MOMENT, "ontvangen_op": MOMENT, "status": TEXT,
        "reden": TEXT, "regels": COUNT, "afgekeurd": COUNT, "sha256": TEXT},
    "meta.quarantaine": {
        "gemeentecode": TEXT, "bron": TEXT, "levering": TEXT, "bestand": TEXT, "regel": COUNT, "kolom": TEXT,
        "regel_code": TEXT, "ernst": TEXT, "melding": TEXT, "ruwe_regel": TEXT},
    "meta.kwaliteit": {
        "gemeentecode": TEXT, "poort": TEXT, "publicatie": TEXT, "periode": TEXT, "versie": "INTEGER", "levering": TEXT,
        "expectation": TEXT, "omschrijving": TEXT, "tabel": TEXT, "kolom": TEXT, "ernst": TEXT, "geslaagd": FLAG,
        "waargenomen": TEXT, "drempel": TEXT, "onverwacht_aantal": COUNT, "run_id": TEXT, "tijdstip": MOMENT},
    "meta.publicaties": {
        "publicatie": TEXT, "periode": TEXT, "versie": "INTEGER", "peilmoment": TEXT, "gepubliceerd_op": MOMENT,
        "gestart_door": TEXT, "goedgekeurd_door": TEXT, "goedgekeurd_op": MOMENT, "opmerking": TEXT, "voorganger": TEXT,
        "git_commit": TEXT, "status": TEXT},
    "meta.publicatie_gemeenten": {
        "publicatie": TEXT, "periode": TEXT, "versie": "INTEGER", "gemeentecode": TEXT, "peilmoment": TEXT, "asof": DAY,
        "herkomst": TEXT, "uit_versie": TEXT, "reden": TEXT},
    "meta.publicatie_leveringen": {
        "publicatie": TEXT, "periode": TEXT, "versie": "INTEGER", "gemeentecode": TEXT, "bron": TEXT, "levering": TEXT},
}
# named on the page without their columns
NAMED = {"core.dim_clients", "core.dim_instruments", "core.dim_providers", "core.dim_budget_posts", "core.dim_municipalities",
         "core.dim_dates", "core.fct_spells", "core.fct_benefits", "core.fct_trajecten", "core.fct_ladder", "core.fct_exemptions",
         "core.fct_ledger", "core.fct_budget", "core.fct_referrals", "core.fct_indications", "core.fct_labour_market",
         "core.fct_cbs"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A version and a dagstand of three gemeenten (one without any profile) under a path with a space, a quote and brackets,
    with a refused and a repeated delivery, a line in quarantine, and a file of finance and of the national feed."""
    folder = tmp_path_factory.mktemp("zow") / "o'hara [1] data"
    (folder / "landing" / "gws").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ZOW_HOME": str(folder), "ZOW_PSEUDONYM_KEY": "ab" * 32, "ZOW_MEMORY_LIMIT": "512MB"}.items():
            patch.setenv(name, value)
        landing = folder / "landing"
        write_gws(landing, "GM0171", "20140721T0300", small.tables())
        tables = small.tables(clients=4)
        tables["trajecten"].loc[3, "clientnummer"] = "C999"
        tables["activiteiten"].loc[3, "trajectnummer"] = "T001"
        write_gws(landing, "GM0200", "20140801T0300", tables)
        (write_gws(landing, "GM0342", "20140721T0300", small.tables()) / "clienten.csv").unlink()
        write_file(landing, "finance", "begroting", "GM0171", "2014", "20140105T0300", pd.DataFrame([
            {"boekjaar": 2014, "deel": "W-deel", "soort_regel": "toegekend", "versie": 0, "vastgesteld_op": date(2013, 11, 1),
             "bedrag": Decimal("1.00")}]))
        write_file(landing, "uwv", "arbeidsmarkt", None, "2014-05", "20140605T0300", pd.DataFrame([
            {"arbeidsmarktregio_code": "6", "arbeidsmarktregio": "Flevoland", "maand": "2014-05", "openstaande_vacatures": 5,
             "geregistreerde_werkzoekenden": 6, "ww_uitkeringen": 7}]))
        line.ingest_all()
        write_gws(landing, "GM0171", "20140721T0300", small.tables())
        line.ingest_all()
        line.nightly("nacht")
        line.publish("versie", gemeenten=["GM0171", "GM0200"])
        yield folder


@pytest.fixture(scope="module")
def published(home):
    with duckdb.connect(str(line.version_db()), read_only=True) as con:
        yield con


def columns(con, table):
    return [(name, kind) for name, kind, *_ in con.execute(f"describe {table}").fetchall()]


@pytest.mark.parametrize("table", sorted(PAGE))
def test_columns_begin_with_those_of_the_page(published, table):
    assert columns(published, table)[:len(PAGE[table])] == list(PAGE[table].items())


def test_every_table_carries_gemeentecode_and_plain_types(published):
    tables = [f"{schema}.{name}" for schema, name in published.execute(
        "select schema_name, table_name from duckdb_tables() order by all").fetchall()]
    assert (set(PAGE) | NAMED) <= set(tables)
    for table in tables:
        found = dict(columns(published, table))
        assert found.get("gemeentecode") == TEXT, table
        assert set(found.values()) <= {TEXT, DAY, FLAG, MONEY, COUNT, SHARE, MOMENT, "INTEGER"}, table


def test_the_dagstand_has_the_same_core_and_meta(home, published):
    with duckdb.connect(str(dagstand.link() / "sociaal_domein.duckdb"), read_only=True) as con:
        for table in [t for t in PAGE if not t.startswith("marts.")]:
            assert columns(con, table) == columns(published, table), table


def test_parquet_holds_what_the_database_holds(home, published):
    folder = log.versions_folder() / log.current() / "parquet"
    for schema, table in published.execute("select schema_name, table_name from duckdb_tables()").fetchall():
        copy = published.read_parquet(str(folder / schema / f"{table}.parquet").replace("[", "[[]"))
        assert [*zip(copy.columns, map(str, copy.types), strict=True)] == columns(published, f"{schema}.{table}")
        assert copy.fetchall() == published.execute(f"from {schema}.{table}").fetchall(), table


def test_meta_tells_what_happened_to_every_delivery(published):
    assert published.execute("select gemeentecode, status, reden is null, regels, afgekeurd from meta.leveringen order by 1, 2, 4"
                             ).fetchall() == [
        ("GM0171", "dubbel", False, 0, 0), ("GM0171", "geaccepteerd", True, 1, 0), ("GM0171", "geaccepteerd", True, 18, 0),
        ("GM0200", "geaccepteerd", True, 23, 1), ("GM0342", "geweigerd", False, 15, 0), (None, "geaccepteerd", True, 1, 0)]
    assert published.execute("select bestand, regel, kolom, regel_code, ernst from meta.quarantaine").fetchall() == [
        ("trajecten.csv", 5, "clientnummer", "verwijzing", "afgekeurd")]


def test_a_version_names_every_delivery_that_it_used(published):
    assert published.execute("select gemeentecode, bron, levering from meta.publicatie_leveringen order by 1, 2").fetchall() == [
        ("GM0171", "finance", "begroting_GM0171_2014_20140105T0300.csv"), ("GM0171", "gws", "gws_GM0171_20140721T0300"),
        ("GM0200", "gws", "gws_GM0200_20140801T0300"), (None, "uwv", "uwv_arbeidsmarkt_201405_20140605T0300.csv")]
    assert published.execute("from core.fct_labour_market").fetchall() == [(None, "6", "Flevoland", "2014-05", 5, 6, 7)]


def test_figures_start_with_the_profile_or_the_first_delivery(published):
    spans = published.execute("select gemeentecode, min(periode), max(periode), count(distinct periode) from marts.effectmeting "
                              "group by 1 order by 1").fetchall()
    assert spans == [("GM0171", "2013", "2014H1", 4), ("GM0200", "2014H1", "2014H1", 1)]
    months = published.execute("select gemeentecode, min(periode), max(periode) from marts.bijstand_stromen "
                               "where periode like '%-%' group by 1 order by 1").fetchall()
    assert months == [("GM0171", "2013-01", "2014-06"), ("GM0200", "2014-01", "2014-07")]


def test_the_norm_pages_find_in_core_what_they_show(home, published):
    for sql in norms.WHAT.values():
        published.execute(sql, ["GM0171"])
    pages = home / "published" / "current" / "report" / "normen"
    assert sorted(path.name for path in pages.iterdir()) == ["GM0171.html", "GM0171.xlsx", "GM0200.html", "GM0200.xlsx"]
    assert ">N03<" in (pages / "GM0171.html").read_text(encoding="utf-8")
