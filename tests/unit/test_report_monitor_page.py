"""zow.report.monitor: the pages of a small hand-made version, rendered once."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.support import monitor
from tests.support.pages import check_report
from tests.support.report_version import Page
from zow import figures, settings
from zow.figures import indicators
from zow.report import render
from zow.report.monitor import TEMPLATES, layout, reading
from zow.report.reading import Reader

TOLD = """## GM1731 bijstand_totaal

Een bedrijf in Beilen **sloot**.

## GM1731 wat_werkt.bruto_effectiviteit

Te vroeg voor een oordeel.
"""
PROFILE = "midden_drenthe_2021"
INDICATORS = [i for i in indicators.load(settings.PROJECT_ROOT / "dbt_project") if i.profiel == PROFILE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """`report/` of the version, with a toelichting."""
    home = tmp_path_factory.mktemp("monitor")
    told = home / "toelichting" / "monitor_2022K1.md"
    told.parent.mkdir()
    told.write_text(TOLD, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_HOME", str(home))
        return render(monitor.build(home)).parent


@pytest.fixture(scope="module")
def page(folder) -> Page:
    return Page((folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pages(folder) -> dict[str, Page]:
    """The pages that the monitor itself writes."""
    return {path.name: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.html"))}


def cells(page: Page, caption: str, head: str) -> list[str]:
    """The cells of the row of a table whose first cell begins with `head`, small print included."""
    (found,) = (row for row in page.tables[caption] if row and row[0].startswith(head))
    return found


def test_table_1_stands_whole_under_the_seven_goals_each_figure_once(page):
    goals = [page.tables[f"Doel {number}, Midden-Drenthe"] for number in range(1, 8)]
    shown = [row[0] for goal in goals for row in goal[1:] if "aanvullend" not in row[0] and "Toelichting" not in row[0]]
    wanted = [(i.naam, split) for i in INDICATORS for split in i.uitsplitsingen]
    assert len(shown) == len(wanted)
    for name, _ in wanted:
        assert sum(row.startswith(name) for row in shown) == sum(each == name for each, _ in wanted), name


def test_layout_and_seeds_name_the_same_figures():
    plan = layout.load(PROFILE)
    named = {code for goal in plan.doelen for code, _ in goal.figuren}
    assert named == {i.code for i in INDICATORS}
    assert {code for goal in plan.doelen for code, _ in goal.aanvullend} <= set(figures.every())
    groups = next(i for i in indicators.load(settings.PROJECT_ROOT / "dbt_project") if i.code == "bijstand_personen").uitsplitsingen
    assert {f"doelgroep:{code}" for code in plan.doelgroepen} == {split for split in groups if split.startswith("doelgroep:")}


def test_a_figure_stands_beside_the_quarter_before_and_the_year_before(page):
    assert cells(page, "Doel 7, Midden-Drenthe", "Bijstandsgerechtigden")[1:6] == ["412", "400", "+12", "412", "0"]
    assert cells(page, "Doel 3, Midden-Drenthe", "Aandeel van een doelgroep: IOAZ")[1:6] == [
        "33,3%16 van 48", "25,0%12 van 48", "+8,3 pp", "25,0%12 van 48", "+8,3 pp"]
    assert cells(page, "Doel 5, Midden-Drenthe", "Proefplaatsingen: begonnen")[1] == "0"


def test_what_is_empty_or_not_comparable_says_why(page):
    assert cells(page, "Doel 6, Midden-Drenthe", "Werkloosheid")[1:4] == ["–a", "2,6%voorlopig volgens CBS", "–"]
    assert "a geen waarde; van CBS is op het peilmoment geen levering." in page.text
    assert cells(page, "Doel 7, Midden-Drenthe", "Bestede middelen")[1:6] == ["€ 300,05", "–a", "–", "€ 250,05", "€ +50,00"]
    assert "a telt vanaf 1 januari: 2021K4 ging over een ander jaar." in page.text
    gaps = page.tables["Cijfers die er niet of nog niet zeker zijn, Midden-Drenthe"]
    assert [row[0] for row in gaps[1:]] == ["Werkloosheid in de arbeidsmarktregio", "Duurzame uitstroom"]


def test_provisional_figures_are_marked_and_never_taken_for_a_zero(page):
    sustained = cells(page, "Doel 1, Midden-Drenthe", "Duurzame uitstroom")
    assert sustained[1] == "nog niet bekendtot nu toe 0,0%; 30 van 30 voorlopig"
    assert sustained[2] == "75,0%21 van 284 voorlopighoogstens 89,3%"
    assert sustained[3] == "–"


def test_first_screen_says_what_moved_what_is_off_target_and_what_needs_attention(page):
    first = page.text[page.text.index("In een minuut"):page.text.index("Prestatie-indicatoren naar doel")]
    assert "412; 12 meer dan vorig kwartaal, gelijk aan een jaar eerder." in first
    assert "niet gehaald Zonder startkwalificatie : 33,3%; 8,3 procentpunt boven het doel van hoogstens 25,0%." in first
    assert "Op PB-stark en 1 andere post is meer besteed en vastgelegd dan begroot; het tekort op PB-stark is € 50,01." in first
    assert "Afwijkingen van normen die nog lopen: 1; 1 keer Werkstage te lang (N04)." in first
    assert "Afwijkingen van normen die in dit kwartaal begonnen: 1; 1 keer Werkstage te lang (N04)." in first
    assert "Van 62 personen in de bijstand is nog nooit een trede gemeten (15,0%)." in first
    assert "Van Monitor sociaal domein 2021K4 (versie 2) zijn nu 2 cijfers anders." in first
    assert "heeft nog geen toelichting" not in first


def test_small_numbers_are_listed_without_a_percentage_and_not_drawn(page, folder):
    text = (folder / "index.html").read_text(encoding="utf-8")
    rows = page.tables["Voorzieningen in 2021, Midden-Drenthe"]
    assert [row[3:5] for row in rows[1:]] == [["30,0%3 van 10hoogstens 70,0%", "10,8% tot 60,3%"], ["1 van 2", "te weinig cliënten"]]
    (label,) = re.findall(r'aria-label="(Bruto effectiviteit 2021[^"]*)"', text)
    assert "werk 30,0%, interval 10,8% tot 60,3%, 10 cliënten" in label
    assert "zorg" not in label
    assert cells(page, "Voor wie, 2021, Midden-Drenthe", "Traject <Stark>") == ["Traject <Stark>", "30%3 van 10", "17%1 van 6", "n=3"]
    assert text.count('class="klein-aantal"') == 1
    for words in ("Bruto effectiviteit", "geen uitspraak over wat zonder de voorziening was gebeurd"):
        assert words in page.text


def test_every_row_of_wat_werkt_stands_on_its_page(pages):
    full = pages["wat_werkt_GM1731.html"]
    assert {name: len(rows) - 1 for name, rows in full.tables.items()} == {
        "Alle personen, 2021": 2, "50-plussers, 2021": 1, "IOAZ, 2021": 1}
    assert "€ 1.234,50" in cells(full, "IOAZ, 2021", "Traject")[10]
    assert "wat_werkt_GM0342.html" not in pages


def test_ladder_and_its_sums(page):
    assert cells(page, "Beweging tot en met 31 maart 2022, Midden-Drenthe", "3 maanden")[1:] == ["40", "300", "10", "62", "412", "11,4%"]
    assert cells(page, "Beweging tot en met 31 maart 2022, Midden-Drenthe", "12 maanden")[1:] == ["0", "0", "0", "412", "412", "–"]
    assert cells(page, "Trede nu naast trede 3 maanden eerder, Midden-Drenthe", "Trede 1")[1:] == ["0", "40", "0", "0", "0", "0", "0", "40"]
    assert page.tables["Trede tijdens trajecten, Midden-Drenthe"][-1] == ["Totaal", "3", "4", "1", "2"]


def test_money_ties_to_the_indicators(page):
    rows = page.tables["Uitputting tot en met 2022K1, Midden-Drenthe"]
    assert rows[-1] == ["Alle delen", "€ 1.000,10", "€ 300,05", "€ 800,06", "€ -100,01", "110,0%"]
    assert cells(page, "Kosten per soort in 2022K1, Midden-Drenthe", "Externe")[1:] == ["€ 120,00", "€ 100,00", "€ +20,00", "–", "–"]


def test_norms_count_and_link_to_who_can_act(page, folder):
    assert cells(page, "Normen van Midden-Drenthe", "N04")[2:8] == ["20 activiteiten", "1", "1", "1", "0", "0"]
    assert cells(page, "Normen van Midden-Drenthe", "N23")[2:4] == ["30 facturen", "0"]
    assert (folder / "normen" / "GM1731.html").exists()


def test_benchmark_only_where_the_gemeente_has_a_group(page):
    assert [name for name in page.tables if name.startswith("Benchmark")] == ["Benchmark 2021, Soest naast soest groep1"]
    assert cells(page, "Benchmark 2021, Soest naast soest groep1", "Uitstroom")[1:] == [
        "–", "25,0%1 gemeenten", "–", "niet te zeggen: een van beide ontbreekt"]
    assert cells(page, "Benchmark 2021, Soest naast soest groep1", "Verandering")[1:5] == [
        "-3,8%", "-2,0%1 gemeenten", "-1,8 pp", "▲ beter dan de groep"]


def test_a_gemeente_without_profile_has_the_standard_figures_and_no_goals(page):
    assert "Soest heeft in deze periode geen eigen beleidsprofiel en dus geen doelen." in page.text
    assert not any(name.startswith("Doel ") and "Soest" in name for name in page.tables)
    assert page.tables["Doelgroepen in 2022K1, Soest"]


def test_toelichting_stands_beside_its_figure(page):
    after = page.tables["Doel 7, Midden-Drenthe"]
    place = next(number for number, row in enumerate(after) if row[0].startswith("Bijstandsgerechtigden"))
    assert after[place + 1] == ["Toelichting bij BijstandsgerechtigdenEen bedrijf in Beilen sloot."]
    assert "Te vroeg voor een oordeel." in page.text
    assert "Overige toelichting" not in page.text


def test_every_page_holds_to_the_policy_can_be_read_by_everyone_and_leads_somewhere(folder):
    index = check_report(folder)["index.html"]
    assert {f"catalogus/{i.code}.html" for i in INDICATORS} <= {attrs.get("href") for _, attrs in index.tags}


def test_every_figure_that_a_template_names_exists():
    known = set(figures.every())
    named = {name for path in TEMPLATES.glob("*.j2")
             for name in re.findall(r'"((?:[a-z_]+\.)[a-z_]+)"(?=, true|, false| ~)', path.read_text(encoding="utf-8"))}
    assert len(named) > 40
    assert {name for name in named if not name.endswith(".html")} <= known


def test_no_personal_data_on_the_pages(folder):
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert monitor.PERSON[:12] not in text
        assert not re.search(r"(?<![\w.,])\d{9}(?![\w.,])", re.sub(r"<svg.*?</svg>", "", text, flags=re.S))


def test_a_regional_figure_is_provisional_when_the_feed_it_was_taken_from_says_so(tmp_path: Path) -> None:
    database = tmp_path / "x.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute("create schema core")
        con.execute("create table core.dim_municipalities as select 'GM1731' as gemeentecode, 'AM03' as arbeidsmarktregio_cbs")
        con.execute("""create table core.fct_cbs as select *, 'AM03' as regio_code, 'x' as grootheid, 1.0 as waarde from (values
            ('werkloosheid_regio', '2021-03', 'Definitief'), ('werkloosheid', '2021-02', 'Voorlopig'),
            ('werkloosheid', '2021-06', 'Voorlopig'), ('werkloosheid', '2021K3', 'Definitief'), ('werkloosheid', '2021', 'Voorlopig'),
            ('vacatures_regio', '2021K4', 'Voorlopig')) as t(feed, periode, status)""")
    with Reader(database) as reader:
        assert reading.cbs_provisional(reader, "GM1731") == {("werkloosheid_amr", "2021K2"), ("vacatures_amr", "2021K4")}
