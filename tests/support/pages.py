"""What holds for every page of every report: self-contained under a strict policy, accessible, every link leads somewhere, and from every
figure a link leads to what it is."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder

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
        assert unexplained(text) == [], name
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


# What these tables show are no figures of a mart: deliveries, quarantine, gates and policy (zow.report.shared.templates.delen).
_NO_FIGURES = re.compile(r"(-leveringen-tabel|-geweigerd|-quarantaine-tabel|-toetsen-tabel|-gezakt|gewijzigd-beleid-tabel)$")


def unexplained(text: str) -> list[str]:
    """The columns of figures, as `caption: head`, of which no way leads to what they are: not in the caption of their table, not in a
    head of the column, and not in every row; and the tiles (`kern: name`) without one."""
    tree = _tree(text)
    found = [f"kern: {_words(tile.find('dt'))}" for list_ in tree.iter("dl") if "kern" in list_.get("class", "").split()
             for tile in list_ if not _explains(tile.find("dt"))]
    for table in tree.iter("table"):
        caption = table.find("caption")
        if _NO_FIGURES.search(caption.get("id", "")) or _explains(caption):
            continue
        heads = _columns(table.findall("thead/tr"))
        rows = [row for row in table.findall("tbody/tr") if row.get("class") != "toelichting"]
        for number, column in _columns(rows).items():
            cells = [cell for cell in column if cell.tag == "td" and "n" in cell.get("class", "").split()]
            own = [row for row in rows if any(cell in cells for cell in row)]
            if cells and not any(map(_explains, heads[number])) and not all(map(_explains, own)):
                found.append(f"{_words(caption)}: {' / '.join(map(_words, heads[number]))}")
    return found


def _explains(element: Element) -> bool:
    """Whether it leads to a page of the catalogue or, for a count that no mart has, to its definition on the page itself."""
    return any(re.search(r"catalogus/.+\.html$|#(.+-)?telling-", link.get("href")) for link in element.iterfind(".//a[@href]"))


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _columns(rows: list[Element]) -> dict[int, list[Element]]:
    """Column number -> its cells from top to bottom, with those that span it."""
    grid: dict[tuple[int, int], Element] = {}
    for line, row in enumerate(rows):
        place = 0
        for cell in row:
            while (line, place) in grid:
                place += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(width := int(cell.get("colspan", 1))):
                    grid[line + down, place + right] = cell
            place += width
    columns: dict[int, list[Element]] = {}
    for (_, place), cell in sorted(grid.items(), key=lambda item: item[0]):
        if cell not in columns.setdefault(place, []):
            columns[place].append(cell)
    return columns


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.made = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.made.start(tag, {name: value or "" for name, value in attrs})
        if tag in Page.VOID:
            self.made.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.made.end(tag)

    def handle_data(self, data: str) -> None:
        self.made.data(data)


def _tree(text: str) -> Element:
    builder = _Builder()
    builder.feed(text.removeprefix("<!DOCTYPE html>").strip())
    return builder.made.close()
