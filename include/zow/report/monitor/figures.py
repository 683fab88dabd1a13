"""The rows of marts.indicatoren as figures beside the previous quarter and the same quarter last year (measures 7), each with its
teller and noemer, its provisional count and, where it is empty, the reason (measures 10, Honesty)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from zow import periods
from zow.figures import Indicator
from zow.report import dutch
from zow.report.monitor import texts

Row = dict
Sources = Callable[[str], Iterable[tuple[str, str]]]
_SHARES = ("aandeel",)


@dataclass(frozen=True)
class Side:
    """A figure in one period. `waarde` is exact, None with `reden` saying why; `voorlopig` counts records without an outcome,
    `bron_voorlopig` says that the source itself calls the figure provisional."""

    periode: str
    waarde: Fraction | None = None
    teller: Fraction | None = None
    noemer: Fraction | None = None
    voorlopig: int = 0
    reden: str = ""
    bron_voorlopig: bool = False

    @property
    def onbekend(self) -> bool:
        """Whether not one outcome behind the figure is known yet."""
        return bool(self.voorlopig and self.noemer and self.voorlopig >= self.noemer)

    @property
    def geteld(self) -> bool:
        """Whether teller and noemer count something that a reader can check: not the sum of rates behind a mean of months."""
        return self.noemer is not None and self.noemer > 0 and self.teller is not None and self.teller.denominator == 1

    @property
    def hoogstens(self) -> Fraction | None:
        """What a share can still become: a provisional record is in the noemer and not yet in the teller."""
        return (self.teller + self.voorlopig) / self.noemer if self.voorlopig and self.teller is not None and self.noemer else None


@dataclass(frozen=True)
class Figure:
    """One indicator for one uitsplitsing: `nu`, the period before it and the same period a year earlier (None for figures of a
    year, whose previous period that is)."""

    indicator: Indicator
    uitsplitsing: str
    nu: Side
    vorig: Side
    jaar_terug: Side | None
    doel: Fraction | None = None
    richting: str = ""
    status: str = "geen_doel"
    clausule: str = ""
    aanvullend: bool = field(default=False, compare=False)

    @property
    def id(self) -> str:
        return self.indicator.code

    @property
    def eenheid(self) -> str:
        return self.indicator.eenheid

    @property
    def naam(self) -> str:
        split = texts.uitsplitsing(self.uitsplitsing)
        return f"{self.indicator.naam}: {split}" if split else self.indicator.naam

    @property
    def kort(self) -> str:
        """The name inside a sentence."""
        return self.naam[0].lower() + self.naam[1:] if self.naam[1:2].islower() else self.naam

    @property
    def aandeel(self) -> bool:
        return self.eenheid in _SHARES

    def verschil(self, other: Side | None) -> Fraction | None:
        if other is None or self.nu.waarde is None or other.waarde is None or self.nu.onbekend or other.onbekend:
            return None
        return self.nu.waarde - other.waarde

    def vast_verschil(self, other: Side | None) -> Fraction | None:
        """The difference, unless what is still provisional can undo it: None when the ranges that two shares can still reach touch."""
        change = self.verschil(other)
        if change is None or not self.aandeel:
            return change
        low, high = sorted((self.nu, other), key=lambda side: side.waarde)
        return change if low.hoogstens is None or low.hoogstens < high.waarde else None


@dataclass(frozen=True)
class Known:
    """What the version knows of a gemeente, to say why a figure is empty. `gebruikt`: the deliveries used, as (bron, levering);
    `bronnen`: the sources of a figure (bron, bestand); `cbs_voorlopig`: the (indicator, periode) that CBS calls provisional."""

    rapportage_vanaf: date
    asof: date
    gebruikt: frozenset[tuple[str, str]]
    bronnen: Sources
    year_to_date: frozenset[str] = frozenset()
    cbs_voorlopig: frozenset[tuple[str, str]] = frozenset()


def build(rows: list[Row], indicators: Iterable[Indicator], asked: str, known: Known) -> list[Figure]:
    """A figure for every uitsplitsing of `indicators`, in their order, from `rows` of marts.indicatoren (any periods and profiles).
    An indicator that is not made per quarter is shown for its last period that was over at the end of the asked one."""
    index = {(row["profiel"], row["indicator"], row["uitsplitsing"], row["periode"]): row for row in rows}
    figures = []
    for indicator in indicators:
        now = period_of(indicator, asked)
        before = dutch.vorige_periode(now)
        year_ago = f"{int(now[:4]) - 1}{now[4:]}"
        for split in indicator.uitsplitsingen:
            def side(periode: str, indicator: Indicator = indicator, split: str = split) -> Side:
                return _side(index.get((indicator.profiel, indicator.code, split, periode)), indicator, periode, known)
            row = index.get((indicator.profiel, indicator.code, split, now), {})
            earlier = side(before)
            if indicator.code in known.year_to_date and before[:4] != now[:4]:
                earlier = Side(before, reden=f"telt vanaf 1 januari: {before} ging over een ander jaar")
            figures.append(Figure(
                indicator, split, side(now), earlier, None if year_ago == before else side(year_ago), _exact(row.get("doel")),
                row.get("richting") or indicator.richting, row.get("status") or "geen_doel", row.get("clausule") or indicator.clausule))
    return figures


def period_of(indicator: Indicator, asked: str) -> str:
    """The asked quarter, or the last period of the indicator's own kind that was over at its end."""
    if "kwartaal" in indicator.periodesoorten:
        return asked
    last = periods.parse(asked).tot
    if "maand" in indicator.periodesoorten:
        return f"{last:%Y-%m}"
    if "halfjaar" in indicator.periodesoorten:
        return f"{last.year}H{last.month // 6}" if last.month >= 6 else f"{last.year - 1}H2"
    return str(last.year if last.month == 12 else last.year - 1)


