"""The explanation that a beleidsadviseur writes beside the figures (S1 9.2: "weergeven en analyseren").

`$ZOW_HOME/toelichting/<publicatie>_<periode>.md` is Markdown. Each heading of the second level names a figure of a gemeente, and the
text below it is shown beside that figure:

    ## GM1731 bijstand_totaal
    ## GM1731 aandeel_doelgroep doelgroep:zelfstandigen
    ## GM0171 effectmeting.succesvol uitstroom

A figure is named as in the catalogue, a uitsplitsing as the mart has it (absent: `alle`, or the whole row). A copy goes into the version
(`toelichting.md`) the first time its report is rendered; from then on the version shows its own copy, whatever becomes of the file.
A fault never stops a publication: the other texts are shown, and the fault stands in the report and in the log of the run.
"""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from zow import figures, settings
from zow.errors import ZowError
from zow.report.reading import Reader, Row
from zow.report.sheets import clean

logger = logging.getLogger("zow.report")
COPY = "toelichting.md"
WHOLE = "alle"
_NEARLY = re.compile(r" {0,3}#+\s*GM\d{4}\b")
_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")
_NO_SPLIT = {"gemeentecode", "periode", "client_key", "clausule"}
_NAMED = 12  # names that a message lists
Key = tuple[str, str, str]


@dataclass
class Toelichting:
    """The texts of a version by (gemeentecode, figure id, uitsplitsing), as HTML, and what is wrong with the file as Dutch messages
    that say what, where and how to repair. `placed` are the keys that a page has shown."""

    texts: dict[Key, Markup] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    placed: set[Key] = field(default_factory=set)

    def at(self, gemeentecode: str, figure: str, uitsplitsing: str = WHOLE) -> Markup | None:
        """The text beside this figure; None when there is none. Notes that it was placed."""
        key = (gemeentecode, figure, uitsplitsing)
        if key in self.texts:
            self.placed.add(key)
        return self.texts.get(key)

    def about(self, gemeentecode: str, name: str) -> list[tuple[str, str, Markup]]:
        """Every text beside the columns of mart `name`, or beside the rows of indicator `name` (figure id, uitsplitsing, text), to show
        under their table. Notes that they were placed."""
        found = [(figure, part, text) for (code, figure, part), text in self.texts.items()
                 if code == gemeentecode and (figure == name or figure.startswith(f"{name}."))]
        self.placed.update((gemeentecode, figure, part) for figure, part, _ in found)
        return found

    @property
    def rest(self) -> dict[Key, Markup]:
        """What no page of the report has shown so far: figures that are in the version, but not in this report."""
        return {key: text for key, text in self.texts.items() if key not in self.placed}


def load(version_dir: Path, version: Row, reader: Reader) -> Toelichting:
    """The texts for the version in `version_dir`: from its own copy, else from `$ZOW_HOME/toelichting` (which is copied into it first).
    Faults are logged as warnings."""
    copy = version_dir / COPY
    source = settings.get().home / "toelichting" / f"{version['publicatie']}_{version['periode']}.md"
    if not copy.exists():
        if not source.exists():
            return Toelichting()
        # no nine digits in a row: a version may not hold a burgerservicenummer, wherever it came from
        draft = copy.with_suffix(".tmp")
        draft.write_text(_NINE_DIGITS.sub("*********", _decoded(source.read_bytes())), encoding="utf-8")
        draft.replace(copy)
    found = read(copy.read_text(encoding="utf-8"), source.name, [
        place["gemeentecode"] for place in version["gemeenten"] if place["herkomst"] == "nieuw"], reader)
    for fault in found.faults:
        logger.warning("%s", fault)
    return found


def read(text: str, name: str, gemeenten: list[str], reader: Reader) -> Toelichting:
    """The texts in `text` (the contents of file `name`) about `gemeenten` (those that the version rebuilt)."""
    found = Toelichting()
    lines = text.split("\n")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(
        ["html_inline", "html_block", "lheading"])  # lheading: a line under a text would make a heading of that text
    heads = _heads(markdown, text)
    above = lines[:heads[0][1] if heads else len(lines)]
    if any(line.strip() and not line.startswith("# ") for line in above):  # a title of the file is no text
        found.faults.append(_fault("De tekst boven de eerste kop hoort bij geen cijfer en wordt niet getoond.", name, 1,
                                   "Zet er een kop boven, bijvoorbeeld ## GM0171 effectmeting.succesvol."))
    if "*********" in text:
        line = next(number for number, each in enumerate(lines, start=1) if "*********" in each)
        found.faults.append(_fault("Een getal van negen cijfers kan een burgerservicenummer zijn en is onleesbaar gemaakt.", name, line,
                                   "Haal het uit de toelichting; schrijf bedragen met punten (123.456.789)."))
    starts = {start for _, start, _ in heads}
    for number, line in enumerate(lines):
        if _NEARLY.match(line) and number not in starts:
            what = f"'{line.strip()}' lijkt een kop, maar is er geen; de tekst eronder hoort nu bij de kop erboven."
            found.faults.append(_fault(what, name, number + 1, "Begin de regel met twee hekjes en een spatie."))
    ends = [start for _, start, _ in heads[1:]] + [len(lines)]
    for (words, start, body), end in zip(heads, ends, strict=False):  # without a heading there is an end too many
        key, fault = _key(words, gemeenten, reader)
        content = "\n".join(lines[body:end]).strip()
        if key and not content:
            fault = ("Onder deze kop staat geen tekst.", "Schrijf de toelichting eronder, of haal de kop weg.")
        elif key and key in found.texts:
            fault = ("Deze kop staat er vaker; de teksten staan in het rapport onder elkaar.", "Maak er een stuk van.")
        if fault:
            found.faults.append(_fault(f"Kop '{words}': {fault[0]}", name, start + 1, fault[1]))
        if key and content:
            found.texts[key] = found.texts.get(key, Markup()) + _html(markdown, content)
    return found


