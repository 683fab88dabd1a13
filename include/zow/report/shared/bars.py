"""Stacked bars of counts, for the macro `staven`: plain rectangles, which cost nothing to draw where a page has many of them."""

from __future__ import annotations

from fractions import Fraction

from zow.report.reading import Row

RESULTATEN = {"succesvol": "Succesvol", "niet_succesvol": "Niet succesvol",
              "vroegtijdig_beeindigd": "Vroegtijdig beëindigd"}


def stacked(rows: list[Row], label: str, kinds: dict[str, str]) -> list[Row]:
    """One bar per row, called by its `label` column, of the counts in the columns that are keys of `kinds` (-> what each is called);
    widths in hundredths of the widest bar. [] when there is nothing to draw."""
    totals = [sum(row[kind] for kind in kinds) for row in rows]
    widest = max(totals, default=0)
    bars = []
    for row, total in zip(rows if widest else [], totals, strict=False):
        start, parts = Fraction(0), []
        for kind, name in kinds.items():
            width = Fraction(row[kind] * 100, widest)
            parts.append({"soort": kind, "label": name, "aantal": row[kind], "x": f"{float(start):.3f}", "breedte": f"{float(width):.3f}"})
            start += width
        bars.append({"label": row[label], "totaal": total, "delen": parts})
    return bars
