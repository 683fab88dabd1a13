"""The toelichting of a beleidsadviseur: beside the figure that it names, in the version for good, and never a reason not to publish."""

from __future__ import annotations

import json
import logging
import shutil

import pytest

from tests.support.report_version import Page, built, change
from zow import settings
from zow.report import render, toelichting
from zow.report.reading import Reader

__all__ = ["built"]  # a fixture that pytest finds by name

FILE = "effectmeting_2014H2.md"
INDICATOREN = """
create table marts.indicatoren (gemeentecode varchar, indicator varchar, periode varchar, uitsplitsing varchar);
insert into marts.indicatoren values ('GM0171', 'succes_aandeel', '2014H2', 'alle'),
  ('GM0171', 'succes_aandeel', '2014H2', 'einddoel:uitstroom'),
  ('GM0171', 'uren_gehaald', '2014H2', 'alle'), ('GM0090', 'klachten', '2014', 'alle');
"""


@pytest.fixture
def version(built, tmp_path, monkeypatch):
    """A version whose figures are those of the real catalogue."""
    monkeypatch.setenv("ZOW_HOME", str(tmp_path / "home"))
    folder = shutil.copytree(built, tmp_path / built.name)
    change(folder, INDICATOREN)
    return folder


def write(text: str | bytes) -> None:
    path = settings.get().home / "toelichting" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def read(folder, text: str) -> toelichting.Toelichting:
    with Reader(folder / "sociaal_domein.duckdb") as reader:
        return toelichting.read(text, FILE, ["GM0171"], reader)


def test_a_text_stands_at_the_figure_that_its_heading_names(version):
    found = read(version, "# Bij de effectmeting\n## GM0171 effectmeting.succesvol uitstroom\nMeer **uitstroom**.\n\nTweede alinea.\n"
                          "##  GM0171   succes_aandeel\n### Kop\n- punt\n## GM0171 succes_aandeel einddoel:uitstroom\nDeel")
    assert found.faults == []
    assert found.at("GM0171", "effectmeting.succesvol", "uitstroom") == (
        "<p>Meer <strong>uitstroom</strong>.</p>\n<p>Tweede alinea.</p>\n")
    assert found.at("GM0171", "succes_aandeel") == "<p>Kop</p>\n<ul>\n<li>punt</li>\n</ul>\n"
    assert found.at("GM0171", "effectmeting.succesvol") is None
    assert list(found.rest) == [("GM0171", "succes_aandeel", "einddoel:uitstroom")]  # the two others were placed


@pytest.mark.parametrize(("text", "message"), [
    ("## GM0099 effectmeting.succesvol\nx", "regel 1: Kop 'GM0099 effectmeting.succesvol': gemeente GM0099 is in deze versie niet opnieuw "
                                            "berekend. Kies uit GM0171."),
    ("\n## GM0171\nx", "regel 2: Kop 'GM0171': de kop noemt geen cijfer."),
    ("## GM0171 effectmeting.succesvl\nx", "Cijfer effectmeting.succesvl bestaat niet. Bedoelt u effectmeting.succesvol"),
    ("## GM0171 klachten\nx", "GM0171 heeft het cijfer klachten niet in deze versie."),
    ("## GM0171 succes_aandeel einddoel:uitstrom\nx", "heeft geen uitsplitsing einddoel:uitstrom. Kies uit einddoel:uitstroom."),
    ("## GM0171 effectmeting.succesvol trede\nx", "heeft geen uitsplitsing trede. Kies uit "),
    ("## GM0171 succes_aandeel\n\n", "Onder deze kop staat geen tekst."),
    ("vooraf\n\n## GM0171 succes_aandeel\nx", "regel 1: De tekst boven de eerste kop hoort bij geen cijfer"),
    ("alleen tekst", "regel 1: De tekst boven de eerste kop hoort bij geen cijfer"),
])
def test_a_fault_says_what_where_and_how_to_repair(version, text, message):
    (fault,) = read(version, text).faults
    assert fault.startswith(f"Toelichting {FILE}, regel ")
    assert message in fault


def test_a_good_text_is_shown_although_another_is_wrong(version):
    found = read(version, "## GM0171 niets\nweg\n## GM0171 succes_aandeel\neen\n## GM0171 succes_aandeel\ntwee")
    assert found.at("GM0171", "succes_aandeel") == "<p>een</p>\n<p>twee</p>\n"
    assert [fault.split(": ")[1] for fault in found.faults] == ["Kop 'GM0171 niets'", "Kop 'GM0171 succes_aandeel'"]


