"""Deliveries of every source, small: GWS of two gemeenten with several stamps, every feed of UWV and finance with months that are delivered
again, and some that are refused. For what must be the same in whatever order, and however often, they come."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd

from tests.support import small
from zow.ingest import names
from zow.sample.write import set_field, write_gws
from zow.sample.write_files import write_file

GEMEENTEN = ("GM0171", "GM0200")
REFUSED = {"gws_GM0171_20140723T0300", "grootboek_GM0171_2014_06_20140720T0300.csv"}


def ledger(month: int, amount: str, number: str = "F001", dc: str = "D", lines: int = 2) -> pd.DataFrame:
    return pd.DataFrame([{
        "boekstuk": "S1", "regel": line, "boekdatum": date(2014, month, 28), "boekjaar": 2014, "periode": month,
        "grootboekrekening": "4000", "taakveld": "6.4", "budgetpost": "PB02", "factuurnummer": number, "bedrag": amount.replace(".", ","),
        "dc": dc} for line in range(1, lines + 1)])


def budget(amount: str, version: int = 0) -> pd.DataFrame:
    return pd.DataFrame([{"boekjaar": 2014, "deel": "participatiebudget", "soort_regel": kind, "budgetpost": post, "versie": version,
                          "vastgesteld_op": date(2013, 11, 1), "bedrag": Decimal(amount)}
                         for kind, post in (("toegekend", None), ("post", "PB03"))])


def referrals(*numbers: str) -> pd.DataFrame:
    return pd.DataFrame([{"meldingnummer": number, "bsn": small.bsn(place), "meldingsdatum": date(2014, 5, 2), "soort": "kort_ww",
                          "re_integratieadvies": True, "aanvraag_ingenomen": False, "werk_voor_aanvraag": False}
                         for place, number in enumerate(numbers)])


def indications(*numbers: str) -> pd.DataFrame:
    return pd.DataFrame([{"indicatienummer": number, "bsn": small.bsn(place), "soort": "banenafspraak" if place else "onbekend",
                          "besluitdatum": date(2014, 1, 1)} for place, number in enumerate(numbers)])  # the first line is rejected


def market(vacancies: int, *months: str) -> pd.DataFrame:
    return pd.DataFrame([{"arbeidsmarktregio_code": "6", "arbeidsmarktregio": "Flevoland", "maand": month,
                          "openstaande_vacatures": vacancies, "geregistreerde_werkzoekenden": 20, "ww_uitkeringen": 30}
                         for month in months])


def _older() -> dict[str, pd.DataFrame]:
    """Clients as they were before, and one whom a later delivery does not know any more."""
    tables = small.tables(clients=5)
    tables["clienten"]["leefvorm"] = "gehuwd_samenwonend"
    return tables


FILES = [  # (bron, feed, gemeente, window, stamp, content)
    ("finance", "grootboek", "GM0171", "2014-05", "20140605T0300", ledger(5, "100.00")),
    ("finance", "grootboek", "GM0171", "2014-06", "20140705T0300", ledger(6, "999.99")),
    ("finance", "grootboek", "GM0171", "2014-06", "20140712T0300", ledger(6, "40.01", "F002", "C")),
    ("finance", "grootboek", "GM0171", "2014-06", "20140720T0300", ledger(6, "veel")),
    ("finance", "grootboek", "GM0200", "2014-06", "20140705T0300", ledger(6, "1.00")),
    ("finance", "grootboek", "GM0342", "2014-06", "20140705T0300", ledger(6, "1.00")),  # no GWS: never built
    ("finance", "begroting", "GM0171", "2014", "20131105T0300", budget("1.00")),
    ("finance", "begroting", "GM0171", "2014", "20140305T0300", budget("2000.00", 1)),
    ("uwv", "doorverwijzingen", "GM0171", "2014-05", "20140605T0300", referrals("M1", "M2")),
    ("uwv", "doorverwijzingen", "GM0171", "2014-05", "20140608T0300", referrals("M3")),
    ("uwv", "doorverwijzingen", "GM0171", "2014-06", "20140607T0300", referrals("M4")),
    ("uwv", "indicaties", "GM0171", "2014-05", "20140720T0300", indications("I0", "I1")),
    ("uwv", "indicaties", "GM0171", "2014-06", "20140705T0300", indications("I0", "I2")),
    ("uwv", "indicaties", "GM0171", "2014-06", "20140706T0300", indications("I0", "I2")),  # equal bytes under another stamp
    ("uwv", "arbeidsmarkt", None, "2014-05", "20140605T0300", market(5, "2014-05")),
    ("uwv", "arbeidsmarkt", None, "2014-06", "20140722T0300", market(6, "2014-05", "2014-06")),
]


def write(room: Path) -> list[Path]:
    """Every delivery, written in `room` as in a landing; the paths of their folders and files, oldest stamp first."""
    for code, stamp, tables in (("GM0171", "20140401T0300", _older()), ("GM0171", "20140721T0300", small.tables(clients=2)),
                                ("GM0171", "20140723T0300", small.tables()),
                                ("GM0200", "20140721T0300", small.tables(clients=2)), ("GM0200", "20140801T0300", small.tables(clients=2))):
        folder = write_gws(room, code, stamp, tables)
        if folder.name in REFUSED:
            set_field(folder, "betalingen", 2, "bedrag", "veel")
    paths = [*(room / "gws").iterdir()]
    for bron, feed, code, window, stamp, frame in FILES:
        paths.append(write_file(room, bron, feed, code, window, stamp, frame))
    return sorted(paths, key=lambda path: (names.parse(path.parent.name, path.name).geleverd_op, path.name))


def drop(paths: Iterable[Path], landing: Path) -> None:
    """Put copies of these deliveries in `landing`, the manifest or sidecar last."""
    for path in paths:
        target = landing / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target)
        else:
            shutil.copyfile(path, target)
            shutil.copyfile(names.sidecar(path), names.sidecar(target))


def contents(database: Path) -> dict[str, list[tuple]]:
    """Every row of every table of core and marts, and the accepted deliveries with their counts."""
    with duckdb.connect(str(database), read_only=True) as con:
        tables = con.execute("select schema_name, table_name from duckdb_tables() where schema_name in ('core', 'marts') "
                             "order by all").fetchall()
        found = {f"{s}.{t}": con.execute(f"select * from {s}.{t} order by all").fetchall() for s, t in tables}
        found["leveringen"] = con.execute("select bron, levering, status, regels, afgekeurd, sha256 from meta.leveringen "
                                          "where status = 'geaccepteerd' order by all").fetchall()
        return found
