"""Deliveries for the benchmarks: quick to make, every reference points at a row of the same delivery.

Not the sample data (zow.sample), which is a world with a history and takes a while for a million rows.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from zow.sample.write import write_gws

# One query per file of the contract; sizes follow the clients, those of betalingen are asked for.
_FILES = {
    "clienten": """select 'C' || i as clientnummer, bsn, 'Jansen' as achternaam, date '1960-01-01' + (i % 12000)::int as geboortedatum,
        ['M', 'V'][1 + i % 2] as geslacht, (8300 + i % 90) || ' AB' as postcode, 'basis' as opleiding,
        'N' as statushouder, 'geen' as arbeidsbeperking, 'N' as voortijdig_schoolverlater, 'N' as taalachterstand,
        'N' as ex_ondernemer, 'N' as wiw from client""",
    "uitkeringen": """select 'U' || i as uitkeringnummer, 'D' || i as dossiernummer, 'C' || i as clientnummer, 'hoofd' as rol,
        'PW' as regeling, date '2010-01-01' + (i % 1000)::int as begindatum from client""",
    "trajecten": """select 'T' || i as trajectnummer, 'C' || i as clientnummer, 'werk' as trajectdoel,
        date '2011-01-01' + (i % 700)::int as begindatum from client""",
    "voorzieningen": """select 'VZ' || i as voorziening_code, 'Voorziening ' || i as omschrijving, 'training' as soort,
        'RE1' as budgetpost from range(40) r(i)""",
    "aanbieders": "select 'A' || i as aanbieder_code, 'Aanbieder ' || i as naam, 'extern' as soort from range(60) r(i)",
    "activiteiten": """select 'AC' || (2 * i + k) as activiteitnummer, 'T' || i as trajectnummer, 'C' || i as clientnummer,
        'VZ' || i % 40 as voorziening_code, 'uitstroom' as einddoel, 'A' || i % 60 as aanbieder_code,
        date '2011-06-01' + (i % 700)::int as begindatum, 1250.50 as overeengekomen_prijs from client, range(2) r(k)""",
    "verplichtingen": """select 'VP' || (2 * i + k) as verplichtingnummer, 'AC' || (2 * i + k) as activiteitnummer,
        date '2011-06-01' + (i % 700)::int as datum, 1250.50 as bedrag, 'RE' || i % 9 as budgetpost, 'open' as status
        from client, range(2) r(k)""",
    "betalingen": """select 'B' || (20140000000 + i) as betalingnummer, 'VP' || (i * 7919 % activities) as verplichtingnummer,
        case when i % 4 > 0 then 'AC' || (i * 7919 % activities) end as activiteitnummer,
        'C' || (i * 7919 % activities // 2) as clientnummer, 'A' || (i * 7919 % activities // 2 % 60) as aanbieder_code,
        'F-2013-' || i // 12 as factuurnummer, date '2012-01-01' + (i * 104729 % 820)::int as betaaldatum,
        case when i % 100 = 0 then -1 else 1 end * (i * 15485863 % 500000) / 100.0 as bedrag, 'RE' || i % 9 as budgetpost,
        ['factuur', 'factuur', 'factuur', 'premie'][1 + i % 4] as soort
        from range($betalingen) r(i), (select 2 * count(*) as activities from client) where betaaldatum < $until""",
    "aanvragen": """select 'V' || i as aanvraagnummer, bsn, 'C' || i as clientnummer, date '2009-12-01' + (i % 1000)::int as datum,
        'PW' as regeling, 'toegekend' as uitkomst, date '2009-12-20' + (i % 1000)::int as uitkomstdatum from client""",
    "inkomensbetalingen": """select 'IB' || (12 * i + k) as betalingnummer, 'U' || i as uitkeringnummer,
        '2013-' || lpad(cast(k + 1 as varchar), 2, '0') as maand, 900 + i % 400 as bedrag from client, range(12) r(k)""",
    "contracten": """select 'K' || i as contractnummer, 'A' || i as aanbieder_code, date '2010-01-01' as begindatum,
        'nclp' as financiering from range(60) r(i)""",
    "uren": """select 'UR' || (5 * i + k) as urennummer, 'AC' || 2 * i as activiteitnummer, date '2012-01-01' + (i % 700)::int as datum,
        1.5 as uren from client, range(5) r(k)""",
    "ladderstanden": """select 'C' || i as clientnummer, date '2012-01-01' + (100 * k)::int as meetdatum, 1 + i % 6 as trede
        from client, range(3) r(k)""",
    "keuringen": """select 'KE' || i as keuringnummer, 'C' || i as clientnummer, date '2012-01-01' + (i % 700)::int as opdrachtdatum,
        'arts' as adviseur, 'J' as extern from client where i % 5 = 0""",
    "ontheffingen": """select 'O' || i as ontheffingnummer, 'C' || i as clientnummer, 'volledig' as soort, 'medisch' as grond,
        date '2012-02-01' + (i % 700)::int as besluitdatum, besluitdatum as begindatum, 'KE' || i as keuringnummer
        from client where i % 5 = 0""",
    "contactmomenten": """select 'CM' || (4 * i + k) as contactnummer, 'C' || i as clientnummer, date '2012-01-01' + (90 * k)::int as datum,
        'gesprek' as soort from client, range(4) r(k)""",
    "klanttevredenheid": """select 'M' || i as metingnummer, date '2012-01-01' + (i % 700)::int as datum, 'kto' as onderzoek,
        1 + i % 10 as score from client where i % 10 = 0""",
    "indicaties_beschikking": """select 'I' || i as indicatienummer, 'C' || i as clientnummer, 'banenafspraak' as soort,
        date '2012-01-01' + (i % 700)::int as beschikkingsdatum from client where i % 20 = 0""",
    "wsw_plaatsen": """select 'P' || i as plaatsnummer, 'C' || i as clientnummer, 'wachtlijst' as soort,
        date '2012-01-01' + (i % 700)::int as begindatum from client where i % 20 = 0""",
    "bezwaren_klachten": """select 'Z' || i as zaaknummer, 'klacht' as soort, date '2012-01-01' + (i % 700)::int as datum,
        'gegrond' as uitkomst from client where i % 20 = 0""",
}
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def clients(count: int) -> pd.DataFrame:
    """`count` clients (i, bsn) with numbers that pass the elfproef, start with 9 and so belong to nobody."""
    numbers = np.arange(900_000_000, 900_000_100 + 12 * count)
    digits = numbers[:, None] // 10 ** np.arange(8, -1, -1) % 10
    valid = numbers[digits @ np.array(_WEIGHTS) % 11 == 0][:count]
    return pd.DataFrame({"i": np.arange(count), "bsn": valid.astype(str)})


def deliver(landing: Path, gemeentecode: str, stamp: str, count: int, betalingen: int) -> Path:
    """Write a complete delivery of `count` clients and at most `betalingen` payments (those dated before the stamp)."""
    con = duckdb.connect()
    con.register("client", clients(count))
    given = {"betalingen": betalingen, "until": dt.datetime.strptime(stamp, "%Y%m%dT%H%M").date()}
    tables = {name: con.execute(query, given if "$until" in query else None).df() for name, query in _FILES.items()}
    return write_gws(landing, gemeentecode, stamp, tables)
