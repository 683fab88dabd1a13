"""What holds for every page of every report: self-contained under a strict policy, accessible, and every link leads somewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise
from pathlib import Path

from tests.support.report_version import Page

_FORBIDDEN = {"script", "img", "link", "iframe", "object", "base", "form"}
_AWAY = re.compile(r"^[a-z]+:|^//")


def check_report(folder: Path) -> dict[str, Page]:
    """Assert it of every page below `folder` (the `report/` of a version), but those of the catalogue, which have tests of their own.
    Returns the pages by their path below `folder`."""
    pages = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
    ids = {path: {attrs["id"] for _, attrs in Page(path.read_text(encoding="utf-8")).tags if "id" in attrs}
           for name, path in pages.items() if not name.startswith("catalogus/")}
    checked = {}
    for name, path in pages.items():
        if name.startswith("catalogus/"):
            continue
        text = path.read_text(encoding="utf-8")
        seen = checked[name] = Page(text)
        check_policy(text, seen)
        check_accessible(seen)
        for tag, attrs in seen.tags:
            if "href" not in attrs:
                continue
            assert tag == "a", name
            assert not _AWAY.match(attrs["href"]), f"{name}: {attrs['href']} leads out of the report"
            file, _, anchor = attrs["href"].partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), f"{name}: {attrs['href']} leads nowhere"
            assert not anchor or target not in ids or anchor in ids[target], f"{name}: {attrs['href']} leads nowhere"
    return checked


def check_policy(text: str, seen: Page) -> None:
    """No script, picture, form or style but the sheet of the house, and a policy in the page that says so."""
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(attrs["content"] for tag, attrs in seen.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import", style)
    for tag, attrs in seen.tags:
        assert tag not in _FORBIDDEN
        assert not {"style", "src", "srcset"} & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]


def check_accessible(seen: Page) -> None:
    """Language, one h1 and no level skipped, a caption for every table, a scope for every head, a text for every chart."""
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
    for tag, attrs in seen.tags:
        assert attrs.get("aria-labelledby", ids[0]) in ids
        if tag == "th":
            assert attrs.get("scope") in {"col", "row", "colgroup", "rowgroup"}
        if tag == "svg":
            assert attrs["role"] == "img"
            assert attrs["aria-label"]
    names = [tag for tag, _ in seen.tags]
    assert ("html", {"lang": "nl"}) in seen.tags
    assert names.count("table") == names.count("caption")
    assert names.count("h1") == 1
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    first_link = next(attrs for tag, attrs in seen.tags if tag == "a")
    assert first_link["href"] == "#inhoud"
