"""The doelgroepen (measures 2; S1 4.1) in bijstand: how many, which part, and how that went; and the benchmark (measures 4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zow.report.monitor import texts
from zow.report.monitor.figures import Figure, Side
from zow.report.reading import Row

STAND = "bijstand_personen"
_PREFIX = "doelgroep:"


@dataclass(frozen=True)
class Group:
    """A doelgroep: `figuur` counts its persons in bijstand; `aandelen` is their part of everyone in bijstand now, a quarter and a
    year before; `verloop` has (periode, personen, aandeel) per quarter, oldest first, None where the version has no figure."""

    code: str
    naam: str
    kort: str
    clausule: str
    figuur: Figure
    aandelen: tuple[Fraction | None, Fraction | None, Fraction | None]
    verloop: tuple[tuple[str, int | None, Fraction | None], ...]


def groups(figures: list[Figure], rows: list[Row], order: dict[str, str], quarters: list[str]) -> list[Group]:
    """The doelgroepen in `order` (code -> clause), then those that the policy document does not name. `rows` of marts.indicatoren
    give the quarters before."""
    counts = {f.uitsplitsing.removeprefix(_PREFIX): f for f in figures if f.id == STAND and f.uitsplitsing.startswith(_PREFIX)}
    everyone = next((f for f in figures if f.id == STAND and f.uitsplitsing == "alle"), None)
    if everyone is None:
        return []
    stands = {(row["uitsplitsing"], row["periode"]): row["waarde"] for row in rows if row["indicator"] == STAND}
    codes = [*(code for code in order if code in counts), *(code for code in counts if code not in order)]
    found = []
    for code in codes:
        figure = counts[code]
        shares = tuple(_share(own, total) for own, total in zip(
            (figure.nu, figure.vorig, figure.jaar_terug), (everyone.nu, everyone.vorig, everyone.jaar_terug), strict=True))
        course = tuple((q, *_point(stands.get((_PREFIX + code, q)), stands.get(("alle", q)))) for q in quarters)
        found.append(Group(code, texts.doelgroep(code), texts.KORT.get(code, code), order.get(code, ""), figure, shares, course))
    return found


def _share(own: Side | None, total: Side | None) -> Fraction | None:
    if own is None or total is None or own.waarde is None or not total.waarde:
        return None
    return own.waarde / total.waarde


def _point(own: float | None, total: float | None) -> tuple[int | None, Fraction | None]:
    if own is None:
        return None, None
    return int(own), Fraction(int(own), int(total)) if total else None


@dataclass(frozen=True)
class Comparison:
    """The own gemeente beside a group of peers in one year (rows of marts.benchmark_bijstand)."""

    jaar: int
    groep: str
    eigen: Row
    peers: tuple[Row, ...]


MEASURES = (("volume", "volume_verandering", "Verandering van het volume"),
            ("instroom", "instroom_aandeel", "Instroom als deel van het volume"),
            ("uitstroom", "uitstroom_aandeel", "Uitstroom als deel van volume en instroom"))


def comparisons(rows: list[Row], last_year: int) -> list[Comparison]:
    """A Comparison per group, of the last year through `last_year` in which the own gemeente has a figure; of `last_year` (with the
    gaps in sight) when it has none at all."""
    found = []
    for group in dict.fromkeys(row["groep"] for row in rows):
        own = sorted((row for row in rows if row["groep"] == group and row["is_eigen"] and row["jaar"] <= last_year),
                     key=lambda row: row["jaar"], reverse=True)
        if own:
            chosen = next((row for row in own if any(row[column] is not None for _, column, _ in MEASURES)), own[0])
            peers = tuple(row for row in rows if row["groep"] == group and row["jaar"] == chosen["jaar"] and not row["is_eigen"])
            found.append(Comparison(chosen["jaar"], group, chosen, peers))
    return found
