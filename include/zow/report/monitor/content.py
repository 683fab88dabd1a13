"""Everything that the monitor says about one gemeente, ready for the templates. No figure is computed here that a mart already has:
the report adds up, compares and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from zow import figures as definitions
from zow import periods, settings
from zow.errors import ZowError
from zow.figures import Indicator, indicators
from zow.report import dutch
from zow.report.monitor import figures, groups, ladder, layout, money, reading, summary, texts, werkt
from zow.report.monitor.figures import Figure, Known
from zow.report.monitor.layout import ALL, Layout
from zow.report.norms.content import Norm
from zow.report.reading import Row
from zow.report.shared import parts
from zow.report.shared.context import Context

QUARTERS = 8
STANDARD = "standaard"
PARTS = (("doelen", "Prestatie-indicatoren"), ("doelen-status", "Doelen"), ("stromen", "Bijstand"), ("doelgroepen", "Doelgroepen"),
         ("werkt", "Wat werkt"), ("ladder", "Ladder"), ("geld", "Geld"), ("hiaten", "Ontbreekt of voorlopig"))
TABLES = ("core.dim_instruments", "core.dim_providers", "core.municipality_periods", "core.policy_values", "marts.benchmark_bijstand")


def gemeente(context: Context, place: Row) -> Row:
    """Everything of the rebuilt gemeente `place` (of `context.rebuilt`). Raises ZowError when a table of core is missing."""
    reader, asked, code = context.reader, context.version["periode"], place["gemeentecode"]
    before, year_ago = dutch.vorige_periode(asked), f"{int(asked[:4]) - 1}{asked[4:]}"
    last = figures.last_day(asked)
    shared = parts.gemeente(context, place, TABLES)
    rows = reading.indicatoren(reader, code)
    catalogue = indicators.load(settings.get().dbt_project)
    profile, chosen = _chosen(catalogue, rows, asked)
    plan = layout.load(profile)
    threshold = _threshold(context, code, last)
    known = _known(context, place, shared, plan)
    quarters = [q for q in figures.quarters_through(asked, QUARTERS) if periods.parse(q).van >= known.rapportage_vanaf]
    found = figures.build(rows, chosen, asked, known)
    own = [f for f in found if f.indicator.profiel != STANDARD]
    posts = reading.uitputting(reader, code, asked)
    matrices = ladder.matrices(reading.ladder_matrix(reader, code, last))
    goals, rest = _goals(found, plan)
    shown = [f for goal in goals for f in goal["figuren"]] or own
    places = _effects(context, code, asked, threshold)
    content = {
        **shared, "profiel": profile, "opzet": plan, "periode": asked, "vorig": before, "jaar_terug": year_ago, "tot": last,
        "drempel": threshold, "figuren": found, "doelen": goals, "overige": rest, "status": summary.targets(own),
        "kop": summary.headline(found), "stroom": reading.stromen(reader, code, [asked, before, year_ago]),
        "stromen": reading.stromen(reader, code, quarters),
        "doelgroepen": groups.groups(found, rows, plan.doelgroepen, quarters), "kwartalen": quarters,
        "hiaten": [f for f in found if _gap(f)], "werkt": places, "ladder": matrices,
        "treden": _by_period(ladder.changes, reading.trede_verandering(reader, code, [asked, before, year_ago]), asked, before, year_ago),
        "trajecten": _by_period(ladder.changes, reading.traject_resultaten(reader, code, [asked, before, year_ago]), asked, before,
                                year_ago),
        "begroting": money.parts(posts), "begroting_som": money.total(posts) if posts else None, "jaardeel": figures.elapsed(asked),
        "overschreden": money.overspent(posts),
        "kosten": money.kinds(reading.kosten_per_soort(reader, code, [asked, before, year_ago]), asked, before, year_ago),
        "benchmark": _benchmark(context, code, last.year), "aanbieders": reading.aanbieders(reader, code, asked),
    }
    content["onderdelen"] = [*PARTS, *([("benchmark", "Benchmark")] if content["benchmark"] else [])]
    content["standaard"], content["samenstelling"] = _standard(found, goals)
    content["tegels"] = summary.tiles(content)
    content["normtelling"] = None if place["normen"] is None else [
        {"norm": norm, "nu": _begun(norm, asked), "vorig": _begun(norm, before), "jaar_terug": _begun(norm, year_ago)}
        for norm in place["normen"]]
    content["zonder_vergelijking"] = all(f.verschil(f.vorig) is None for f in shown)
    content["bewegingen"] = summary.moves(_candidates(found, shown), threshold)
    content["aandacht_punten"] = summary.notes(
        own, place["normen"], content["overschreden"], matrices, lambda norm: _begun(norm, asked),
        told=any(key[0] == code for key in context.toelichting.texts), revised=reading.revised(reader, code))
    content["aandacht"] = parts.remarks(content)
    return content


def _chosen(catalogue: list[Indicator], rows: list[Row], asked: str) -> tuple[str | None, list[Indicator]]:
    """The profile whose monitor this is, and the indicators to show: its own first, then the standard ones."""
    present = {(row["profiel"], row["indicator"], row["periode"]) for row in rows}
    wanted = {i.profiel for i in catalogue if (i.profiel, i.code, figures.period_of(i, asked)) in present}
    profiles = [name for name in dict.fromkeys(i.profiel for i in catalogue) if name in wanted and name != STANDARD]
    chosen = [i for name in (*profiles, STANDARD) for i in catalogue if i.profiel == name]
    return (profiles[0] if profiles else None), chosen


def _known(context: Context, place: Row, shared: Row, plan: Layout) -> Known:
    asof = place["asof"] if isinstance(place["asof"], date) else date.fromisoformat(str(place["asof"])[:10])
    since = reading.rapportage_vanaf(context.reader, place["gemeentecode"]) or asof
    used = frozenset((row["bron"], row["levering"]) for row in shared["leveringen"])
    return Known(since, asof, used, definitions.sources, plan.year_to_date,
                 reading.cbs_provisional(context.reader, place["gemeentecode"]))


def _threshold(context: Context, code: str, day: date) -> int:
    number = context.reader.policy_number(code, "kleine_cel", day)
    if number is None:
        raise ZowError(f"Voor {code} is geen waarde kleine_cel bekend op {dutch.datum(day)}.", "core.policy_values",
                       "Vul de waarde aan in seeds/policy/profile_values.csv en publiceer opnieuw.")
    return number


def _goals(found: list[Figure], plan: Layout) -> tuple[list[Row], list[Figure]]:
    """The figures under each goal, and those of the profile that no goal names."""
    placed: set[tuple[str, str]] = set()
    goals = []
    for goal in plan.doelen:
        entry: Row = {"doel": goal, "figuren": [], "aanvullend": [], "ontbreekt": []}
        for name, keys in (("figuren", goal.figuren), ("aanvullend", goal.aanvullend)):
            for code, split in keys:
                own = [replace(f, aanvullend=name == "aanvullend") for f in found if f.id == code and split in (ALL, f.uitsplitsing)]
                entry[name] += own
                placed.update((f.id, f.uitsplitsing) for f in own)
                if not own:
                    entry["ontbreekt"].append(code)
        goals.append(entry)
    rest = [f for f in found if f.indicator.profiel != STANDARD and (f.id, f.uitsplitsing) not in placed]
    return goals, rest


def _gap(figure: Figure) -> bool:
    """Whether a reader must know why a figure is not there, or not yet certain."""
    return figure.nu.waarde is None or bool(figure.nu.voorlopig) or figure.nu.bron_voorlopig


def _candidates(found: list[Figure], shown: list[Figure]) -> list[Figure]:
    """What may have moved: the figures under the goals and the standard ones, but not the same persons twice, nor the classes of age,
    schooling and duration, nor what runs from 1 January."""
    named = {f.uitsplitsing for f in shown}
    headline = summary.headline(found)
    standard = [f for f in found if f.indicator.profiel == STANDARD and f not in shown and f.uitsplitsing not in named
                and (f.uitsplitsing == "alle" or f.uitsplitsing.startswith("doelgroep:"))]
    everyone = [f for f in found if f.indicator.profiel == STANDARD and f.uitsplitsing == "alle"
                and not (f.id == groups.STAND and headline is not None and headline.id != groups.STAND)]
    return list(dict.fromkeys([*shown, *standard, *everyone]))


def _effects(context: Context, code: str, asked: str, threshold: int) -> list[Row]:
    """What works, for the last year that is over at the end of the asked quarter and for the quarter; a period without rows is left
    out."""
    year = asked[:4] if asked.endswith("K4") else str(int(asked[:4]) - 1)
    found = []
    for periode in (year, asked):
        effects = werkt.effects(reading.wat_werkt(context.reader, code, periode), threshold)
        if effects:
            everyone = [e for e in effects if e.doelgroep == "alle"]
            ordered = _groups(effects)
            found.append({"periode": periode, "alle": everyone, "getekend": werkt.drawn(effects), "groepen": ordered,
                          "per_groep": [(group, [e for e in effects if e.doelgroep == group]) for group in _groups(effects, ended=False)],
                          "matrix": werkt.matrix(effects, "werk", ordered)})
    return found


def _groups(effects: list[werkt.Effect], ended: bool = True) -> list[str]:
    """The doelgroepen in `effects`, alle first, then in the order of measures 2; with `ended` those of which an activiteit ended."""
    present = {e.doelgroep for e in effects if e.noemer or not ended}
    return [code for code in texts.KORT if code in present] + sorted(present - texts.KORT.keys())


def _by_period(make: Callable[[list[Row], str], list[Row]], rows: list[Row], *wanted: str) -> list[Row]:
    return [{"periode": periode, "rijen": made} for periode in wanted if (made := make(rows, periode))]


def _benchmark(context: Context, code: str, year: int) -> list[groups.Comparison]:
    return groups.comparisons(reading.benchmark(context.reader, code) or [], year)


def _begun(norm: Norm, periode: str) -> int:
    """How many findings of a norm have their first day in `periode`."""
    period = periods.parse(periode)
    return sum(1 for finding in norm.bevindingen if period.van <= finding["datum"] <= period.tot)


def _standard(found: list[Figure], goals: list[Row]) -> tuple[list[Figure], list[Figure]]:
    """The figures that every gemeente has and that stand nowhere else (not the doelgroepen, not what a goal names), and of them the
    persons by age, schooling and duration apart."""
    placed = {(f.id, f.uitsplitsing) for goal in goals for f in (*goal["figuren"], *goal["aanvullend"])}
    rest = [f for f in found if f.indicator.profiel == STANDARD and (f.id, f.uitsplitsing) not in placed
            and not f.uitsplitsing.startswith("doelgroep:")]
    return [f for f in rest if f.uitsplitsing == "alle"], [f for f in rest if f.uitsplitsing != "alle"]
