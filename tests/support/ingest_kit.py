"""What the ingest tests share: a small delivery in which everything is right, and ways to look at what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from zow import contracts, ingest, settings
from zow.ingest import catalogue
from zow.ingest.judge import QUARANTINE, Judge, Judgement
from zow.ingest.pseudonym import Pseudonym
from zow.sample.write import write_gws

GM = "GM0171"
KEY = bytes(range(32))
STAMP = "20140405T0300"


def bsns(count: int) -> list[str]:
    """Valid numbers (elfproef) that start with 9 and so belong to nobody."""
    found = []
    number = 990_000_000
    while len(found) < count:
        digits = [int(d) for d in str(number)]
        if sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0:
            found.append(str(number))
        number += 1
    return found


BSN = bsns(400)


def client(nr: int, **changes: object) -> dict[str, object]:
    return {"clientnummer": f"C{nr}", "bsn": BSN[nr], "achternaam": "Jansen", "geboortedatum": "01-02-1980", "geslacht": "M",
            "postcode": "8302 AB", "opleiding": "basis", "startkwalificatie": "N", "leefvorm": "alleenstaand",
            "statushouder": "N", "arbeidsbeperking": "geen", "voortijdig_schoolverlater": "N", "taalachterstand": "N",
            "ex_ondernemer": "N", "wiw": "N", "afstand_arbeidsmarkt": "kort", "klantmanager": "KM1", **changes}


ROWS: dict[str, dict[str, object]] = {
    "clienten": client(1),
    "aanvragen": {"aanvraagnummer": "V1", "bsn": BSN[1], "clientnummer": "C1", "datum": "01-01-2014", "regeling": "WWB",
                  "uitkomst": "toegekend", "uitkomstdatum": "15-01-2014"},
    "uitkeringen": {"uitkeringnummer": "U1", "dossiernummer": "D1", "clientnummer": "C1", "rol": "hoofd",
                    "regeling": "WWB", "begindatum": "15-01-2014", "instroom_uit_ww": "J"},
    "inkomensbetalingen": {"betalingnummer": "IB1", "uitkeringnummer": "U1", "maand": "2014-02", "bedrag": "950,10"},
    "trajecten": {"trajectnummer": "T1", "clientnummer": "C1", "trajectdoel": "werk", "begindatum": "01-02-2014"},
    "voorzieningen": {"voorziening_code": "VZ1", "omschrijving": "Werkstage", "soort": "werkstage", "budgetpost": "RE1"},
    "aanbieders": {"aanbieder_code": "A1", "naam": "Concern; \"Werk\"", "soort": "extern", "kvk_nummer": "12345678"},
    "contracten": {"contractnummer": "K1", "aanbieder_code": "A1", "begindatum": "01-01-2014", "financiering": "nclp"},
    "activiteiten": {"activiteitnummer": "AC1", "trajectnummer": "T1", "clientnummer": "C1", "voorziening_code": "VZ1",
                     "einddoel": "uitstroom", "aanbieder_code": "A1", "contractnummer": "K1", "begindatum": "01-02-2014",
                     "verlengingen": "0", "overeengekomen_prijs": "1.500,00"},
    "verplichtingen": {"verplichtingnummer": "VP1", "activiteitnummer": "AC1", "datum": "01-02-2014", "bedrag": "1500",
                       "budgetpost": "RE1", "status": "open"},
    "betalingen": {"betalingnummer": "B1", "verplichtingnummer": "VP1", "activiteitnummer": "AC1", "clientnummer": "C1",
                   "aanbieder_code": "A1", "factuurnummer": "F1", "betaaldatum": "01-03-2014", "bedrag": "750,25",
                   "budgetpost": "RE1", "soort": "factuur"},
    "uren": {"urennummer": "UR1", "activiteitnummer": "AC1", "datum": "03-02-2014", "uren": "2,5"},
    "ladderstanden": {"clientnummer": "C1", "meetdatum": "01-02-2014", "trede": "3"},
    "keuringen": {"keuringnummer": "KE1", "clientnummer": "C1", "opdrachtdatum": "01-02-2014", "adviseur": "arts",
                  "extern": "J"},
    "ontheffingen": {"ontheffingnummer": "O1", "clientnummer": "C1", "soort": "volledig", "grond": "medisch",
                     "besluitdatum": "01-03-2014", "begindatum": "01-03-2014", "keuringnummer": "KE1"},
    "contactmomenten": {"contactnummer": "CM1", "clientnummer": "C1", "datum": "01-02-2014", "soort": "intake"},
    "klanttevredenheid": {"metingnummer": "M1", "datum": "01-03-2014", "onderzoek": "kto", "score": "7,5"},
    "indicaties_beschikking": {"indicatienummer": "I1", "clientnummer": "C1", "soort": "banenafspraak",
                               "beschikkingsdatum": "01-02-2014"},
    "wsw_plaatsen": {"plaatsnummer": "P1", "clientnummer": "C1", "soort": "wachtlijst", "begindatum": "01-02-2014"},
    "bezwaren_klachten": {"zaaknummer": "Z1", "soort": "klacht", "datum": "01-02-2014", "uitkomst": "gegrond"},
}


def tables(**extra: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """The good row of every file, followed by the `extra` rows (changes on that good row) of a file."""
    return {name: pd.DataFrame([row, *({**row, **change} for change in extra.get(name, []))])
            for name, row in ROWS.items()}


def deliver(landing: Path, stamp: str = STAMP, gemeentecode: str = GM, content: Mapping | None = None,
            **options: bool) -> Path:
    """A complete delivery in `landing`; `content` as from `tables()`."""
    return write_gws(landing, gemeentecode, stamp, tables() if content is None else content, **options)


def judged(folder: Path, scratch: Path, gemeentecode: str = GM, contract: contracts.SourceContract | None = None,
           **how: bool) -> tuple[Judgement, list[dict[str, object]], dict[str, list[tuple]]]:
    """(judgement, quarantine rows, accepted rows of every file as far as they were judged) of a folder, without raw."""
    store = Collector()
    with Judge(folder, folder.name, contract or contracts.load("gws", gemeentecode), gemeentecode, Pseudonym(KEY), scratch,
               store) as judge:
        result = judge.run(**how)
        rows = judge.con.execute(f"select {', '.join(QUARANTINE)} from quarantaine "
                                 "order by bestandsnr, regel, volgnr").fetchall()
    return result, [dict(zip(QUARANTINE, row, strict=True)) for row in rows], store.rows


def run(gemeentecode: str = GM) -> list[tuple[str, str]]:
    """Judge what waits of the gemeente in landing/gws; levering and status of each."""
    return [(o.levering, o.status) for o in ingest.ingest_gemeente("gws", gemeentecode)]


def rows(outcome: catalogue.Outcome, file: str) -> list[tuple]:
    """The rows that raw holds of a file, in order of line."""
    path = settings.get().raw / outcome.files[file].part
    return duckdb.sql(f"select * from read_parquet('{path}') order by _line").fetchall()


class Collector:
    """Stands in for the part store: keeps the accepted rows instead of writing them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {}

    def draft(self, file) -> None:
        """Rows are read into memory."""

    def save(self, con, file, rows, levering, csv_sha256, verdict) -> tuple[str, str, int]:
        found = con.execute(rows)
        names = [column[0] for column in found.description]
        self.rows[file.name] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return file.name, csv_sha256, len(self.rows[file.name])