def test_a_line_under_text_makes_no_heading_and_code_marks_no_other_name(version):
    found = read(version, "## GM0171 `succes_aandeel`\nEerste alinea\n---\nTweede alinea\n\n    ## GM0171 in een voorbeeld\n")
    assert found.faults == []
    assert found.at("GM0171", "succes_aandeel") == (
        "<p>Eerste alinea</p>\n<hr />\n<p>Tweede alinea</p>\n<pre><code>## GM0171 in een voorbeeld\n</code></pre>\n")


@pytest.mark.parametrize("line", ["### GM0171 uren_gehaald", "##GM0171 uren_gehaald", "# GM0171 uren_gehaald"])
def test_a_line_that_is_nearly_a_heading_is_told(version, line):
    found = read(version, f"## GM0171 succes_aandeel\nA\n{line}\nB")
    assert list(found.texts) == [("GM0171", "succes_aandeel", "alle")]
    assert len(found.faults) == 1 and "regel 3" in found.faults[0] and "Begin de regel met twee hekjes en een spatie" in found.faults[0]


def test_a_picture_is_left_out(version):
    found = read(version, "## GM0171 succes_aandeel\nVoor ![beeld](http://x/y.png) na")
    assert found.at("GM0171", "succes_aandeel") == "<p>Voor  na</p>\n"


def test_text_is_text_and_never_markup_of_the_page(version):
    found = read(version, "## GM0171 succes_aandeel\n<script>alert(1)</script> <b>vet</b> ![x](https://voorbeeld.test/x.png) "
                          "[klik](javascript:alert(1))\n\n<div onclick='x'>\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n")
    html = found.at("GM0171", "succes_aandeel")
    seen = Page(html)
    assert {tag for tag, _ in seen.tags} == {"p", "table", "thead", "tbody", "tr", "th", "td"}, "no picture either"
    cells = [attrs for tag, attrs in seen.tags if tag in ("th", "td")]
    assert cells == [{"scope": "col"}, {"class": "n", "scope": "col"}, {}, {"class": "n"}]
    assert "<script>alert(1)</script> <b>vet</b>" in seen.text


def test_the_report_shows_it_and_the_version_keeps_it(version, caplog):
    write("## GM0171 effectmeting.succesvol uitstroom\r\nVeel beëindigd.\r\n## GM0171 succes_aandeel einddoel:uitstroom\r\nMeer succes.\r\n"
          "## GM0171 uren_gehaald\r\nElders getoond.\r\n"
          "## GM0171 fout\r\nx\r\n".encode("cp1252"))
    with caplog.at_level(logging.WARNING, "zow.report"):
        seen = Page(render(version).read_text(encoding="utf-8"))
    shown, rest = seen.text.split("Overige toelichting")
    assert "Toelichting bij succesvol , uitstroom Veel beëindigd. Toelichting bij succes_aandeel , einddoel:uitstroom Meer succes." in shown
    assert "Elders getoond." in rest and "Veel beëindigd." not in rest
    assert "Cijfer fout bestaat niet." in seen.text.split("Niet alles in de toelichting")[1]
    assert "Cijfer fout bestaat niet." in caplog.text
    write("## GM0171 succes_aandeel\nLater veranderd.")
    again = render(version).read_text(encoding="utf-8")
    assert "Veel beëindigd." in again and "Later veranderd." not in again
    (settings.get().home / "toelichting" / FILE).unlink()
    assert "Veel beëindigd." in render(version).read_text(encoding="utf-8")


def test_nine_digits_do_not_enter_the_version(version):
    write("## GM0171 succes_aandeel\nCliënt 123456782 en bedrag 123.456.789 en 1234567890.")
    text = render(version).read_text(encoding="utf-8")
    assert "123456782" not in text + (version / "toelichting.md").read_text()
    assert "Cliënt ********* en bedrag 123.456.789 en 1234567890." in text
    assert "kan een burgerservicenummer zijn" in text


def test_without_a_file_nothing_is_said(version):
    text = render(version).read_text(encoding="utf-8")
    assert "oelichting</h2>" not in text
    assert not (version / "toelichting.md").exists()
    assert json.loads((version / "version.json").read_text())["publicatie"] == "effectmeting"
