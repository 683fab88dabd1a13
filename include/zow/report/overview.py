"""`reports/index.html`: the newest report of every publication and period, and the house's other pages. `published/current` is one
version; a monitor that was published before it is still the monitor."""

from __future__ import annotations

import os
from pathlib import Path

from zow import settings
from zow.periods import now
from zow.publish import log
from zow.report.shared import municipalities
from zow.report.shared.environment import templates

_BESIDE = (("quarantaine/index.html", "Quarantaine", "wat er mis is in de leveringen, per gemeente"),
           ("catalogus/index.html", "Catalogus", "elk cijfer met definitie, formule, herkomst en toetsen"),
           ("data_docs/index.html", "Data Docs", "de uitkomsten van de poorten"))


def write() -> Path:
    """Write the page anew and return it. Shows what is on disk: a version that housekeeping removed has no link."""
    target = settings.get().reports / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    current, known = log.current(), municipalities.names()
    text = templates().get_template("overzicht_rapporten.html.j2").render(
        moment=now(), publicaties=_newest(), actueel=current,
        pagina=lambda entry: os.path.relpath(log.versions_folder() / entry.name / "report" / "index.html", target.parent),
        gemeenten=lambda entry: [known.get(code := row["gemeentecode"], code) for row in entry.gemeenten if row["herkomst"] == "nieuw"],
        beside=[(path, name, what) for path, name, what in _BESIDE if (target.parent / path).exists()])
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
    return target


def _newest() -> list[log.Entry]:
    """Of each publication and period the last version that was not rolled back and is on disk, the newest first."""
    best: dict[tuple[str, str], log.Entry] = {}
    for entry in log.entries().values():
        there = (log.versions_folder() / entry.name / "report" / "index.html").exists()
        which = (entry.publicatie, entry.periode)
        if there and not entry.teruggedraaid and (which not in best or best[which].versie < entry.versie):
            best[which] = entry
    return sorted(best.values(), key=lambda entry: (entry.gepubliceerd_op, entry.name), reverse=True)
