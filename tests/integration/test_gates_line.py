"""The gates over what the real dbt project makes: green on a sound candidate, red where it is broken."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.integration import gates_candidate as candidate
from zow.gates import GEDRAAID, GateReport, GateRun, run_gate, suites
from zow.gates.rows import COLUMNS

OK, BROKEN = "GM0342", "GM0171"
SECRET = "Verboden-Waarde-7731"
RUN = GateRun("proef", "effectmeting", "2014H2", date(2014, 12, 31))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One candidate for the module; a test that changes it takes a copy."""
    folder = tmp_path_factory.mktemp("poorten")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(folder))
        patch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
        candidate.write_raw(folder / "candidate.duckdb")
        candidate.build(folder / "candidate.duckdb", folder / "dbt")
    return folder / "candidate.duckdb"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the suites over what the gates count themselves (schema poort): the faults of these tests show in no other."""
    every = suites.load
    monkeypatch.setattr(suites, "load", lambda poort: [suite for suite in every(poort) if suite.tabel.startswith("poort.")])


def copy(built: Path, home: Path, *changes: str) -> Path:
    database = home / "candidate.duckdb"
    shutil.copy(built, database)
    with duckdb.connect(str(database)) as con:
        tables = con.execute("""select distinct table_schema || '.' || table_name from information_schema.tables
            where table_schema in ('core', 'marts', 'meta') and table_type = 'BASE TABLE'""").fetchall()
        for (table,) in tables if changes else ():
            # dbt's contracts refuse some of the faults; the gates are the net below them
            con.execute(f"create or replace table {table} as select * from {table}")
        for change in changes:
            con.execute(change)
    return database


def failures(report: GateReport, gemeentecode: str) -> str:
    return "\n".join(report.stopped.get(gemeentecode, []))


def test_sound_candidate_passes_both_gates(built: Path, zow_home: Path) -> None:
    database = copy(built, zow_home)
    for poort in ("feiten", "publicatie"):
        report = run_gate(poort, database, candidate.GEMEENTEN, RUN)
        assert report.stopped == {}
        assert {tuple(row) for row in report.rows} == {COLUMNS}
        assert {row["gemeentecode"] for row in report.rows} == set(candidate.GEMEENTEN)
        proofs = [row for row in report.rows if row["expectation"] == GEDRAAID]
        assert proofs and all(row["geslaagd"] for row in proofs)
        assert report.waarschuwingen == {}
        assert report.data_docs is not None and report.data_docs.is_file()


def test_feiten_stops_only_the_gemeente_whose_facts_are_broken(built: Path, zow_home: Path) -> None:
    leaked = candidate.bsn(3)
    mine = f"gemeentecode = '{BROKEN}'"
    database = copy(
        built, zow_home,
        f"update core.fct_costs set bedrag = bedrag + 0.01 where {mine} and kosten_id = 'BB1'",
        f"update core.fct_activities set aanbieder_code = '{SECRET}' where {mine} and activiteitnummer = 'AC2'",
        f"update core.fct_trajecten set trajectnummer = null where {mine} and trajectnummer = 'T12'",
        f"""insert into core.fct_spells by name
            select * replace (begindatum + 1 as begindatum, 'X' as bijstandsperiode_id) from core.fct_spells
            where {mine} and bijstandsperiode_id = 'U1'""",
        f"delete from core.fct_commitments where {mine} and verplichtingnummer = 'VP7'",
        f"update core.dim_providers set naam = 'gebeld met {leaked} (spoed)' where {mine} and aanbieder_code = 'A1'",
        # the same digits are nobody's BSN in the other gemeente
        f"update core.dim_providers set naam = 'tel {int(leaked) + 500}' where gemeentecode = '{OK}'",
        f"update raw.gws_uren set uren = -5 where {mine} and urennummer = 'UR1'",
    )
    report = run_gate("feiten", database, candidate.GEMEENTEN, GateRun("proef"))
    assert set(report.stopped) == {BROKEN}
    text = failures(report, BROKEN)
    for part in (
        "betalingen_bedrag_raw 4077.96; betalingen_bedrag_core 4077.97",
        "verplichtingen_raw 12; verplichtingen_core 11",
        "Elke activiteit moet een bekende aanbieder hebben", "Een traject zonder nummer", "mogen niet overlappen",
        "schema_naam core; tabel dim_providers; kolom naam; aantal 1",
    ):
        assert part in text
    assert "Negatieve uren" not in text and "Negatieve uren" in "\n".join(report.waarschuwingen[BROKEN])
    pages = [path for path in (zow_home / "reports").rglob("*") if path.is_file()]
    assert any(path.suffix == ".html" and BROKEN in path.read_text(errors="ignore") for path in pages)
    for forbidden in (leaked, SECRET):
        assert forbidden not in repr(report)
        assert [path for path in pages if forbidden.encode() in path.read_bytes()] == []


def test_the_books_and_uwv_are_judged_like_the_rest(built: Path, zow_home: Path, no_data_docs: None) -> None:
    """Totals from raw to core to the cent, keys, references; what merely looks odd warns."""
    mine = f"gemeentecode = '{BROKEN}'"
    database = copy(
        built, zow_home,
        f"update core.fct_ledger set bedrag = bedrag + 0.01 where {mine} and boekstuk = '12S1'",
        f"update core.fct_ledger set budgetpost = '{SECRET}' where {mine} and boekstuk = '11S2'",
        f"insert into core.fct_budget select * from core.fct_budget where {mine} and versie = 0 and budgetpost is null",
        f"delete from core.fct_indications where {mine} and indicatienummer = 'I1'",
        f"update core.fct_referrals set client_key = null where {mine} and meldingnummer = '2014-111'",
        f"delete from raw.peilmomenten where {mine} and levering = 'grootboek_{BROKEN}_2014-11'",
        f"delete from raw.peilmomenten where {mine} and bron = 'uwv'",
        f"update raw.leveringen set regels = 60 where {mine} and levering = 'grootboek_{BROKEN}_2014-12'",
        # the books of the other gemeente: a month back in time that nobody delivered
        f"update raw.leveringen set venster = '2014-09' where gemeentecode = '{OK}' and levering = 'grootboek_{OK}_2014-11'",
        "update core.fct_labour_market set maand = '2015-01' where arbeidsmarktregio_code = '15' and maand = '2014-12'",
    )
    report = run_gate("feiten", database, candidate.GEMEENTEN, RUN)
    assert set(report.stopped) == {BROKEN}
    text, warned, other = failures(report, BROKEN), "\n".join(report.waarschuwingen[BROKEN]), "\n".join(report.waarschuwingen[OK])
    for part in (
        "grootboek_bedrag_raw 6774.60; grootboek_bedrag_core 6774.61", "Elke boeking moet op een bekende budgetpost staan",
        "begroting_raw 3; begroting_core 4", "Een regel die in een versie dubbel staat", "indicaties_raw 12; indicaties_core 11",
        "Zonder pseudoniem is een persoon niet te tellen",
    ):
        assert part in text
    assert "feed doorverwijzingen; ontbrekend 1; eerste_ontbrekend 2014-12" in warned
    assert f"levering grootboek_{BROKEN}_2014-12; regels 60; vorige_levering grootboek_{BROKEN}_2014-11; vorige_regels 24" in warned
    assert "feed grootboek; ontbrekend 2; eerste_ontbrekend 2014-10" in other
    assert "arbeidsmarktregio_code 15; maand 2014-12" in other and "arbeidsmarktregio_code" not in warned
    assert SECRET not in repr(report)


def test_publicatie_stops_only_the_gemeente_whose_marts_are_broken(built: Path, zow_home: Path) -> None:
    mine = f"gemeentecode = '{BROKEN}'"
    database = copy(
        built, zow_home,
        f"delete from marts.effectmeting where {mine} and periode = '2014H2' and einddoel = 'diagnose'",
        f"update marts.effectmeting set betaalde_kosten = betaalde_kosten + 0.01 where {mine} and periode = '2014H1'",
        f"update marts.bijstand_stromen set stand_begin = stand_begin + 1 where {mine} and periode = '2014-05'",
        f"update marts.nclp set betaald = betaald + 1 where {mine} and activiteitnummer = 'AC2'",
        f"update marts.aanbieders set succes_aandeel = 1.5 where {mine} and periode = '2014'",
        f"update marts.wat_werkt set kosten_extern = kosten_extern + 0.01 where {mine} and periode = '2014' and doelgroep = 'alle'",
        f"delete from marts.ladder_matrix where {mine} and maanden = 12 and peildatum = date '2014-05-31'",
        f"delete from marts.traject_resultaten where {mine} and periode = '2013'",
        f"delete from marts.indicatoren where {mine} and periode = '2014K4' and uitsplitsing = 'duur:1-2'",
        f"""update marts.indicatoren set teller = teller + 1, waarde = waarde + 1
            where {mine} and periode = '2014' and uitsplitsing = 'alle' and indicator = 'bijstand_personen'""",
        f"delete from marts.normtoetsing where {mine} and norm = 'N02'",
        f"update marts.normtoetsing set bekeken = 0 where {mine} and norm = 'N23'",
        f"""insert into marts.normafwijkingen by name select '{BROKEN}' as gemeentecode, 'standaard' as profiel, 'N24' as norm,
            'VP1' as sleutel, date '2015-02-03' as datum, 9 as gevonden, 8 as toegestaan, 'euro' as eenheid, 1.01 as bedrag,
            '-' as clausule""",
        f"update marts.kosten_per_soort set bedrag = bedrag + 0.01 where {mine} and periode = '2014K4' and kostensoort = 'extern'",
        f"delete from marts.kosten_per_soort where {mine} and periode = '2013K3'",
        f"update marts.uitputting set gerealiseerd_grootboek = null where {mine} and periode = '2014K4' and budgetpost = 'P1'",
        f"delete from marts.uitputting where {mine} and periode = '2014K4' and budgetpost = 'P2'",
        f"update marts.aansluiting_totaal set dubbel = null where {mine} and jaar = 2014 and budgetpost = 'P2'",
        f"delete from marts.aansluiting where {mine} and betalingnummer = 'B4'",
        f"update marts.aansluiting set bedrag_gws = null where {mine} and boekstuk = '11S1'",
        f"update marts.participatiebudget_verloop set saldo = saldo + 0.01 where {mine}",
        f"delete from marts.reservering where {mine}",
        f"""insert into core.fct_published_figures values ('{BROKEN}', 'effectmeting', 1, '2014H1', 'effectmeting.totaal', 'totaal', 3)""",
        f"""insert into meta.quarantaine by name select '{BROKEN}' as gemeentecode,
            'x;{candidate.bsn(5)};y' as ruwe_regel""",
    )
    report = run_gate("publicatie", database, candidate.GEMEENTEN, RUN)
    assert set(report.stopped) == {BROKEN}
    text = failures(report, BROKEN)
    for part in (
        "mart effectmeting; periode 2014H2; regels 5; verwacht 6", "alle zes regels",
        "figuur effectmeting.betaalde_kosten", "figuur wat_werkt.kosten_extern; periode 2014; mart 4077.97; core 4077.96",
        "Totale kosten zijn externe plus interne", "mart ladder_matrix; periode 2014-05; regels 2; verwacht 3",
        "figuur traject_resultaten.begonnen; periode 2013; mart 0.00; core 12.00",
        "mart indicatoren; periode 2014K4; regels 32; verwacht 33", "figuur bijstand_personen; periode 2014; mart",
        "Leeftijd, opleiding en duur verdelen samen",
        "mart kosten_per_soort; periode 2013K3; regels 0; verwacht 7",
        "figuur kosten_per_soort.betalingen; periode 2013K3; mart leeg; core 0.00",
        "figuur kosten_per_soort.samen; periode 2014K4; mart 6774.61; core 6774.60",
        "figuur uitputting.gerealiseerd_grootboek; periode 2014K4; budgetpost P2; mart 0.00; core 4071.96",
        "Een jaar is de som van zijn vier kwartalen", "Beschikbaar is begroot min grootboek",
        "gws_core 4077.96; gws_regels 3740.63; gws_totaal 4077.96", "betalingen_core 12; betalingen_regels 11",
        "budgetpost P2; verschil -4071.96; verklaard leeg", "De kant die ontbreekt is 0 en nooit leeg",
        "saldo_core -1.00; saldo_mart -0.99", "gepubliceerd 1; vergeleken 0", "reserveert True; toegekend_reservering leeg",
        "Stand begin plus instroom", "Verschil is betaald min verschuldigd", "Een aandeel ligt tussen 0 en 1",
        "norm N02; aangezet True; getoetst False", "norm N23; bekeken 0; te_bekijken 12", "norm N24; afwijkingen 0; regels 1",
        "Een afwijking begint niet na de laatste dag", "Bij een grens in euro's is het bedrag wat daarboven ligt",
        "schema_naam meta; tabel quarantaine; kolom ruwe_regel; aantal 1",
    ):
        assert part in text


def test_a_delivery_that_does_not_reach_beyond_the_period_is_red(built: Path, zow_home: Path, counted: None, no_data_docs: None) -> None:
    database = copy(built, zow_home, f"""update raw.peilmomenten set "asof" = date '2014-12-31'
        where gemeentecode = '{BROKEN}'""")
    report = run_gate("feiten", database, [*candidate.GEMEENTEN, "GM0090"], RUN)
    assert set(report.stopped) == {BROKEN, "GM0090"}
    assert "asof 2014-12-31; peildatum 2014-12-31" in failures(report, BROKEN)
    assert "Zonder geaccepteerde GWS-levering" in failures(report, "GM0090")


def test_closed_figures_that_move_are_a_warning(built: Path, zow_home: Path, counted: None, no_data_docs: None) -> None:
    (zow_home / "vorige").mkdir()
    previous = copy(built, zow_home / "vorige",
                    f"""update marts.effectmeting set succesvol = succesvol + 1
                        where gemeentecode = '{BROKEN}' and periode = '2014H1'""",
                    "alter table marts.bijstand_stromen drop column uitkeringen_eind")
    run = GateRun("proef", "effectmeting", "2014H2", date(2014, 12, 31), vorige_versie=previous)
    report = run_gate("publicatie", copy(built, zow_home), candidate.GEMEENTEN, run)
    assert report.stopped == {}
    assert "Vaststaande cijfers van de effectmeting zijn veranderd" in "\n".join(report.waarschuwingen[BROKEN])
    assert OK not in report.waarschuwingen


def test_a_period_from_before_the_figures_of_a_gemeente_is_told_and_stops_nobody(built, zow_home, counted, no_data_docs) -> None:
    """architecture 5: kritiek is a closed list, and a gemeente that starts later is not late."""
    run = GateRun("proef", "effectmeting", "2012H2", date(2012, 12, 31))  # Soest is reported from 2008, Noordoostpolder from 2013
    report = run_gate("publicatie", copy(built, zow_home), candidate.GEMEENTEN, run)
    assert report.stopped == {}
    assert "periode 2012H2; cijfers_vanaf 2013-01-01" in "\n".join(report.waarschuwingen[BROKEN])
    assert OK not in report.waarschuwingen
    database = copy(built, zow_home, "delete from core.municipality_periods where periode = '2012H2'",
                    "delete from marts.effectmeting where periode = '2012H2'")
    assert set(run_gate("publicatie", database, candidate.GEMEENTEN, run).stopped) == {OK}, "the asked period itself may not be missing"


CLOSE = GateRun("proef", "verantwoording", "2014", date(2014, 12, 31))


def _months_of_ledger(code: str, *months: int) -> list[str]:
    """Deliveries of empty ledger months beside those of November and December."""
    names = ", ".join(f"('2014-{month:02d}')" for month in months)
    delivered = f"""select '{code}' as gemeentecode, 'finance' as bron, 'grootboek_{code}_' || maand as levering,
        cast(maand || '-28 03:00' as timestamp) as geleverd_op from (values {names}) as m(maand)"""
    return [f"""insert into raw.leveringen by name select *, 'grootboek' as feed, right(levering, 7) as venster, 'geaccepteerd' as status,
                0 as regels, 0 as afgekeurd from ({delivered})""",
            f"insert into raw.peilmomenten by name select *, date '2015-02-02' as \"asof\" from ({delivered})"]


def test_a_year_is_closed_only_with_every_month_of_its_ledger(built: Path, zow_home: Path, counted: None, no_data_docs: None) -> None:
    """measures 8: a month that is missing at P stops verantwoording; a month without lines is a month too."""
    whole, lacking = _months_of_ledger(OK, *range(1, 11)), _months_of_ledger(BROKEN, *range(2, 11))
    database = copy(built, zow_home, *whole, *lacking)
    report = run_gate("feiten", database, candidate.GEMEENTEN, CLOSE)
    assert set(report.stopped) == {BROKEN}
    assert "feed grootboek; ontbrekend 1; eerste_ontbrekend 2014-01" in failures(report, BROKEN)
    assert run_gate("feiten", database, candidate.GEMEENTEN, RUN).stopped == {}


def test_an_empty_side_is_no_tie_out(built: Path, zow_home: Path, counted: None, no_data_docs: None) -> None:
    mine = f"gemeentecode = '{BROKEN}'"
    database = copy(built, zow_home, f"delete from core.fct_ledger where {mine}", f"delete from marts.aansluiting where {mine}",
                    f"delete from marts.aansluiting_totaal where {mine}")
    report = run_gate("publicatie", database, candidate.GEMEENTEN, CLOSE)
    assert "betalingen 12; boekingen 0; totalen 0" in failures(report, BROKEN)
    assert OK not in report.stopped


def test_odd_books_are_told_and_stop_nobody(built: Path, zow_home: Path, counted: None, no_data_docs: None) -> None:
    """Issue 7: a month that came again, late or twice, two versies of one day, a creditnota without invoice, invoices that nearly match."""
    mine = f"gemeentecode = '{BROKEN}'"
    database = copy(
        built, zow_home,
        *_months_of_ledger(BROKEN, 10),
        f"update raw.leveringen set geleverd_op = timestamp '2014-12-01 03:00' where {mine} and venster = '2014-10'",
        f"""insert into raw.leveringen by name select * replace ('eerder' as levering, 20 as regels,
            geleverd_op - interval 1 hour as geleverd_op) from raw.leveringen where {mine} and levering = 'grootboek_{BROKEN}_2014-12'""",
        f"""insert into core.fct_ledger by name select * replace ('2014-12' as bestandsmaand) from core.fct_ledger
            where {mine} and boekstuk = '11S3'""",
        f"update core.fct_budget set vastgesteld_op = date '2013-11-01' where {mine}",
        f"update core.fct_costs set betalingsoort = 'creditnota' where {mine} and betalingnummer = 'B3'",
        f"""update marts.aansluiting set factuurnummer = 'F 1', bijna_factuurnummer = 'f1' where {mine} and betalingnummer = 'B4'""",
    )
    told = "\n".join(run_gate("feiten", database, candidate.GEMEENTEN, RUN).waarschuwingen[BROKEN])
    for part in (
        f"maanden_herleverd 1; herlevering 2014-12: grootboek_{BROKEN}_2014-12 (24 regels) in plaats van eerder (20 regels)",
        "maanden_te_laat 1; maand_te_laat 2014-10", "regels_in_twee_maanden 1; boekstuk_in_twee_maanden 11S3",
        "versies_op_een_dag 1; begroting_met_versies 2014", "creditnotas_zonder_factuur 1; creditnota_zonder_factuur B3",
    ):
        assert part in told
    published = run_gate("publicatie", database, candidate.GEMEENTEN, RUN)
    near = "\n".join(published.waarschuwingen[BROKEN])
    assert "facturen_bijna_gelijk 1; bijna_gelijk_in 2014; bijna_gelijke_betaling B4" in near
    assert OK not in published.waarschuwingen
