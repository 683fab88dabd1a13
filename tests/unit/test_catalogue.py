"""zow.report.catalogus: no figure without a page, no page without a figure, and what a page says is what the project says."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest

from zow import figures, settings
from zow.errors import ZowError
from zow.report import catalogus
from zow.report.shared.environment import templates

REPORTS = settings.PROJECT_ROOT / "include" / "zow" / "report"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of our own project, with the page of a figure that went lying there."""
    target = tmp_path_factory.mktemp("report") / catalogus.FOLDER
    target.mkdir()
    (target / "vervallen.html").write_text("van een cijfer dat er niet meer is", encoding="utf-8")
    catalogus.write(target, "monitor_2024K1_v2")
    return target


def text(folder: Path, figure_id: str) -> str:
    page = (folder / f"{figure_id}.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))


def test_no_figure_without_a_page_and_no_page_without_a_figure(folder):
    assert {path.name for path in folder.iterdir()} == {"index.html"} | {f"{name}.html" for name in figures.every()}


def test_the_index_links_every_page_under_each_of_its_themes_and_every_link_leads_somewhere(folder):
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert "monitor_2024K1_v2" in index
    links = re.findall(r'href="([^"#]+)"', index)
    profiles = {f"{name}.html": len(figure.indicators) or 1 for name, figure in figures.every().items()}
    assert {name: links.count(name) for name in links} == profiles
    for path in folder.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert [link for link in re.findall(r'href="([^"#]+)"', page) if not (folder / link).exists()] == []
        anchors = set(re.findall(r'href="#([^"]+)"', page))
        assert anchors <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize(("figure_id", "words"), [
    ("duurzaam_aandeel", [
        "Duurzame uitstroom", "binnen 6 maanden geen nieuwe bijstandsperiode", "S0 3.5.2; measures 1", "teller gedeeld door noemer",
        "count(*) filter (", "duurzaam_maanden 6 zolang het profiel geldt", "ind_uitstroom.sql", "core.fct_spells",
        "gws uitkeringen", "rijen met indicator duurzaam_aandeel"]),
    ("ontheffing_aandeel", ["maximaal 0,325 1 januari 2020 tot en met 31 december 2020 S2 7.4", "beter is minder"]),
    ("uitstroom_werk_personen", ["soest_2008", "smallingerland_2020", "minimaal 200", "minimaal 65"]),
    ("participatiebudget_verloop.saldo", ["toegekend + meegenomen + ontvangsten - uitgaven", "finance begroting"]),
    ("aanbieders.gemiddelde_prijs", ["sum(overeengekomen_prijs) / nullif(count(overeengekomen_prijs), 0)"]),
    ("effectmeting.succesvol", ["marts.effectmeting , kolom succesvol", "succes_na_maanden 3",
                               "gws activiteiten , gws clienten , gws uitkeringen"]),
    ("normafwijkingen.gevonden", [
        "N07 bedrag 2500,00 euro", "norm_n26.sql",
        "N09 Te veel persoonlijke re-integratiebudgetten in een jaar Hoogstens 20 per kalenderjaar."])])
def test_a_page_says_definition_formula_clause_values_tables_and_files(folder, figure_id, words):
    page = text(folder, figure_id)
    assert [word for word in words if word not in page] == []


def test_a_page_names_the_unit_tests_of_its_models(folder):
    own = figures.figure("duurzaam_aandeel").mart
    fragment = next(part for part in own.fragments if part.name == "ind_uitstroom")
    page = text(folder, "duurzaam_aandeel")
    assert fragment.cases
    assert [case.naam for case in fragment.cases if case.naam not in page] == []


def test_nothing_on_a_page_is_forbidden_by_its_policy(folder):
    tags, attributes = set(), set()
    for path in folder.glob("*.html"):
        body = path.read_text(encoding="utf-8")
        tags |= set(re.findall(r"<(\w+)", body))
        attributes |= set(re.findall(r"<[^>]*?\s(style|src|srcset|on\w+)=", body))
    assert tags & {"style", "script", "img", "link", "iframe", "object"} == {"style"}
    assert attributes == set()


def test_a_template_that_links_an_unknown_figure_cannot_be_rendered():
    page = jinja2.Environment.from_string(templates(), '{{ "effectmeting.succesvl" | definitie }}')
    with pytest.raises(ZowError, match=r"Bedoelt u effectmeting.succesvol"):
        page.render()


def test_every_figure_that_a_template_names_exists():
    named = {(path.name, figure) for path in REPORTS.rglob("*.j2")
             for figure in re.findall(r"""["']([\w.]+)["']\s*\|\s*definitie""", path.read_text(encoding="utf-8"))}
    known = figures.every()
    assert [pair for pair in sorted(named) if pair[1] not in known] == []
