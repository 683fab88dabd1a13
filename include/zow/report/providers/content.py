"""The quarters of every aanbieder of a gemeente, ready for its page (S0 4.1)."""

from __future__ import annotations

from datetime import date

from zow.report.norms import texts
from zow.report.providers import reading
from zow.report.reading import Reader, Row
from zow.report.shared import bars

QUARTERS = 8
_COUNTS = ("begonnen", "lopend", "beeindigd", "succesvol", "niet_succesvol", "vroegtijdig_beeindigd", "voorlopig", "contracten", "betaald",
           "uren", "onvoldoende_cumulatief")
_KNOWN_OR_NOT = ("succes_aandeel", "gemiddelde_prijs", "verschuldigd", "betaald_nclp", "verschil", "geblokkeerd_vanaf")


def providers(reader: Reader, gemeentecode: str, day: date) -> list[Row]:
    """Every aanbieder of `gemeentecode` that did, cost or broke something in the quarters through `day`, by code: `code`, `naam`, `soort`,
    `kwartalen` (rows, newest first), `nu` (the newest), `normen` and `staven`."""
    quarters = reading.quarters(reader, gemeentecode, day, QUARTERS)
    if not quarters:
        return []
    cells: dict[tuple[str, str], Row] = {}
    for rows in (reading.results, reading.activities, reading.hours, reading.agreements):
        for row in rows(reader, gemeentecode, quarters):
            cells.setdefault((row["aanbieder_code"], row["periode"]), {}).update(row)
    norms: dict[str, list[Row]] = {}
    for row in reading.findings(reader, gemeentecode, quarters):
        norms.setdefault(row["aanbieder_code"], []).append({**row, "naam": texts.TEXTS[row["norm"]].naam})
    known = reading.names(reader, gemeentecode)
    found = []
    for code in sorted({code for code, _ in cells} | norms.keys()):
        rows = _filled(cells, code, quarters)
        found.append({
            "code": code, "naam": known.get(code, {}).get("naam") or code, "soort": known.get(code, {}).get("soort"),
            "kwartalen": rows[::-1], "nu": rows[-1], "normen": norms.get(code, []),
            "staven": bars.stacked(rows, "periode", bars.RESULTATEN)})
    return found


def _filled(cells: dict[tuple[str, str], Row], code: str, quarters: list[str]) -> list[Row]:
    """A row per quarter: one in which the aanbieder did nothing counts 0."""
    return [{"periode": quarter, **dict.fromkeys(_COUNTS, 0), **dict.fromkeys(_KNOWN_OR_NOT), **cells.get((code, quarter), {})}
            for quarter in quarters]
