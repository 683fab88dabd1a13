"""The money of the quarter (measures 7 and 8): uitputting per deel of the budget and the costs per kind, beside earlier quarters."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zow.report.monitor import texts
from zow.report.reading import Row

_AMOUNTS = ("begroot", "gerealiseerd_grootboek", "gerealiseerd_gws", "openstaande_verplichtingen", "beschikbaar")


@dataclass(frozen=True)
class Part:
    """A deel of the budget: its posts (rows of marts.uitputting) and their sum. `naam` says so when there is no post line."""

    naam: str
    posten: tuple[Row, ...]
    som: Row


def parts(rows: list[Row]) -> list[Part]:
    """The rows of marts.uitputting of one quarter by deel, those without a budget line last."""
    found = []
    for deel in dict.fromkeys(row["deel"] for row in rows):
        posts = tuple(row for row in rows if row["deel"] == deel)
        name = texts.DELEN.get(deel, deel) if deel else "Zonder begrotingspost"
        found.append(Part(name, posts, total(posts)))
    return found


def total(rows: tuple[Row, ...] | list[Row]) -> Row:
    """The amounts of `rows` added up to the cent; uitputting_aandeel is theirs, None when nothing is budgeted."""
    sums = {name: sum((row[name] for row in rows), Decimal(0)) for name in _AMOUNTS}
    used = sums["gerealiseerd_grootboek"] + sums["openstaande_verplichtingen"]
    return {**sums, "uitputting_aandeel": Fraction(used) / Fraction(sums["begroot"]) if sums["begroot"] else None}


def overspent(rows: list[Row]) -> list[Row]:
    """The posts on which more is spent and committed than budgeted, also those without a budget; the largest first."""
    return sorted((row for row in rows if row["beschikbaar"] < 0), key=lambda row: (row["beschikbaar"], row["budgetpost"] or ""))


def kinds(rows: list[Row], asked: str, before: str, year_ago: str) -> list[Row]:
    """The kostensoorten of measures 4 in their order: the amount in the asked quarter and in the two it is compared with (None where
    the version has no figures)."""
    amounts = {(row["periode"], row["kostensoort"]): row["bedrag"] for row in rows}
    found = []
    for code, name in texts.KOSTENSOORTEN.items():
        now, then, earlier = (amounts.get((periode, code)) for periode in (asked, before, year_ago))
        found.append({"code": code, "naam": name, "nu": now, "vorig": then, "jaar_terug": earlier,
                      "verschil": None if now is None or then is None else now - then,
                      "verschil_jaar": None if now is None or earlier is None else now - earlier})
    return found if any(row["nu"] is not None for row in found) else []
