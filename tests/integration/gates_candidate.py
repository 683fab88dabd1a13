"""A candidate as the line makes it: raw rows by hand, core and marts by the real dbt project. Two gemeenten."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import duckdb

from zow import settings
from zow.warehouse import dbt

GEMEENTEN = ["GM0171", "GM0342"]


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
            persons = ", ".join(f"({n}, '{client_key(code, bsn(n))}')" for n in range(1, 13))
            con.execute(f"create or replace temp table personen as from (values {persons}) p(n, client_key)")
            for table, columns in _rows(code, levering).items():
                con.execute(f"insert into raw.gws_{table} by name {columns}")
            con.execute("""insert into raw.gws_clienten_historie by name
                select *, timestamp '2015-02-02 03:00' as geleverd_op from raw.gws_clienten where gemeentecode = ?""",
                [code])


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
        "uren": f"""select {base}, 'UR' || n as urennummer, 'AC' || n as activiteitnummer, date '2013-06-01' as datum,
            2.25 as uren from personen""",
    }
