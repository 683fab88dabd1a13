"""The rules of sources.md 5 in the feeds of UWV and finance, and their limits at the edge."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.support import ingest_kit as kit
from tests.support.ingest_files import BSN, FEEDS, deliver
from zow import contracts
from zow.ingest import names
from zow.sample.write_files import write_file, write_sidecar

# a change on the good row -> what is found in it, None = the row is fine
X = "x"
RULES: dict[str, list[tuple[dict[str, str], tuple[str | None, str] | None]]] = {
    "doorverwijzingen": [
        *(({"meldingnummer": f"L{i}", kolom: ""}, (kolom, "verplicht")) for i, kolom in enumerate(
            ("bsn", "meldingsdatum", "soort", "re_integratieadvies", "aanvraag_ingenomen", "werk_voor_aanvraag"))),
        ({"meldingnummer": ""}, ("meldingnummer", "verplicht")),
        ({"meldingnummer": "1", "meldingsdatum": "30-02-2014"}, ("meldingsdatum", "datum")),
        ({"meldingnummer": "2", "soort": "max"}, ("soort", "codelijst")),
        ({"meldingnummer": "3", "werk_voor_aanvraag": "ja"}, ("werk_voor_aanvraag", "jn")),
        ({"meldingnummer": "4", "bsn": "123456789"}, ("bsn", "elfproef")), ({}, ("meldingnummer", "dubbele_sleutel")),
        ({"meldingnummer": "5"}, None)],  # one person may be referred twice
    "indicaties": [
        ({"indicatienummer": "1", "soort": ""}, ("soort", "verplicht")),
        ({"indicatienummer": "2", "besluitdatum": ""}, ("besluitdatum", "verplicht")),
        ({"indicatienummer": "3", "soort": X}, ("soort", "codelijst")),
        ({"indicatienummer": "4", "geldig_tot": "1-5-2014"}, ("geldig_tot", "datum")),
        ({"indicatienummer": "5", "bsn": "000000000"}, ("bsn", "elfproef")), ({}, ("indicatienummer", "dubbele_sleutel")),
        ({"indicatienummer": "6", "geldig_tot": "31-01-2014"}, None)],  # geldig_tot is no einddatum
    "arbeidsmarkt": [
        ({"arbeidsmarktregio_code": ""}, ("arbeidsmarktregio_code", "verplicht")), ({"maand": "2014-3"}, ("maand", "maand")),
        ({"maand": "2014-13"}, ("maand", "bereik")), ({"maand": "2014-00"}, ("maand", "bereik")),
        ({"maand": "2014-12", "ww_uitkeringen": "1,0"}, ("ww_uitkeringen", "geheel_getal")),
        ({}, ("arbeidsmarktregio_code", "dubbele_sleutel")), ({"maand": "2014-02"}, None), ({"arbeidsmarktregio_code": "7"}, None)],
    "grootboek": [
        *(({"regel": str(i + 20), kolom: ""}, (kolom, "verplicht")) for i, kolom in enumerate(
            ("boekdatum", "boekjaar", "periode", "grootboekrekening", "taakveld", "budgetpost", "bedrag", "dc"))),
        ({"regel": ""}, ("regel", "verplicht")),
        ({"regel": "1a"}, ("regel", "geheel_getal")), ({"regel": "2", "boekdatum": X}, ("boekdatum", "datum")),
        ({"regel": "3", "bedrag": "1,234"}, ("bedrag", "decimaal")), ({"regel": "4", "dc": "d"}, ("dc", "codelijst")),
        ({"regel": "5", "periode": "0"}, ("periode", "bereik")), ({"regel": "6", "periode": "14"}, ("periode", "bereik")),
        ({"regel": "7", "periode": "1,5"}, ("periode", "geheel_getal")), ({}, ("boekstuk", "dubbele_sleutel")),
        ({"regel": "8", "periode": "1"}, None), ({"boekstuk": "B2"}, None)],
    "begroting": [
        ({"versie": ""}, ("versie", "verplicht")), ({"versie": "1", "vastgesteld_op": ""}, ("vastgesteld_op", "verplicht")),
        ({"versie": "1", "deel": "X-deel"}, ("deel", "codelijst")), ({"versie": "1", "domein": X}, ("domein", "codelijst")),
        ({"versie": "1", "soort_regel": X}, ("soort_regel", "codelijst")),
        ({"versie": "1", "vastgesteld_op": X}, ("vastgesteld_op", "datum")),
        ({"versie": "1", "bedrag": X}, ("bedrag", "decimaal")), ({"boekjaar": "14x"}, ("boekjaar", "geheel_getal")),
        ({"budgetpost": ""}, None), ({"budgetpost": "", "domein": "wsw"}, ("boekjaar", "dubbele_sleutel")),
        ({}, ("boekjaar", "dubbele_sleutel")),
        ({"versie": "1"}, None)],
}


@pytest.mark.parametrize("feed", FEEDS)
def test_every_rule_that_can_occur(tmp_path: Path, feed: str) -> None:
    bron, code, _, good = FEEDS[feed]
    path = deliver(tmp_path, feed, *(change for change, _ in RULES[feed]))
    texts = [c.name for c in contracts.load(bron).file(feed).columns]
    garbled = [good.get(name, "").encode() + (b"\x81" if i == 0 else b"") for i, name in enumerate(texts)]
    path.write_bytes(path.read_bytes() + b"te;weinig\r\n" + b";".join(garbled) + b"\r\n")
    write_sidecar(path)
    contract = contracts.load(bron, code).delivered(feed, path.name)
    result, faults, loaded = kit.judged(path.parent, tmp_path, code or names.NATIONAL, contract)
    expected = [(i, *found) for i, (_, found) in enumerate(RULES[feed], start=3) if found]
    end = len(RULES[feed]) + 3
    expected += [(end, None, "aantal_velden"), (end + 1, texts[0], "codering")]
    assert [(f["regel"], f["kolom"], f["regel_code"]) for f in faults] == expected
    assert [row["_line"] for row in loaded[feed]] == [2, *(i for i, (_, found) in enumerate(RULES[feed], start=3) if found is None)]
    assert {f["gemeentecode"] for f in faults} == {code} and {f["bestand"] for f in faults} == {path.name}
    told = " ".join(f["melding"] for f in faults) + " ".join(result.reasons)
    assert "GWS" not in told and ("Herstel bij UWV" if bron == "uwv" else "Herstel in de financiële administratie") in told
    assert BSN not in repr(faults)


@pytest.mark.parametrize(("feed", "lines", "wrong", "accepted"), [
    ("doorverwijzingen", 1, 1, True), ("indicaties", 199, 2, False), ("indicaties", 200, 2, True), ("arbeidsmarkt", 200, 3, False),
    ("grootboek", 300, 0, True), ("grootboek", 300, 1, False), ("begroting", 300, 1, False)])
def test_limit_at_the_edge(tmp_path: Path, feed: str, lines: int, wrong: int, accepted: bool) -> None:
    bron, code, venster, row = FEEDS[feed]
    key = next(c.name for c in contracts.load(bron).file(feed).columns if c.key)
    frame = pd.DataFrame([{**row, key: str(i)} for i in range(lines)])
    frame.loc[frame.index < wrong, key] = ""
    path = write_file(tmp_path, bron, feed, code, venster, kit.STAMP, frame)
    result, faults, _ = kit.judged(path.parent, tmp_path, code or names.NATIONAL, contracts.load(bron, code).delivered(feed, path.name))
    assert len(faults) == wrong and (not result.reasons) is accepted, result.reasons
    assert accepted or "regels afgekeurd, toegestaan is ten hoogste" in result.reasons[0]
