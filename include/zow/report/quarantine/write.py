"""Write the pages and workbooks of the quarantine, each by one rename: a reader never sees half of one."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import duckdb

from zow import settings
from zow.errors import ZowError
from zow.ingest import catalogue
from zow.periods import now
from zow.report import sheets
from zow.report.page import templates
from zow.report.quarantine import content, texts, workbook
from zow.report.shared import municipalities

logger = logging.getLogger("zow.report")
SHOWN = 50  # lines of one fault on the page; the workbook has more
_TEMPLATES = Path(__file__).parent / "templates"


def folder() -> Path:
    return settings.get().reports / "quarantaine"


def write_all() -> list[Path]:
    """Write `reports/quarantaine/<gemeentecode>/index.html` and `quarantaine.xlsx` of everyone who ever delivered, and the index of
    them. Returns what was written. Reads the raw room only. Raises ZowError at the end, naming the gemeenten whose quarantine or outcomes
    could not be read; the others are then done and theirs stay as they were."""
    outcomes, broken = catalogue.readable()
    by_gemeente: dict[str, list[catalogue.Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_gemeente[outcome.gemeentecode].append(outcome)
    failures: dict[str, str] = {}
    for path in broken:  # one judgement less, and nobody knows what is wrong now
        by_gemeente.pop(code := path.parent.parent.name, None)
        failures.setdefault(code, f"{path.relative_to(settings.get().raw)} is niet te lezen")
    environment = templates(_TEMPLATES)
    environment.globals.update(
        bron_naam=texts.source, stroom_naam=texts.stream, gevolg=texts.effect, splits=texts.split,
        schoon=sheets.clean, getoond=SHOWN)
    moment, known = now(), municipalities.names()
    written, shown = [], []
    with duckdb.connect(config={"memory_limit": settings.get().memory_limit, "threads": settings.get().threads}) as con:
        for code in sorted(by_gemeente):
            try:
                place = content.gemeente(con, code, texts.gemeente(code, known), by_gemeente[code])
            except duckdb.Error as error:
                # without its text, which may quote a value
                failures[code] = f"een bestand in de map quarantaine is niet te lezen ({type(error).__name__})"
                continue
            shown.append(place)
            text = environment.get_template("gemeente.html.j2").render(g=place, moment=moment)
            written.append(_replace(folder() / code / "index.html", lambda draft, text=text: draft.write_text(text, encoding="utf-8")))
            written.append(_replace(folder() / code / "quarantaine.xlsx",
                                    lambda draft, place=place: workbook.write(draft, place, moment)))
    missed = [(code, why, (folder() / code / "index.html").exists()) for code, why in sorted(failures.items())]
    text = environment.get_template("overzicht.html.j2").render(gemeenten=shown, mislukt=missed, moment=moment)
    written.append(_replace(folder() / "index.html", lambda draft: draft.write_text(text, encoding="utf-8")))
    logger.info("quarantaine: %s gemeente(n), %s met iets open", len(shown), sum(not g.clean for g in shown))
    if failures:
        told = "\n  ".join(f"{code}: {why}" for code, why, _ in missed)
        raise ZowError(f"De quarantaine van niet elke gemeente is te lezen:\n  {told}", str(settings.get().raw),
                       "Controleer de schijf en zet het bestand terug uit de back-up; hun pagina is nog die van de vorige keer.")
    return written


def _replace(path: Path, write: Callable[[Path], object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
