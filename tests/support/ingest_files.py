"""A delivery of one file of every feed of UWV and finance in which everything is right, for the ingest tests."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.support import ingest_kit as kit
from zow.sample.write_files import write_file

BSN = kit.BSN[1]
FEEDS: dict[str, tuple[str, str | None, str, dict[str, str]]] = {  # feed -> bron, gemeente, venster, a row in which all is right
    "doorverwijzingen": ("uwv", kit.GM, "2014-03", {
        "meldingnummer": "M1", "bsn": BSN, "meldingsdatum": "03-03-2014", "soort": "kort_ww", "re_integratieadvies": "J",
        "aanvraag_ingenomen": "N", "werk_voor_aanvraag": "N"}),
    "indicaties": ("uwv", kit.GM, "2014-03", {
        "indicatienummer": "I1", "bsn": BSN, "soort": "beschut_werk", "besluitdatum": "01-02-2014"}),
    "arbeidsmarkt": ("uwv", None, "2014-03", {
        "arbeidsmarktregio_code": "07", "arbeidsmarktregio": "Flevoland", "maand": "2014-03", "openstaande_vacatures": "120",
        "geregistreerde_werkzoekenden": "9000", "ww_uitkeringen": "-1"}),
    "grootboek": ("finance", kit.GM, "2014-03", {
        "boekstuk": "B1", "regel": "1", "boekdatum": "31-03-2014", "boekjaar": "2014", "periode": "13",
        "grootboekrekening": "4300", "taakveld": "6.5", "budgetpost": "RE1", "bedrag": "1.234,5", "dc": "C"}),
    "begroting": ("finance", kit.GM, "2014", {
        "boekjaar": "2014", "deel": "W-deel", "soort_regel": "post", "budgetpost": "RE1", "domein": "reintegratie", "versie": "0",
        "vastgesteld_op": "12-11-2013", "bedrag": "-10,00"}),
}
NAME = {"doorverwijzingen": f"uwv_doorverwijzingen_GM0171_201403_{kit.STAMP}.csv",
        "indicaties": f"uwv_indicaties_GM0171_201403_{kit.STAMP}.csv", "arbeidsmarkt": f"uwv_arbeidsmarkt_201403_{kit.STAMP}.csv",
        "grootboek": f"grootboek_GM0171_2014_03_{kit.STAMP}.csv", "begroting": f"begroting_GM0171_2014_{kit.STAMP}.csv"}


def deliver(room: Path, feed: str, *changes: dict[str, str], stamp: str = kit.STAMP, venster: str = "", **options: bool) -> Path:
    """The good row of `feed`, followed by a row for each of the `changes` on it."""
    bron, code, window, row = FEEDS[feed]
    frame = pd.DataFrame([row, *({**row, **change} for change in changes)])
    return write_file(room, bron, feed, code, venster or window, stamp, frame, **options)