def _heads(markdown: MarkdownIt, text: str) -> list[tuple[str, int, int]]:
    """The headings of the second level: their words, their line and the line where their text begins (counted from 0)."""
    tokens = markdown.parse(text)
    return [(" ".join(tokens[number + 1].content.replace("`", "").split()), *token.map) for number, token in enumerate(tokens)
            if token.type == "heading_open" and token.tag == "h2" and token.level == 0]


def _html(markdown: MarkdownIt, text: str) -> Markup:
    tokens = markdown.parse(text)
    for token in tokens:
        if token.children:
            token.children = [child for child in token.children if child.type != "image"]  # a page shows nothing from elsewhere
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"  # the headings of the page are those of the report
        if token.type in ("th_open", "td_open") and token.attrs.pop("style", None) == "text-align:right":
            token.attrs["class"] = "n"  # the page allows no style attributes
        if token.type == "th_open":
            token.attrs["scope"] = "col"
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - HTML is off: all text is escaped


def _key(words: str, gemeenten: list[str], reader: Reader) -> tuple[Key | None, tuple[str, str] | None]:
    """What a heading names, or what is wrong with it and how to repair that."""
    code, _, rest = words.partition(" ")
    figure_id, _, part = rest.strip().partition(" ")
    if code not in gemeenten:
        return None, (f"gemeente {code} is in deze versie niet opnieuw berekend.", f"Kies uit {_listed(gemeenten)}.")
    if not figure_id:
        return None, ("de kop noemt geen cijfer.", f"Schrijf ## {code} en dan de naam van het cijfer in de catalogus.")
    try:
        figure = figures.figure(figure_id)
    except ZowError as error:
        return None, (error.wat, error.herstel)
    known = _splits(figure, code, reader)
    if figure.indicators and not known:
        return None, (f"{code} heeft het cijfer {figure_id} niet in deze versie.", "Noem een cijfer dat in het rapport staat.")
    part = part.strip() or WHOLE
    if part != WHOLE and part not in known:
        near = difflib.get_close_matches(part, known, n=_NAMED, cutoff=0.5) or sorted(known)
        return None, (f"cijfer {figure_id} heeft geen uitsplitsing {part}.",
                      f"Kies uit {_listed(near)}." if near else "Laat de uitsplitsing weg.")
    return (code, figure_id, part), None


def _splits(figure: figures.Figure, code: str, reader: Reader) -> set[str]:
    """The names of the rows that a figure has for a gemeente: of an indicator its uitsplitsingen, of a column of a mart the values of
    the text columns that single out its rows."""
    mart = figure.mart
    table = f"marts.{mart.model.name}"
    if figure.indicators:
        rows = reader.rows(f"select distinct uitsplitsing as naam from {table} where gemeentecode = ? and indicator = ?", code, figure.id)
        return {row["naam"] for row in rows}
    if not reader.has(table):
        return set()
    names: set[str] = set()
    measured = {column.name for column in mart.columns if column.cijfer} | _NO_SPLIT
    for row in reader.rows("select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ? "
                           "and data_type = 'VARCHAR'", mart.model.name):
        column = row["column_name"]
        if column not in measured:
            names |= {found["naam"] for found in reader.rows(
                f'select distinct "{column}" as naam from {table} where gemeentecode = ? and "{column}" is not null', code)}
    return names


def _decoded(content: bytes) -> str:
    """Text as an editor on Windows saves it too."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return clean(text.replace("\r\n", "\n"))


def _fault(what: str, name: str, line: int, repair: str) -> str:
    return f"Toelichting {name}, regel {line}: {what} {repair}"


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:_NAMED]) + (f" en nog {len(every) - _NAMED}" if len(every) > _NAMED else "") if every else "geen enkele"
