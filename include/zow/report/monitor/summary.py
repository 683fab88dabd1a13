"""The first screen: what moved, what is above or below its target, what needs attention. Computed from the figures, never written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from zow.report import dutch
from zow.report.monitor.figures import Figure, Side
from zow.report.monitor.ladder import Matrix
from zow.report.norms.content import Norm
from zow.report.reading import Row

SHOWN = 5
ANCHORS = {"normen": "Normen", "geld": "Geld", "ladder": "Beweging op de participatieladder",
           "hiaten": "Wat ontbreekt of nog voorlopig is"}
_KEY = "bijstand_totaal"


@dataclass(frozen=True)
class Move:
    """A figure that changed: `teken` is ▲ or ▼ against the previous quarter, or a year ago when that is equal or unknown;
    `tekst` follows its name, `gewicht` is what the moves are ranked by."""

    figuur: Figure
    teken: str
    tekst: str
    gewicht: float


@dataclass(frozen=True)
class Note:
    """Something that needs attention. `anker` is the part of the report that has more (a key of ANCHORS) and `pagina`
    the page beside it; empty when there is none."""

    tekst: str
    anker: str = ""
    pagina: str = ""

    @property
    def naam(self) -> str:
        return ANCHORS[self.anker]


def moves(figures: Iterable[Figure], threshold: int) -> list[Move]:
    """The largest changes against the previous quarter or the same quarter last year, at most SHOWN. A change of fewer persons or
    activiteiten than `threshold` is no news; the rest is weighed by the root of the number, so that from 2 to 8 does not come
    before from 400 to 460."""
    found = []
    for figure in figures:
        weights = [_weight(figure, other, threshold) for other in (figure.vorig, figure.jaar_terug)]
        if max(weights) > 0:
            change = figure.vast_verschil(figure.vorig) or figure.vast_verschil(figure.jaar_terug)
            found.append(Move(figure, "▲" if change > 0 else "▼", sentence(figure), max(weights)))
    return sorted(found, key=lambda move: (-move.gewicht, move.figuur.id, move.figuur.uitsplitsing))[:SHOWN]


def _weight(figure: Figure, other: Side | None, threshold: int) -> float:
    """The change in persons, by the root of the larger number; 0 when it is no news, can still be undone or cannot be expressed in
    persons."""
    change = figure.vast_verschil(other)
    if not change or figure.eenheid not in ("aantal", "aandeel") or figure.nu.teller is None:
        return 0.0
    if figure.aandeel:
        if not figure.nu.geteld:
            return 0.0
        change *= figure.nu.noemer
    if abs(change) < threshold:
        return 0.0
    return float(abs(change)) / sqrt(max(figure.nu.teller, other.teller or 0, 1))


def sentence(figure: Figure) -> str:
    """The value with both changes, as far as nothing provisional can undo them: '241; 2 minder dan vorig kwartaal, 15 meer dan een
    jaar eerder'."""
    value = dutch.procent(figure.nu.waarde) if figure.aandeel else dutch.getal(figure.nu.waarde, 0)
    before = "vorig kwartaal" if "K" in figure.nu.periode else "de periode ervoor"
    parts = [_compared(figure, other, than) for other, than in (
        (figure.vorig, before), (figure.jaar_terug, "een jaar eerder")) if figure.vast_verschil(other) is not None]
    of = f" ({dutch.getal(figure.nu.teller)} van {dutch.getal(figure.nu.noemer)})" if figure.aandeel and figure.nu.geteld else ""
    return f"{value}{of}; {', '.join(parts)}" if parts else f"{value}{of}"


def _compared(figure: Figure, other: Side, than: str) -> str:
    change = figure.verschil(other)
    if not change:
        return f"gelijk aan {than}"
    if figure.aandeel:
        points = dutch.procentpunt(abs(change)).removeprefix("+")
        return f"{points} procentpunt {'hoger' if change > 0 else 'lager'} dan {than}"
    return f"{dutch.getal(abs(change))} {'meer' if change > 0 else 'minder'} dan {than}"


