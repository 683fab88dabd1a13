"""A small version of the monitor made by hand: two gemeenten in 2022K1, one with the profile of Midden-Drenthe, one with none but with
a benchmark. The tables have the columns of the dbt contracts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import yaml

from tests.support.report_version import SCHEMA
from zow import settings
from zow.figures import indicators

PERIODE, VORIG, JAAR_TERUG = "2022K1", "2021K4", "2021K1"
QUARTERS = (JAAR_TERUG, VORIG, PERIODE)
OWN, OTHER = "GM1731", "GM0342"
LEVERING = "gws_GM1731_20220420T0230"
PERSON = "ab" * 32
TABLES = {
    "marts": ("indicatoren", "bijstand_stromen", "wat_werkt", "trede_verandering", "traject_resultaten", "ladder_matrix", "uitputting",
              "kosten_per_soort", "aanbieders", "nclp", "normtoetsing", "normafwijkingen", "benchmark_bijstand", "revisies"),
    "core": ("dim_municipalities", "dim_instruments", "dim_providers", "municipality_periods", "policy_values", "fct_activities",
             "fct_costs", "fct_commitments", "fct_benefits", "fct_spells", "fct_exemptions", "fct_trajecten", "fct_decision_indications",
             "fct_indications", "fct_cbs"),
}
# (indicator, uitsplitsing, periode) -> teller, noemer, voorlopig; the rest is 12 of 48 (16 of 48 in the asked quarter), counts likewise
SPECIAL = {
    ("werkloosheid_amr", "alle", PERIODE): (0, 0, 0), ("werkloosheid_amr", "alle", VORIG): (0.026, 1, 0),
    ("duurzaam_aandeel", "alle", PERIODE): (0, 30, 30), ("duurzaam_aandeel", "alle", VORIG): (21, 28, 4),
    ("bijstand_totaal", "alle", PERIODE): (412, None, 0), ("bijstand_totaal", "alle", VORIG): (400, None, 0),
    ("bijstand_totaal", "alle", JAAR_TERUG): (412, None, 0),
    ("middelen_begroot", "alle", PERIODE): (1000.10, None, 0), ("middelen_besteed", "alle", PERIODE): (300.05, None, 0),
    ("middelen_besteed", "alle", VORIG): (990, None, 0), ("middelen_besteed", "alle", JAAR_TERUG): (250.05, None, 0),
    ("proefplaatsingen", "gestart", PERIODE): (0, None, 0),
}
TARGETS = {"taalstages": (10, "minimaal", "gehaald"), "zonder_startkwalificatie": (0.25, "maximaal", "niet_gehaald")}


def build(folder: Path) -> Path:
    """Write the version in `folder`/monitor_2022K1_v1 and return it."""
    version = folder / "monitor_2022K1_v1"
    version.mkdir()
    with duckdb.connect(str(version / "sociaal_domein.duckdb")) as con:
        _create(con)
        _core(con)
        _figures(con)
        _people(con)
        _money(con)
        _norms(con)
        _revisions(con)
        _benchmark(con)
    gemeenten = [{"gemeentecode": code, "peilmoment": "2022-04-20T02:30", "asof": "2022-04-20", "herkomst": "nieuw", "uit_versie": None,
                  "reden": None} for code in (OWN, OTHER)]
    (version / "version.json").write_text(json.dumps({
        "publicatie": "monitor", "periode": PERIODE, "versie": 1, "peilmoment": "2022-04-20T02:30", "gestart_door": "toetser",
        "gepubliceerd_op": "2022-04-21T07:00:00", "git_commit": "abc123", "gemeenten": gemeenten}), encoding="utf-8")
    return version


def put(con: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    """One row; columns that are not named are NULL."""
    marks = ", ".join("?" * len(values))
    con.execute(f"insert into {table} ({', '.join(values)}) values ({marks})", list(values.values()))


def _create(con: duckdb.DuckDBPyConnection) -> None:
    models = settings.PROJECT_ROOT / "dbt_project" / "models"
    for schema, names in TABLES.items():
        con.execute(f"create schema {schema}")
        for name in names:
            (path,) = (models / schema).rglob(f"{name}.yml")
            (model,) = (m for m in yaml.safe_load(path.read_text(encoding="utf-8"))["models"] if m["name"] == name)
            columns = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in model["columns"])
            con.execute(f"create table {schema}.{name} ({columns})")
    meta = [statement for statement in SCHEMA.split(";") if "table meta." in statement]
    con.execute(";".join(["create schema meta", *meta, """create table meta.publicaties (publicatie varchar, periode varchar,
        versie bigint, gepubliceerd_op timestamp, peilmoment varchar, git_commit varchar, status varchar)"""]))


def _core(con: duckdb.DuckDBPyConnection) -> None:
    for code, name in ((OWN, "Midden-Drenthe"), (OTHER, "Soest")):
        put(con, "core.dim_municipalities", gemeentecode=code, naam=name, arbeidsmarktregio_cbs="AM03" if code == OWN else "AM14")
        put(con, "core.policy_values", gemeentecode=code, sleutel="kleine_cel", waarde="5", geldig_van=date(1900, 1, 1),
            geldig_tot=date(9999, 12, 31))
        put(con, "core.municipality_periods", gemeentecode=code, periode=JAAR_TERUG, soort="kwartaal", van=date(2021, 1, 1),
            tot=date(2021, 3, 31))
    for maand, status in (("2021-11", "Definitief"), ("2021-12", "Voorlopig")):
        put(con, "core.fct_cbs", feed="werkloosheid_regio", grootheid="werkloosheidspercentage", regio_code="AM03", periode=maand,
            waarde=2.6, eenheid="%", status=status)
    put(con, "core.dim_instruments", gemeentecode=OWN, voorziening_code="M02", omschrijving="Traject <Stark>")
    put(con, "core.dim_providers", gemeentecode=OWN, aanbieder_code="S01", naam="Stark & Zn", soort="extern")
    put(con, "meta.leveringen", gemeentecode=OWN, bron="gws", levering=LEVERING, status="geaccepteerd", regels=100, afgekeurd=0)
    put(con, "meta.publicatie_leveringen", publicatie="monitor", periode=PERIODE, versie=1, gemeentecode=OWN, bron="gws", levering=LEVERING)
    put(con, "meta.kwaliteit", gemeentecode=OWN, poort="publicatie", publicatie="monitor", periode=PERIODE, versie=1, expectation="r",
        omschrijving="Volume tegenover de vorige", ernst="waarschuwing", geslaagd=False)


def _figures(con: duckdb.DuckDBPyConnection) -> None:
    for indicator in indicators.load(settings.PROJECT_ROOT / "dbt_project"):
        if indicator.profiel not in ("midden_drenthe_2021", "standaard"):
            continue
        for code in (OWN, OTHER) if indicator.profiel == "standaard" else (OWN,):
            for periode in QUARTERS:
                for split in indicator.uitsplitsingen:
                    _figure(con, indicator, code, periode, split)


def _figure(con: duckdb.DuckDBPyConnection, indicator: indicators.Indicator, code: str, periode: str, split: str) -> None:
    counted = indicator.eenheid in ("aantal", "euro")
    teller, noemer, voorlopig = SPECIAL.get((indicator.code, split, periode), (
        16 if periode == PERIODE else 12, None if counted else 48, 0))
    target = TARGETS.get(indicator.code) if periode == PERIODE else None
    doel, richting, status = target or (None, None, "geen_doel")
    put(con, "marts.indicatoren", gemeentecode=code, profiel=indicator.profiel, indicator=indicator.code, periode=periode,
        uitsplitsing=split, waarde=teller if counted else teller / noemer if noemer else None, teller=teller, noemer=noemer, doel=doel,
        richting=richting, status=status, voorlopig=voorlopig, eenheid=indicator.eenheid, clausule=indicator.clausule,
        peilmoment="2022-04-20T02:30")


def _people(con: duckdb.DuckDBPyConnection) -> None:
    for periode, begin, inflow, outflow in ((JAAR_TERUG, 400, 30, 18), (VORIG, 410, 10, 20), (PERIODE, 400, 27, 15)):
        put(con, "marts.bijstand_stromen", gemeentecode=OWN, periode=periode, stand_begin=begin, instroom=inflow, uitstroom=outflow,
            uitstroom_werk=6, stand_eind=begin + inflow - outflow, uitkeringen_eind=350, voorlopig=2 if periode == PERIODE else 0)
    for goal, group, teller, noemer, voorlopig in (("werk", "alle", 3, 10, 4), ("zorg", "alle", 1, 2, 0), ("werk", "ioaz", 2, 3, 0),
                                                   ("werk", "vijftigplus", 1, 6, 0)):
        put(con, "marts.wat_werkt", gemeentecode=OWN, periode="2021", voorziening_code="M02", trajectdoel=goal, doelgroep=group, ingezet=9,
            clienten=9, beeindigd=noemer, afgerond_succesvol=2, voortijdig_uitgevallen=0, kosten_extern=100, kosten_intern=0,
            kosten_totaal="1234.50", uitstroom_laatste=teller, uitstroom_betrokken=teller, clienten_beeindigd=noemer, teller=teller,
            voorlopig=voorlopig, bruto_effectiviteit=teller / noemer, wilson_laag=0.1078, wilson_hoog=0.6032)
    for months, then, now, persons in ((3, 1, 2, 40), (3, 2, 2, 300), (3, 4, 3, 10), (3, None, None, 62), (12, None, 2, 412)):
        put(con, "marts.ladder_matrix", gemeentecode=OWN, peildatum=date(2022, 3, 31), maanden=months, trede_toen=then, trede_nu=now,
            personen=persons)
    put(con, "marts.trede_verandering", gemeentecode=OWN, periode=PERIODE, trajectdoel="werk", gestegen=3, gelijk=4, gedaald=1, onbekend=2)
    put(con, "marts.traject_resultaten", gemeentecode=OWN, periode=PERIODE, trajectdoel="werk", begonnen=8, beeindigd=10, doel_bereikt=5,
        uitval_verwijtbaar=1, uitval_niet_verwijtbaar=0, uitstroom_werk=4, deeltijdwerk=1, participatie=0)


def _money(con: duckdb.DuckDBPyConnection) -> None:
    for deel, post, begroot, besteed, open_ in (("participatiebudget", "PB-stark", "1000.10", "250.05", "800.06"),
                                                (None, "PB-oud", "0.00", "50.00", "0.00")):
        put(con, "marts.uitputting", gemeentecode=OWN, periode=PERIODE, deel=deel, budgetpost=post, begroot=begroot,
            gerealiseerd_grootboek=besteed, gerealiseerd_gws="0.00", openstaande_verplichtingen=open_,
            beschikbaar=f"{float(begroot) - float(besteed) - float(open_):.2f}",
            uitputting_aandeel=(float(besteed) + float(open_)) / float(begroot) if deel else None)
    for periode, amount in ((PERIODE, "120.00"), (VORIG, "100.00")):
        put(con, "marts.kosten_per_soort", gemeentecode=OWN, periode=periode, kostensoort="extern", bedrag=amount)
    put(con, "marts.aanbieders", gemeentecode=OWN, periode=PERIODE, aanbieder_code="S01", beeindigd=4, succesvol=1, niet_succesvol=3,
        vroegtijdig_beeindigd=0, succes_aandeel=0.25, betaald="120.00", onvoldoende_cumulatief=3, geblokkeerd_vanaf=date(2022, 2, 1))


def _revisions(con: duckdb.DuckDBPyConnection) -> None:
    put(con, "meta.publicaties", publicatie="monitor", periode=VORIG, versie=2, gepubliceerd_op="2022-01-21 07:00",
        peilmoment="2022-01-20T02:30", git_commit="abc123", status="actueel")
    for indicator, then, now in (("bijstand_totaal", 401, 400), ("vacatures_amr", None, 12), ("taalstages", 12, 12)):
        put(con, "marts.revisies", gemeentecode=OWN, publicatie="monitor", versie=2, periode=VORIG, indicator=indicator,
            uitsplitsing="alle", waarde_toen=then, waarde_nu=now)


def _norms(con: duckdb.DuckDBPyConnection) -> None:
    for norm, profile, checked, found in (("N04", "midden_drenthe_2021", 20, 1), ("N23", "standaard", 30, 0)):
        put(con, "marts.normtoetsing", gemeentecode=OWN, profiel=profile, norm=norm, bekeken=checked, afwijkingen=found, clausule="S1 5.3")
    put(con, "marts.normafwijkingen", gemeentecode=OWN, profiel="midden_drenthe_2021", norm="N04", sleutel="A1", client_key=PERSON,
        datum=date(2022, 2, 1), gevonden=120, toegestaan=90, eenheid="dagen", clausule="S1 5.3")
    put(con, "core.fct_activities", gemeentecode=OWN, activiteitnummer="A1", voorziening_code="M02", begindatum=date(2021, 11, 1))


def _benchmark(con: duckdb.DuckDBPyConnection) -> None:
    put(con, "marts.benchmark_bijstand", gemeentecode=OTHER, eigen_gemeentecode=OTHER, naam="Soest", jaar=2021, groep="soest_groep1",
        is_eigen=True, volume_ultimo=500, volume_vorig_jaar=520, volume_verandering=-20 / 520, instroom_aandeel=0.2, uitstroom_aandeel=None,
        groep_volume_verandering=-0.02, groep_instroom_aandeel=0.2, groep_uitstroom_aandeel=0.25, positie_volume="beter",
        positie_instroom="vergelijkbaar", groep_volume_gemeenten=1, groep_instroom_gemeenten=1, groep_uitstroom_gemeenten=1, voorlopig=0)
    put(con, "marts.benchmark_bijstand", gemeentecode="GM0556", eigen_gemeentecode=OTHER, naam="Maassluis", jaar=2021,
        groep="soest_groep1", is_eigen=False, volume_ultimo=490, volume_vorig_jaar=500, volume_verandering=-0.02, instroom_aandeel=0.2,
        uitstroom_aandeel=0.25, voorlopig=1)
