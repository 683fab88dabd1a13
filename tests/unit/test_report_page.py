"""zow.report.render: the page itself: self-contained, strict, accessible, and only reading."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from tests.support.report_version import Page, built, read_page, version_dir
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


def test_one_self_contained_page_under_a_strict_policy(version_dir):
    text = render(version_dir).read_text(encoding="utf-8")
    seen = Page(text)
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(attrs["content"] for tag, attrs in seen.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import", style)
    for tag, attrs in seen.tags:
        assert tag not in {"script", "img", "link", "iframe", "object", "base", "form"}
        assert not {"style", "src", "srcset"} & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]
        assert attrs.get("href", "#").startswith("#")


def test_page_is_accessible(version_dir):
    seen = read_page(version_dir)
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in seen.tags:
        for target in (attrs.get("href", "#")[1:], attrs.get("aria-labelledby", "")):
            assert not target or target in ids
        if tag == "th":
            assert attrs.get("scope") in {"col", "row", "colgroup"}
        if tag == "svg":
            assert attrs["role"] == "img"
            assert attrs["aria-label"]
    names = [tag for tag, _ in seen.tags]
    assert ("html", {"lang": "nl"}) in seen.tags
    assert names.count("table") == names.count("caption") > 5
    assert names.count("h1") == 1
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    first_link = next(attrs for tag, attrs in seen.tags if tag == "a")
    assert first_link["href"] == "#inhoud"


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "paper"), [
    ("#1b2530", "#ffffff"), ("#4a5866", "#ffffff"), ("#4a5866", "#f4f6f8"), ("#4a5866", "#e6eef5"),
    ("#ffffff", "#12466e"), ("#d6e3ee", "#12466e"), ("#12466e", "#ffffff"), ("#5c4000", "#fff6e0"),
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
