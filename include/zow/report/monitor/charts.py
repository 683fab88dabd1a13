"""The charts of the monitor. Each stands above the table with the same figures; what is uncertain or unknown is not drawn as if it
were sure: gaps stay gaps, intervals are whiskers, provisional points are open."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from markupsafe import Markup

from zow.report import dutch
from zow.report.monitor import groups, money, werkt
from zow.report.monitor.ladder import Matrix
from zow.report.reading import Row
from zow.report.shared import chart

_SPENT = (("Besteed", "gerealiseerd_grootboek"), ("Openstaand", "openstaande_verplichtingen"))
_SURE = ("met voorlopige cliënten", "staat vast")
_FILLS = {_SURE[True]: chart.BLUE, _SURE[False]: "#ffffff"}


def _altair() -> Any:
    import altair  # takes more than a second: only who draws pays for it

    return altair


def streams(rows: list[Row], quarters: list[str]) -> Markup | None:
    """Instroom and uitstroom per quarter beside each other, and beside them the stand at the end; None with one quarter or less."""
    if len(rows) < 2:
        return None
    alt = _altair()
    flows = [{"kwartaal": row["periode"], "soort": name, "personen": row[column]} for row in rows
             for name, column in (("Instroom", "instroom"), ("Uitstroom", "uitstroom"))]
    axis = alt.X("kwartaal:O", title=None, sort=quarters, axis=alt.Axis(labelAngle=0))
    bars = alt.Chart(alt.Data(values=flows)).mark_bar().encode(
        x=axis, xOffset="soort:N", y=alt.Y("personen:Q", title="Personen in het kwartaal"),
        color=alt.Color("soort:N", title=None, scale=alt.Scale(range=[chart.BLUE, chart.GOLD])))
    stands = [{"kwartaal": row["periode"], "stand": row["stand_eind"]} for row in rows]
    line = alt.Chart(alt.Data(values=stands)).mark_line(point=True).encode(
        x=axis, y=alt.Y("stand:Q", title="Stand eind", scale=alt.Scale(zero=True)))
    said = "; ".join(f"{row['periode']} instroom {row['instroom']}, uitstroom {row['uitstroom']}, stand {row['stand_eind']}"
                     for row in rows)
    return chart.svg(alt.hconcat(*(each.properties(width=380, height=150) for each in (line, bars))),
                     f"Instroom, uitstroom en stand eind van personen in de bijstand: {said}")


def course(found: list[groups.Group], quarters: list[str]) -> Markup | None:
    """A small line per doelgroep that ever had somebody, each with its own scale from zero; None with one quarter or less."""
    found = [group for group in found if any(persons for _, persons, _ in group.verloop)]
    rows = [{"groep": group.kort, "kwartaal": quarter, "personen": persons} for group in found
            for quarter, persons, _ in group.verloop if persons is not None]
    shown = [quarter for quarter in quarters if any(row["kwartaal"] == quarter for row in rows)]
    if len(shown) < 2:
        return None
    alt = _altair()
    lines = alt.Chart(alt.Data(values=rows)).mark_line(point=True).encode(
        x=alt.X("kwartaal:O", title=None, sort=shown, axis=alt.Axis(labelAngle=0, labelOverlap=True, labelExpr="slice(datum.label, 2)")),
        y=alt.Y("personen:Q", title=None, scale=alt.Scale(zero=True, domainMin=0), axis=alt.Axis(format="d", tickMinStep=1, tickCount=3)),
    ).properties(width=150, height=70)
    header = alt.Header(labelFontSize=12, labelAnchor="start")
    drawn = lines.facet(facet=alt.Facet("groep:N", title=None, sort=[group.kort for group in found], header=header), columns=4)
    said = "; ".join(f"{group.kort} van {_first(group)} naar {_last(group)}" for group in found)
    return chart.svg(drawn.resolve_scale(y="independent"),
                     f"Personen in de bijstand per doelgroep, {shown[0]} tot en met {shown[-1]}: {said}")


def _first(group: groups.Group) -> str:
    return dutch.getal(next((persons for _, persons, _ in group.verloop if persons is not None), None))


def _last(group: groups.Group) -> str:
    return dutch.getal(next((persons for _, persons, _ in reversed(group.verloop) if persons is not None), None))


def whiskers(effects: list[werkt.Effect], periode: str) -> Markup | None:
    """bruto_effectiviteit as a point in its Wilson interval, of `effects` that may be drawn; open when somebody is still
    provisional. None without any."""
    if not effects:
        return None
    alt = _altair()
    names = [f"{e.label} (n={e.noemer})" for e in effects]
    names = [name if names.count(name) == 1 else f"{e.voorziening} {name}" for name, e in zip(names, effects, strict=True)]
    rows = [{"naam": name, "aandeel": float(e.aandeel), "laag": e.laag, "hoog": e.hoog,
             "soort": _SURE[not e.voorlopig]} for name, e in zip(names, effects, strict=True)]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("naam:N", sort=names, title=None, axis=alt.Axis(labelLimit=330)))
    scale = alt.Scale(domain=[0, 1])
    rules = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("laag:Q", scale=scale, title="Bruto effectiviteit", axis=alt.Axis(format=".0%", grid=True)), x2="hoog:Q")
    ends = base.mark_tick(thickness=2, size=10, color="#4a5866")
    points = base.mark_point(size=70, filled=True, strokeWidth=2, opacity=1).encode(
        x=alt.X("aandeel:Q", scale=scale), stroke=alt.value(chart.BLUE),
        fill=alt.Fill("soort:N", title=None, scale=alt.Scale(domain=list(_FILLS), range=list(_FILLS.values())),
                      legend=alt.Legend(symbolStrokeColor=chart.BLUE)))
    low, high = (ends.encode(x=alt.X(f"{end}:Q", scale=scale)) for end in ("laag", "hoog"))
    said = "; ".join(f"{e.label} {dutch.procent(e.aandeel)}, interval {dutch.procent(e.laag)} tot {dutch.procent(e.hoog)}, "
                     f"{e.noemer} cliënten" for e in effects)
    return chart.svg(alt.layer(rules, low, high, points).properties(height=alt.Step(22)),
                     f"Bruto effectiviteit {periode}, geen uitspraak over wat zonder was gebeurd: {said}")


def movement(found: list[Matrix]) -> Markup | None:
    """A bar per number of months: risen, equal, fallen, not measured twice. None without persons."""
    parts = (("Gestegen", "gestegen", chart.BLUE), ("Gelijk", "gelijk", "#a9b3bd"), ("Gedaald", "gedaald", chart.GOLD),
             ("Niet beide gemeten", "onbekend", "#e3e7eb"))
    if not any(matrix.totaal for matrix in found):
        return None
    alt = _altair()
    rows = [{"termijn": f"{matrix.maanden} maanden eerder", "richting": name, "personen": getattr(matrix, attribute), "plaats": place}
            for matrix in found for place, (name, attribute, _) in enumerate(parts)]
    drawn = alt.Chart(alt.Data(values=rows)).mark_bar(stroke="#5b6670", strokeWidth=0.5).encode(
        y=alt.Y("termijn:N", title=None, sort=[row["termijn"] for row in rows]),
        x=alt.X("personen:Q", title="Personen in de bijstand"),
        color=alt.Color("richting:N", title=None, scale=alt.Scale(domain=[p[0] for p in parts], range=[p[2] for p in parts]),
                        legend=alt.Legend(columns=4)),
        order="plaats:Q").properties(height=alt.Step(34))
    said = "; ".join(f"{m.maanden} maanden: {m.gestegen} gestegen, {m.gelijk} gelijk, {m.gedaald} gedaald, {m.onbekend} niet beide gemeten"
                     for m in found)
    return chart.svg(drawn, f"Beweging op de ladder: {said}")


def budget(found: list[money.Part], elapsed: Fraction) -> Markup | None:
    """Per budgetpost with a budget what part of it is spent and committed, beside the part of the year that is over (the line); None
    without a budget. A post without a budget has no part of it: that one stands in the table only."""
    posts = [post for part in found for post in part.posten if post["begroot"] > 0]
    if not posts:
        return None
    alt = _altair()
    names = [post["budgetpost"] or "zonder code" for post in posts]
    rows = [{"post": name, "soort": kind, "deel": float(Fraction(post[column]) / Fraction(post["begroot"])), "plaats": place}
            for name, post in zip(names, posts, strict=True) for place, (kind, column) in enumerate(_SPENT)]
    kinds = [kind for kind, _ in _SPENT]
    bars = alt.Chart(alt.Data(values=rows)).mark_bar().encode(
        y=alt.Y("post:N", title=None, sort=names), order="plaats:Q",
        x=alt.X("deel:Q", title="Deel van begroot; streep: deel van het jaar dat voorbij is", axis=alt.Axis(format=".0%")),
        color=alt.Color("soort:N", title=None, scale=alt.Scale(domain=kinds, range=[chart.BLUE, chart.GOLD])))
    rule = alt.Chart(alt.Data(values=[{"deel": float(elapsed)}])).mark_rule(strokeWidth=2, strokeDash=[6, 3], color="#1b2530").encode(
        x="deel:Q")
    said = "; ".join(f"{name} {dutch.procent(post['uitputting_aandeel'])}" for name, post in zip(names, posts, strict=True))
    return chart.svg((bars + rule).properties(height=alt.Step(24)),
                     f"Deel van de begroting dat besteed of vastgelegd is, na {dutch.procent(elapsed, 0)} van het jaar: {said}")


def benchmark(comparison: groups.Comparison, name: str) -> Markup | None:
    """The own gemeente and the mean of its group per measure; None when one of them has no figure at all."""
    who = [name, "Groepsgemiddelde"]
    rows = [{"maat": label, "wie": each, "aandeel": comparison.eigen[key]} for _, column, label in groups.MEASURES
            for each, key in zip(who, (column, f"groep_{column}"), strict=True) if comparison.eigen[key] is not None]
    if len({row["wie"] for row in rows}) < 2:
        return None
    alt = _altair()
    drawn = alt.Chart(alt.Data(values=rows)).mark_point(size=90, filled=True, opacity=1).encode(
        y=alt.Y("maat:N", title=None, sort=[m[2] for m in groups.MEASURES], axis=alt.Axis(labelLimit=330)),
        x=alt.X("aandeel:Q", title=None, axis=alt.Axis(format=".0%", grid=True)),
        color=alt.Color("wie:N", title=None, scale=alt.Scale(domain=who, range=[chart.BLUE, "#9a6b00"])),
        shape=alt.Shape("wie:N", title=None, scale=alt.Scale(domain=who, range=["circle", "square"]))).properties(height=alt.Step(36))
    said = "; ".join(f"{row['maat']} {row['wie']} {dutch.procent(row['aandeel'])}" for row in rows)
    return chart.svg(drawn, f"Benchmark {comparison.groep} {comparison.jaar}: {said}")
