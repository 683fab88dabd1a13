"""zow.report.quarantine: what is wrong now, how long already, how to repair it; cleared by a clean re-delivery."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

import openpyxl
import pytest

from tests.support.judged import fault, judge
from tests.support.report_version import Page
from zow.errors import ZowError
from zow.ingest import catalogue, landing
from zow.report import quarantine
from zow.report.quarantine import workbook


def gws(day: int, code: str = "GM0171") -> str:
    return f"gws_{code}_201404{day:02d}T0300"


def page(home, code: str = "GM0171") -> Page:
    return Page((home / "reports" / "quarantaine" / code / "index.html").read_text(encoding="utf-8"))


def sheets(home, code: str = "GM0171") -> dict[str, list[list]]:
    book = openpyxl.load_workbook(home / "reports" / "quarantaine" / code / "quarantaine.xlsx")
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_a_fault_tells_since_when_per_group_and_per_line_and_how_it_went(zow_home):
    """The row of deliveries with the same fault is unbroken by stamp, whatever the order of arrival."""
    judge(gws(5), fault(2), fault(3), fault(4))
    judge(gws(1), fault(2))
    judge(gws(3), fault(3), fault(4))
    judge(gws(2))
    judge(gws(4), reason="manifest.csv klopt niet")  # refused as a whole: it says nothing about lines
    judge(gws(5, "GM0090"), fault(2))
    quarantine.write_all()
    seen = page(zow_home)
    assert seen.tables["Samenvatting GWS-export"][:2] == [
        ["Fout", "Bestand en veld", "Gevolg", "Regels nu", "Sinds", "01-04-2014", "02-04-2014", "03-04-2014", "04-04-2014", "05-04-2014"],
        ["Geen geldige datum", "clienten.csvgeboortedatum", "regel niet geladen", "3", "3 april 20142 leveringen",
         "1", "0", "2", "–", "3"]]
    assert [(row[0], row[1], row[3]) for row in seen.tables["clienten.csv, geboortedatum"][1:]] == [
        ("2", "C2;***;31-02-1980", "5 april 2014"), ("3", "C3;***;31-02-1980", "3 april 2014"), ("4", "C4;***;31-02-1980", "3 april 2014")]
    assert "Herstel in GWS: verbeter geboortedatum." in seen.text
    summary, lines = sheets(zow_home).values()
    assert summary[1][2:10] == ["clienten.csv", "geboortedatum", "Geen geldige datum", "datum", "regel niet geladen", 3,
                                datetime(2014, 4, 3, 3), 2]
    assert [row[3] for row in lines[1:]] == [2, 3, 4]
    assert [row[7] for row in lines[1:]] == [datetime(2014, 4, 5, 3), datetime(2014, 4, 3, 3), datetime(2014, 4, 3, 3)]


def test_a_clean_delivery_of_a_later_stamp_clears_and_one_of_an_earlier_stamp_does_not(zow_home):
    judge(gws(3), fault(2))
    judge(gws(2))
    quarantine.write_all()
    assert "Er staat niets open" not in page(zow_home).text
    judge(gws(4))
    quarantine.write_all()
    assert "Er staat niets open" in page(zow_home).text and "C2" not in page(zow_home).text
    assert sheets(zow_home)["Samenvatting"][1][0] == "Er staat niets open." and len(sheets(zow_home)["Regels"]) == 1


def test_refusals_stand_on_top_with_their_reason_since_when_and_what_is_in_use(zow_home):
    judge(gws(1))
    judge(gws(2), reason="clienten.csv ontbreekt")
    judge(gws(3), fault(2, file="betalingen.csv", column="bedrag", rule="decimaal"), *(fault(n) for n in (2, 3, 4)),
          fault(9, rule="verwijzing", column="clientnummer", severity="waarschuwing", file="aanvragen.csv"),
          reason="betalingen.csv: 1 van 9 regels afgekeurd, toegestaan is ten hoogste 0. | Nog iets.")
    quarantine.write_all()
    seen = page(zow_home)
    assert re.search(rf"Geweigerde leveringen {gws(3)} betalingen.csv: 1 van 9 .* Nog iets\. Geweigerd sinds de levering van "
                     rf"2 april 2014, 03:00 uur: 2 achter elkaar\. In gebruik blijft {gws(1)}\.", seen.text)
    assert [row[:4] for row in seen.tables["Samenvatting GWS-export"][1:]] == [
        ["Geen geldig bedrag of getal", "betalingen.csvbedrag", "houdt de levering tegen", "1"],
        ["Geen geldige datum", "clienten.csvgeboortedatum", "regel afgekeurd", "3"],
        ["Verwijst naar een record dat er niet (goed) is", "aanvragen.csvclientnummer", "geladen zonder deze verwijzing", "1"]]
    assert [row[4] for row in sheets(zow_home)["Samenvatting"]][:3] == ["Regel", "Geweigerde levering", "Geen geldig bedrag of getal"]
    judge(gws(3), nr=2)
    quarantine.write_all()
    assert "Er staat niets open" in page(zow_home).text, "the same name, repaired and judged again"


def test_other_content_under_an_accepted_name_is_a_refusal_beside_the_faults_of_what_is_in_use(zow_home):
    judge(gws(1), fault(2))
    judge(gws(1), nr=2, reason="Deze stempel is al gebruikt")
    judge(gws(1), nr=3, status="dubbel")
    quarantine.write_all()
    seen = page(zow_home)
    assert "Deze stempel is al gebruikt" in seen.text and len(seen.tables["clienten.csv, geboortedatum"]) == 2
    judge(gws(2))
    quarantine.write_all()
    assert "Er staat niets open" in page(zow_home).text


def test_a_ledger_is_judged_per_month_a_full_list_by_its_latest_month(zow_home):
    def ledger(month: str, day: int) -> str:
        return f"grootboek_GM0171_2014_{month}_201404{day:02d}T0300.csv"

    def listed(month: str, day: int) -> str:
        return f"uwv_indicaties_GM0171_2014{month}_201404{day:02d}T0300.csv"

    for name in (ledger("01", 2), ledger("01", 5)):
        judge(name, fault(2, file=name, column="bedrag", rule="decimaal"), bron="finance", reason=f"{name}: 1 van 2 regels afgekeurd")
    judge(ledger("02", 6), bron="finance")
    judge(listed("02", 3), fault(2, file=listed("02", 3)), bron="uwv")
    judge(listed("01", 7), fault(2, file=listed("01", 7)), bron="uwv")
    judge("uwv_arbeidsmarkt_201403_20140405T0300.csv", bron="uwv")
    quarantine.write_all()
    seen = page(zow_home)
    assert [row[3:5] for row in seen.tables["Samenvatting Grootboek 2014-01"][1:]] == [["1", "2 april 20142 leveringen"]]
    assert [row[2] for row in seen.tables["Samenvatting Grootboek 2014-01"][1:]] == ["houdt de levering tegen"]
    assert [row[3:5] for row in seen.tables["Samenvatting UWV indicaties"][1:]] == [["1", "7 april 20142 leveringen"]]
    judge(listed("03", 4), bron="uwv")
    quarantine.write_all()
    assert "Samenvatting UWV indicaties" not in page(zow_home).tables, "the list of March replaces the one of February, whatever its stamp"
    assert "Er staat niets open" in page(zow_home, "landelijk").text


def test_a_delivery_without_a_usable_name_is_open_until_a_good_one_comes_in(zow_home):
    judge("gws_GM0171_20140499T0300", gemeente="GM0171", reason="De mapnaam past niet", received=datetime(2014, 4, 2))
    judge("rommel", gemeente="onbekend", reason="De mapnaam past niet")
    (landing.refused_room("gws") / "rommel").mkdir(parents=True)
    judge(gws(1), received=datetime(2014, 4, 1))
    quarantine.write_all()
    assert "De mapnaam past niet" in page(zow_home).text and "De mapnaam past niet" in page(zow_home, "onbekend").text
    judge(gws(2), received=datetime(2014, 4, 3))
    (landing.refused_room("gws") / "rommel").rmdir()
    quarantine.write_all()
    assert "Er staat niets open" in page(zow_home).text and "Er staat niets open" in page(zow_home, "onbekend").text


def test_what_a_line_holds_can_do_no_harm(zow_home, monkeypatch):
    evil = ["=1+1", "+31", "-2;x", "@SUM(A1)", "<script>alert(1)</script>", "a\x00\x1bb\ud7ff"]
    judge(gws(1), *(fault(n, raw=raw) for n, raw in enumerate(evil, start=2)), warnings=("onbekende kolom '<b>x</b>' genegeerd.",))
    quarantine.write_all()
    folder = zow_home / "reports" / "quarantaine"
    text = (folder / "GM0171" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in text and "<b>" not in text and "&lt;b&gt;" in text and "\x00" not in text
    book = openpyxl.load_workbook(folder / "GM0171" / "quarantaine.xlsx")
    cells = [row[8] for row in book["Regels"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells][:5] == evil[:5] and {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells][:5] == [True, True, True, True, False]
    assert book["Regels"].auto_filter.ref == "A1:K7" and book["Regels"].freeze_panes == "A2"
    assert sorted(p.name for p in (folder / "GM0171").iterdir()) == ["index.html", "quarantaine.xlsx"]

    monkeypatch.setattr(workbook, "write", lambda *_: (_ for _ in ()).throw(OSError("schijf vol")))
    with pytest.raises(OSError, match="schijf vol"):
        quarantine.write_all()
    assert sorted(p.name for p in (folder / "GM0171").iterdir()) == ["index.html", "quarantaine.xlsx"], "no half file, no draft"
    assert openpyxl.load_workbook(folder / "GM0171" / "quarantaine.xlsx")


def test_a_gemeente_that_cannot_be_read_does_not_keep_the_others_from_theirs(zow_home):
    judge(gws(1), fault(2))
    judge(gws(1, "GM0090"), fault(2))
    quarantine.write_all()
    judge(gws(2, "GM0090"))
    broken = catalogue.folder("gws", "GM0171") / "quarantaine" / f"{gws(1)}.1.parquet"
    broken.write_bytes(b"PAR1 en dan niets")
    with pytest.raises(ZowError, match="GM0171"):
        quarantine.write_all()
    assert "Er staat niets open" in page(zow_home, "GM0090").text
    assert "C2;***" in page(zow_home).text, "the page of the night before stays"
    assert "GM0171" in page(zow_home, ".").text


def test_an_outcome_that_cannot_be_read_is_named_and_the_other_gemeenten_get_theirs(zow_home):
    judge(gws(1), fault(2))
    quarantine.write_all()
    for code in ("GM0171", "GM0342"):  # the second never had a page
        path = catalogue.folder("gws", code) / "leveringen" / f"{gws(2, code)}.1.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"gemeentecode": "GM', encoding="utf-8")
    judge(gws(1, "GM0090"), fault(2))
    with pytest.raises(ZowError, match=rf"gws/GM0171/leveringen/{gws(2)}\.1\.json(.|\n)*GM0342"):
        quarantine.write_all()
    assert "C2;***" in page(zow_home, "GM0090").text
    assert "C2;***" in page(zow_home).text, "without that outcome nobody knows what is wrong now: the page of the night before stays"
    seen = page(zow_home, ".")
    assert "GM0171" not in [row[0] for row in seen.tables["Gemeenten"]] and f"gws/GM0171/leveringen/{gws(2)}.1.json" in seen.text
    assert {attrs["href"] for tag, attrs in seen.tags if tag == "a"} == {"#inhoud", "GM0090/index.html", "GM0171/index.html"}


def test_the_pages_are_accessible_and_self_contained(zow_home):
    judge(gws(1), fault(2), *(fault(n, rule="codelijst", column="geslacht") for n in range(2, 60)), warnings=("Een opmerking.",))
    judge(gws(2), fault(2), *(fault(n, rule="codelijst", column="geslacht") for n in range(2, 60)), warnings=("Een opmerking.",))
    judge(gws(3, "GM0090"), reason="kapot")
    quarantine.write_all()
    for code in ("GM0171", "GM0090", "."):
        seen = page(zow_home, code)
        ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
        assert len(ids) == len(set(ids)) and ("html", {"lang": "nl"}) in seen.tags
        for tag, attrs in seen.tags:
            assert tag not in {"script", "img", "link", "iframe", "form"} and not {"style", "src"} & set(attrs)
            if tag == "th":
                assert attrs.get("scope") in {"col", "row"}
            assert not attrs.get("href", "").startswith("#") or attrs["href"][1:] in ids
            assert attrs.get("aria-labelledby", "inhoud") in ids
        names = [tag for tag, _ in seen.tags]
        levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
        assert names.count("h1") == 1 and all(after - before <= 1 for before, after in pairwise(levels))
        assert names.count("table") == names.count("caption")
    lines = page(zow_home).tables["clienten.csv, geslacht"]
    assert len(lines) == 51 and "de eerste 50 van 58 regels" in page(zow_home).text
    assert len(sheets(zow_home)["Regels"]) == 60, "the workbook has them all"


def test_nobody_delivered_yet(zow_home):
    assert [p.name for p in quarantine.write_all()] == ["index.html"]
    assert "nog geen levering" in page(zow_home, ".").text