def targets(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """The figures by status: gehaald, niet_gehaald, geen_doel. A target without a figure to hold against it is geen_doel."""
    found: dict[str, list[Figure]] = {"gehaald": [], "niet_gehaald": [], "geen_doel": []}
    for figure in figures:
        found[figure.status].append(figure)
    return found


def distance(figure: Figure) -> str:
    """How far a figure is from its target: '12 boven het doel van ten minste 200'."""
    gap = figure.nu.waarde - figure.doel
    bound = {"minimaal": "ten minste ", "maximaal": "hoogstens "}.get(figure.richting, "")
    goal = _bare(figure.doel, figure)
    if not gap:
        return f"precies op het doel van {bound}{goal}"
    size = f"{dutch.procentpunt(abs(gap)).removeprefix('+')} procentpunt" if figure.aandeel else _bare(abs(gap), figure)
    return f"{size} {'boven' if gap > 0 else 'onder'} het doel van {bound}{goal}"


def _bare(value: Fraction, figure: Figure) -> str:
    if figure.aandeel:
        return dutch.procent(value)
    if figure.eenheid == "euro":
        return dutch.euro(value)
    return dutch.getal(value, 0 if value.denominator == 1 else 2)


def notes(figures: list[Figure], norms: list[Norm] | None, posts: list[Row], ladder: list[Matrix], begun: Callable[[Norm], int],
          told: bool, revised: Iterable[Row] = ()) -> list[Note]:
    """What needs attention, the most pressing first. `posts`: the overspent ones of `money.overspent`; `begun(norm)`: how many
    findings began in the asked quarter; `told`: whether a beleidsadviseur wrote a toelichting; `revised`: the publications
    that no longer hold (`reading.revised`)."""
    found = []
    for verb, number in (("nog lopen", lambda norm: norm.lopend), ("in dit kwartaal begonnen", begun)):
        broken = [(norm, number(norm)) for norm in norms or () if number(norm)]
        if broken:
            each = ", ".join(f"{dutch.getal(count)} keer {norm.text.naam} ({norm.code})" for norm, count in broken)
            total = sum(count for _, count in broken)
            found.append(Note(f"Afwijkingen van normen die {verb}: {dutch.getal(total)}; {each}.", "normen"))
    if posts:
        first = posts[0]
        name = first["budgetpost"] or "een post zonder code"
        more = f" en {_plural(len(posts) - 1, 'andere post', 'andere posten')}" if len(posts) > 1 else ""
        found.append(Note(f"Op {name}{more} is meer besteed en vastgelegd dan begroot; het tekort op {name} is "
                          f"{dutch.euro(abs(first['beschikbaar']))}.", "geld"))
    for row in revised:
        found.append(Note(f"Van {dutch.publicatie(row['publicatie'])} {row['periode']} (versie {row['versie']}) "
                          f"{'is' if row['cijfers'] == 1 else 'zijn'} nu {_plural(row['cijfers'], 'cijfer', 'cijfers')} anders.",
                          pagina=f"revisies/{row['gemeentecode']}.html"))
    unmeasured = [matrix.column_total(None) for matrix in ladder[:1]]
    if unmeasured and unmeasured[0]:
        found.append(Note(f"Van {_plural(unmeasured[0], 'persoon', 'personen')} in de bijstand is nog nooit een trede gemeten "
                          f"({dutch.procent(Fraction(unmeasured[0], ladder[0].totaal))}).", "ladder"))
    open_ones = [figure for figure in figures if figure.nu.voorlopig or figure.nu.bron_voorlopig]
    if open_ones:
        found.append(Note(f"{_plural(len(open_ones), 'cijfer is', 'cijfers zijn')} nog voorlopig: "
                          f"{_listed([figure.kort for figure in open_ones])}.", "hiaten"))
    empty = [figure for figure in figures if figure.nu.waarde is None]
    if empty:
        found.append(Note(f"{_plural(len(empty), 'cijfer ontbreekt', 'cijfers ontbreken')}: "
                          f"{_listed([figure.kort for figure in empty])}.", "hiaten"))
    if not told:
        found.append(Note("Een beleidsadviseur heeft nog geen toelichting geschreven (S1 9.2: weergeven en analyseren)."))
    return found


def headline(figures: Iterable[Figure]) -> Figure | None:
    """The number of persons in bijstand: the profile's own, else the standard one."""
    by_id = {(figure.id, figure.uitsplitsing): figure for figure in figures}
    return by_id.get((_KEY, "alle")) or by_id.get(("bijstand_personen", "alle"))


def tiles(content: Row) -> list[Row]:
    """The numbers at the top: persons in bijstand, streams, exits to work, money and running deviations from norms, each with the id
    of its figure and what it is compared with."""
    found = []
    headline = content["kop"]
    if headline is not None:
        found.append({"id": headline.id, "naam": "Personen in de bijstand", "waarde": dutch.getal(headline.nu.waarde),
                      "regels": _changes(headline.verschil(headline.vorig), headline.vorig.periode,
                                         headline.verschil(headline.jaar_terug), headline.jaar_terug)})
    by_period = {row["periode"]: row for row in content["stroom"]}
    now = by_period.get(content["periode"])
    if now:
        for column, name in (("instroom", "Instroom"), ("uitstroom", "Uitstroom"), ("uitstroom_werk", "Uitstroom naar werk")):
            earlier = [f"{periode}: {dutch.getal(by_period[periode][column])}" for periode in (content["vorig"], content["jaar_terug"])
                       if periode in by_period]
            found.append({"id": f"bijstand_stromen.{column}", "naam": name, "waarde": dutch.getal(now[column]), "regels": earlier})
    total = content["begroting_som"]
    if total:
        found.append({"id": "uitputting.uitputting_aandeel", "naam": "Besteed en vastgelegd van begroot",
                      "waarde": dutch.procent(total["uitputting_aandeel"]),
                      "regels": [f"van het jaar is {dutch.procent(content['jaardeel'], 0)} voorbij"]})
    if content["normen"]:
        running = sum(norm.lopend for norm in content["normen"])
        found.append({"id": "normtoetsing.afwijkingen", "naam": "Lopende afwijkingen van normen", "waarde": dutch.getal(running),
                      "regels": [f"van {dutch.getal(sum(norm.aantal for norm in content['normen']))} gevonden"]})
    return found


def _changes(change: Fraction | None, before: str, change_year: Fraction | None, year_ago: Side | None) -> list[str]:
    lines = [f"{dutch.verschil(change)} sinds {before}"] if change is not None else []
    return lines + ([f"{dutch.verschil(change_year)} sinds {year_ago.periode}"] if change_year is not None else [])


def _plural(number: int, one: str, more: str) -> str:
    return f"{dutch.getal(number)} {one if number == 1 else more}"


def _listed(names: list[str]) -> str:
    shown = names[:SHOWN]
    rest = f" en {len(names) - SHOWN} andere" if len(names) > SHOWN else ""
    return "; ".join(shown) + rest
