"""The quarantine of one gemeente as a workbook: a sheet per fault and a sheet per line, to sort, filter and work through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from zow.report import sheets
from zow.report.quarantine import texts
from zow.report.quarantine.content import Gemeente

_SUMMARY = {"Bron": 24, "Levering": 44, "Bestand": 30, "Veld": 24, "Regel": 32, "Regelcode": 18, "Gevolg": 28, "Aantal regels": 10,
            "Sinds": 17, "Leveringen achtereen": 13, "Wat is er mis": 70, "Zo herstelt u het": 80}
_LINES = {"Bron": 24, "Levering": 44, "Bestand": 30, "Regelnummer": 13, "Veld": 24, "Regel": 32, "Gevolg": 28, "Sinds": 17,
          "Regel zoals geleverd (afgeschermd)": 90, "Wat is er mis": 70, "Zo herstelt u het": 80}


def write(path: Path, place: Gemeente, moment: datetime) -> None:
    """Write `place` to `path`. Text never becomes a formula, whatever it starts with."""
    book = sheets.book(f"Quarantaine {place.naam}", moment)
    sheets.add(book, "Samenvatting", _SUMMARY, _summary(place))
    sheets.add(book, "Regels", _LINES, _lines(place))
    book.save(path)


def _summary(place: Gemeente) -> Iterable[list[object]]:
    for refusal in place.refusals:
        yield [texts.source(refusal.bron, None), refusal.levering, "", "", "Geweigerde levering", "", "levering niet geladen", None,
               refusal.since, refusal.count, " ".join(refusal.reasons), ""]
    for fault in place.faults:
        what, repair = texts.split(fault.melding)
        yield [texts.stream(fault.stream), fault.stream.last.outcome.levering, fault.bestand, fault.kolom, texts.rule(fault.regel_code),
               fault.regel_code, texts.effect(fault), fault.count, fault.since.outcome.geleverd_op, fault.deliveries, what, repair]
    if place.clean:
        yield ["Er staat niets open."]


def _lines(place: Gemeente) -> Iterable[list[object]]:
    for fault in place.faults:
        fixed = [texts.stream(fault.stream), fault.stream.last.outcome.levering, fault.bestand]
        rule, effect = texts.rule(fault.regel_code), texts.effect(fault)
        for line in fault.lines:
            what, repair = texts.split(line.melding)
            yield [*fixed, line.regel, fault.kolom, rule, effect, line.since.outcome.geleverd_op, line.ruwe_regel, what, repair]
        if fault.count > len(fault.lines):
            yield [*fixed, None, fault.kolom, rule, effect, None,
                   f"Nog {fault.count - len(fault.lines)} regels met deze fout staan niet in deze lijst."]
