"""zow.report.render: the page itself: self-contained, strict, accessible, and only reading."""

from __future__ import annotations

import pytest

from tests.support.pages import check_report, unexplained
from tests.support.report_version import built, read_page, version_dir
from zow.report import page, render

__all__ = ["built", "version_dir"]  # fixtures that pytest finds by name


def test_database_is_only_read(version_dir):
    database = version_dir / "sociaal_domein.duckdb"
    before = database.read_bytes()
    database.chmod(0o444)
    render(version_dir)
    assert database.read_bytes() == before
    assert sorted(path.name for path in version_dir.iterdir()) == ["report", "sociaal_domein.duckdb", "version.json"]
    # this version has no norms, and not the tables that the pages of the aanbieders are made from
    assert sorted(path.name for path in (version_dir / "report").iterdir()) == ["catalogus", "index.html"]


def test_the_page_is_self_contained_accessible_and_its_links_lead_somewhere(version_dir):
    pages = check_report(render(version_dir).parent)
    assert list(pages) == ["index.html"]
    assert [tag for tag, _ in pages["index.html"].tags].count("table") > 5
    links = {attrs.get("href") for _, attrs in pages["index.html"].tags}
    assert {"catalogus/effectmeting.succesvol.html", "catalogus/succes_aandeel.html", "catalogus/aanbieders.betaald.html",
            "catalogus/nclp.verschil.html", "catalogus/bijstand_stromen.instroom.html"} <= links


def test_a_column_without_a_way_to_its_definition_is_found():
    link = '<a href="../catalogus/x.y.html">x</a>'
    head = '<th scope="colgroup" colspan="2">A</th><th scope="col" rowspan="2">{}</th></tr><tr><th scope="col">B</th><th>{}</th>'
    table = "<table><caption id='c'>{}</caption><thead><tr>" + head + "</tr></thead><tbody>{}</tbody></table>"
    row = '<tr><th scope="row">{}</th><td class="n">1</td><td class="n">2</td></tr>'
    assert unexplained(table.format("T", "C", "D", row.format("r"))) == ["T: A / D", "T: C"]
    assert unexplained(table.format("T", link, "D", row.format("r"))) == ["T: A / D"]
    assert unexplained(table.format("T", "C", "D", row.format(link) + row.format("r"))) == ["T: A / D", "T: C"]
    for whole in (table.format(link, "C", "D", row.format("r")), table.format("T", "C", "D", row.format(link) * 2),
                  table.format("T", link, link.replace("../catalogus/x.y.html", "#g-telling-x"), row.format("r"))):
        assert unexplained(whole) == []


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "paper"), [
    ("#1b2530", "#ffffff"), ("#4a5866", "#ffffff"), ("#4a5866", "#f4f6f8"), ("#4a5866", "#e6eef5"),
    ("#ffffff", "#12466e"), ("#d6e3ee", "#12466e"), ("#12466e", "#ffffff"), ("#12466e", "#e6eef5"), ("#12466e", "#f4f6f8"),
    ("#5c4000", "#fff6e0"),
    ("#1b2530", "#fff6e0"), ("#a12020", "#ffffff"),
])
def test_contrast_of_the_colours_used(ink, paper):
    style = (page.TEMPLATES / "style.css").read_text(encoding="utf-8")
    assert ink in style or ink == "#ffffff"
    assert paper in style or paper == "#ffffff"
    bright, dark = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1 AA, normal text


def test_definitions_come_from_the_marts_with_their_clause(version_dir):
    assert "succesvol Doel <gehaald> [S3 3.2; measures 3]" in read_page(version_dir).text