def _side(row: Row | None, indicator: Indicator, periode: str, known: Known) -> Side:
    if row is None:
        return Side(periode, reden=_why_no_row(periode, known))
    teller, noemer = _exact(row["teller"]), _exact(row["noemer"])
    waarde = teller / noemer if teller is not None and noemer and indicator.eenheid in _SHARES else _exact(row["waarde"])
    reason = "" if waarde is not None else _why_empty(noemer, indicator.code, known)
    return Side(periode, waarde, teller, noemer, int(row["voorlopig"] or 0), reason,
                waarde is not None and (indicator.code, periode) in known.cbs_voorlopig)


def _why_no_row(periode: str, known: Known) -> str:
    period = periods.parse(periode)
    if period.van < known.rapportage_vanaf:
        return f"vóór de eerste periode van deze gemeente (vanaf {dutch.datum(known.rapportage_vanaf)})"
    if period.tot >= known.asof:
        return f"de periode was op {dutch.datum(known.asof)} nog niet voorbij"
    return "staat niet in deze versie: het profiel gold toen niet, of het cijfer bestond nog niet"


def _why_empty(noemer: Fraction | None, code: str, known: Known) -> str:
    missing = missing_sources(code, known)
    if missing:
        return f"geen waarde; van {' en '.join(missing)} is op het peilmoment geen levering"
    if noemer == 0 and not any(bron == "cbs" for bron, _ in known.bronnen(code)):
        return "noemer 0: er was niets om een deel van te nemen"
    return "de bron heeft voor deze periode geen waarde"


def missing_sources(code: str, known: Known) -> list[str]:
    """The source files that `code` is made from and of which no delivery was used, in words: `UWV (arbeidsmarkt)`, `CBS`. A GWS delivery
    holds every file and one table of CBS is as good as another; of the other sources the name of a delivery says which file it is."""
    whole = ("gws", "cbs")
    missing = [(bron, bestand) for bron, bestand in known.bronnen(code)
               if not any(used == bron and (bron in whole or f"{bestand}_" in levering) for used, levering in known.gebruikt)]
    return [texts.BRONNEN.get(bron, bron) + ("" if bron in whole else f" ({bestand})") for bron, bestand in missing]


def _exact(value: object) -> Fraction | None:
    # repr of a float is the shortest decimal that means it: money and counts come back as they were
    return None if value is None else Fraction(repr(value) if isinstance(value, float) else str(value))


def shown(value: Fraction | None, eenheid: str) -> str:
    """A value in its unit: '241', '61,2%', '€ 4.818.000,00', '4,5 jaar'; None -> '–'."""
    if value is None:
        return dutch.LEEG
    if eenheid == "aandeel":
        return dutch.procent(value)
    if eenheid == "euro":
        return dutch.euro(value)
    if eenheid == "jaar":
        return f"{dutch.getal(value, 1)} jaar"
    return dutch.getal(value, 0 if value.denominator == 1 and eenheid == "aantal" else 2)


def difference(value: Fraction | None, eenheid: str) -> str:
    """A difference with its sign, shares in percentage points: '+3', '-1,2 pp', '€ -35.974,00'; None -> '–'."""
    if value is None:
        return dutch.LEEG
    if eenheid == "aandeel":
        return f"{dutch.procentpunt(value)} pp"
    if eenheid == "euro":
        return dutch.euro_verschil(value)
    if eenheid == "aantal" and value.denominator == 1:
        return dutch.verschil(value)
    sign = "+" if value > 0 else ""
    return f"{sign}{dutch.getal(value, 1)} jaar" if eenheid == "jaar" else f"{sign}{dutch.getal(value, 2)}"


def last_day(periode: str) -> date:
    return periods.parse(periode).tot


def quarters_through(asked: str, count: int) -> list[str]:
    """The asked quarter and those before it, oldest first."""
    found = [asked]
    while len(found) < count:
        found.append(dutch.vorige_periode(found[-1]))
    return found[::-1]


def elapsed(asked: str) -> Fraction:
    """The part of the year that is over at the end of the asked period: K3 -> 3/4."""
    return Fraction(periods.parse(asked).tot.month, 12)
