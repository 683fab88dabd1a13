"""A candidate as the line makes it: raw rows by hand, core and marts by the real dbt project. Two gemeenten, with UWV and finance."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import duckdb

from zow import settings
from zow.warehouse import dbt

GEMEENTEN = ["GM0171", "GM0342"]
BRON = {"grootboek": "finance", "begroting": "finance", "doorverwijzingen": "uwv", "indicaties": "uwv"}
MONTHS = ["2014-11", "2014-12"]  # of the ledger and the referrals


def client_key(gemeentecode: str, bsn: str) -> str:
    """The pseudonym that ingest gives a BSN (sources.md)."""
    return hmac.new(settings.pseudonym_key(), f"{gemeentecode}:{bsn}".encode(), hashlib.sha256).hexdigest()


def bsn(number: int) -> str:
    """A nine digit number that stands for person `number`; gates never look at the elfproef."""
    return str(900000000 + number)


def write_raw(database: Path) -> None:
    """Twelve clients per gemeente with all that the gates look at, as of 2 February 2015."""
    dbt.prepare_empty(database)
    with duckdb.connect(str(database)) as con:
        for code in GEMEENTEN:
            levering, previous = f"gws_{code}_20150202T0300", f"gws_{code}_20150102T0300"
            con.execute("""insert into raw.peilmomenten values
                (?, 'gws', ?, timestamp '2015-02-02 03:00', date '2015-02-02', '2015-02-02T03:00',
                 timestamp '2015-01-02 03:00')""", [code, levering])
            for name, moment in ((previous, "2015-01-02"), (levering, "2015-02-02")):
                con.execute("""insert into raw.leveringen by name
                    select ? as gemeentecode, 'gws' as bron, ? as levering,
                    ?::timestamp as geleverd_op, 'geaccepteerd' as status, 1000 as regels,
                    1 as afgekeurd""",
                    [code, name, moment])
            for feed, window, moment, lines in _feeds(code):
                con.execute("""insert into raw.leveringen by name select ? as gemeentecode, ? as bron, ? as feed, ? as venster,
                    ? as levering, ?::timestamp as geleverd_op, 'geaccepteerd' as status, ? as regels, 0 as afgekeurd""",
                    [code, BRON[feed], feed, window, f"{feed}_{code}_{window}", moment, lines])
                con.execute("""insert into raw.peilmomenten select gemeentecode, ?, ?, ?::timestamp, "asof", peilmoment,
                    eerste_levering_op from raw.peilmomenten where gemeentecode = ? and bron = 'gws'""",
                    [BRON[feed], f"{feed}_{code}_{window}", moment, code])
            persons = ", ".join(f"({n}, '{client_key(code, bsn(n))}')" for n in range(1, 13))
            con.execute(f"create or replace temp table personen as from (values {persons}) p(n, client_key)")
            for table, columns in _rows(code, levering).items():
                con.execute(f"insert into raw.{table if '_' in table else f'gws_{table}'} by name {columns}")
            con.execute("""insert into raw.gws_clienten_historie by name
                select *, timestamp '2015-02-02 03:00' as geleverd_op from raw.gws_clienten where gemeentecode = ?""",
                [code])
        con.execute("""insert into raw.uwv_arbeidsmarkt by name select * from (values ('6', 'Flevoland'), ('15', 'Amersfoort'))
            r(arbeidsmarktregio_code, arbeidsmarktregio), (values ('2014-11'), ('2014-12')) m(maand),
            (select 10 as openstaande_vacatures, 20 as geregistreerde_werkzoekenden, 30 as ww_uitkeringen, '2014-12' as _venster,
             timestamp '2015-01-05 03:00' as geleverd_op)""")


def _feeds(code: str) -> list[tuple[str, str, str, int]]:
    """Feed, window, stamp and lines of the deliveries of UWV and finance."""
    monthly = [(feed, month, f"{month}-28 03:00", 24) for feed in ("grootboek", "doorverwijzingen") for month in MONTHS]
    return [*monthly, ("begroting", "2014", "2014-01-10 03:00", 3), ("indicaties", "2014-12", "2015-01-05 03:00", 12)]


def build(database: Path, work: Path) -> None:
    """Core, marts and meta of `database` by dbt, in this process."""
    dbt.run(database, ["seed"], None, work)
    dbt.run(database, ["run"], None, work)


def _rows(code: str, levering: str) -> dict[str, str]:
    base = f"'{code}' as gemeentecode, '{levering}' as _delivery"
    goals = "['diagnose', 'sociaal_vaardig', 'arbeidsvaardig', 'werknemersvaardig', 'uitstroom'][1 + n % 5]"
    end = "date '2014-01-31' + to_months(cast(n as integer) % 11)"
    return {
        "clienten": f"""select {base}, 'C' || n as clientnummer, client_key,
            date '1980-01-01' + cast(n as integer) as geboortedatum, 'V' as geslacht, false as statushouder,
            'geen' as arbeidsbeperking, false as voortijdig_schoolverlater,
            false as taalachterstand, false as ex_ondernemer, false as wiw from personen""",
        "uitkeringen": f"""select {base}, 'U' || n as uitkeringnummer, 'D' || n as dossiernummer,
            'C' || n as clientnummer, 'hoofd' as rol, 'WWB' as regeling,
            date '2013-01-01' + cast(n as integer) as begindatum,
            case when n % 3 = 0 then cast({end} as date) end as einddatum,
            case when n % 3 = 0 then 'werk_regulier' end as reden_beeindiging from personen""",
        "trajecten": f"""select {base}, 'T' || n as trajectnummer, 'C' || n as clientnummer, 'werk' as trajectdoel,
            date '2013-02-01' as begindatum from personen""",
        "voorzieningen": f"""select {base}, 'V1' as voorziening_code, 'Scholing' as omschrijving, 'scholing' as soort,
            'P1' as budgetpost""",
        "aanbieders": f"""select {base}, 'A' || n as aanbieder_code, 'Aanbieder' as naam, 'extern' as soort
            from personen where n < 3""",
        "contracten": f"""select {base}, 'K1' as contractnummer, 'A1' as aanbieder_code,
            date '2012-01-01' as begindatum, 'nclp' as financiering, 70.00 as percentage_niet_succesvol""",
        "activiteiten": f"""select {base}, 'AC' || n as activiteitnummer, 'T' || n as trajectnummer,
            'C' || n as clientnummer, 'V1' as voorziening_code, {goals} as einddoel,
            'A' || (1 + n % 2) as aanbieder_code,
            case when n % 2 = 0 then 'K1' end as contractnummer, date '2013-02-01' as begindatum,
            cast({end} as date) as einddatum,
            case when n % 4 = 0 then 'vroegtijdig' else 'afgerond' end as beeindiging, n % 4 = 1 as doel_behaald,
            'voldoende' as kwaliteit_oordeel, 1000.00 as overeengekomen_prijs from personen""",
        "verplichtingen": f"""select {base}, 'VP' || n as verplichtingnummer, 'AC' || n as activiteitnummer,
            date '2013-02-01' as datum, 1000.00 as bedrag, 'P1' as budgetpost,
            case when n % 5 = 0 then 'afgerekend' else 'open' end as status from personen""",
        "betalingen": f"""select {base}, 'B' || n as betalingnummer, 'VP' || n as verplichtingnummer,
            cast({end} as date) as betaaldatum, 333.33 + n as bedrag, 'P1' as budgetpost, 'factuur' as soort
            from personen""",
        "finance_grootboek": f"""select {base}, m._venster, right(m._venster, 2) || 'S' || n as boekstuk, 1 as regel,
            date '2014-12-01' as boekdatum, 2014 as boekjaar, cast(right(m._venster, 2) as integer) as periode,
            '4000' as grootboekrekening, '6.4' as taakveld,
            'P' || (1 + n % 2) as budgetpost, 333.33 + n as bedrag, case when n = 12 then 'C' else 'D' end as dc
            from personen, (select unnest({MONTHS}) as _venster) m""",
        "finance_begroting": f"""select {base}, '2014' as _venster, 2014 as boekjaar, 'participatiebudget' as deel, soort_regel,
            budgetpost, versie, date '2013-11-01' + versie as vastgesteld_op, 1000.10 + versie as bedrag
            from (values ('toegekend', null, 0), ('post', 'P1', 0), ('post', 'P1', 1)) as b(soort_regel, budgetpost, versie)""",
        "uwv_doorverwijzingen": f"""select {base}, m._venster, m._venster || n as meldingnummer, client_key,
            cast(m._venster || '-02' as date) as meldingsdatum, 'kort_ww' as soort, true as re_integratieadvies,
            false as aanvraag_ingenomen, false as werk_voor_aanvraag
            from personen, (select unnest({MONTHS}) as _venster) m""",
        "uwv_indicaties": f"""select {base}, '2014-12' as _venster, 'I' || n as indicatienummer, client_key,
            'banenafspraak' as soort, date '2014-01-01' as besluitdatum from personen""",
        "uren": f"""select {base}, 'UR' || n as urennummer, 'AC' || n as activiteitnummer, date '2013-06-01' as datum,
            2.25 as uren from personen""",
    }
