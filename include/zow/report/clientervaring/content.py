"""What the cliëntervaring says about one gemeente, ready for the template. No figure is computed here that mart indicatoren already
has; the report only compares and words."""

from __future__ import annotations

from markupsafe import Markup

from zow import periods
from zow.report import dutch
from zow.report.clientervaring import reading
from zow.report.reading import Row
from zow.report.shared import chart, parts
from zow.report.shared.context import Context

# S2 8.2: when an inhabitant gets the questionnaire
MOMENTEN = {"ceo_intake": "Direct na het werkintakegesprek", "ceo_zes_maanden": "Zes maanden na de start van het persoonlijk actieplan"}
KORT = {"ceo_intake": "Na de werkintake", "ceo_zes_maanden": "Na zes maanden"}
SCORE, KTO, CASES = "clientervaring", ("kto", "kto_aanbieders"), ("bezwaren", "bezwaren_gegrond", "klachten")
INDICATOREN = (SCORE, *CASES, *KTO)


def gemeente(context: Context, place: Row) -> Row:
    """Everything the template shows of one rebuilt gemeente. `place` is its row in `context.rebuilt`."""
    reader, code, asked = context.reader, place["gemeentecode"], context.version["periode"]
    period = periods.parse(asked)
    rows = [row for row in reading.indicatoren(reader, code, INDICATOREN) if periods.parse(row["periode"]).tot <= period.tot]
    small = reader.policy_number(code, "kleine_cel", period.tot)
    scores = [row for row in rows if row["indicator"] == SCORE]
    lines = half_years(scores, asked)
    content = {
        **parts.gemeente(context, place, ("core.policy_values", "core.fct_satisfaction")), "klein": small, "halfjaren": lines,
        "momenten": [moment(name, label, scores, lines, small) for name, label in MOMENTEN.items()],
        "andere": reading.other_research(reader, code, period, tuple(MOMENTEN)),
        "jaren": years(rows, CASES), "tevredenheid": years(rows, KTO), "jaar_loopt": period.tot.month < 12,
    }
    content["beeld"] = picture(content)
    return {**content, "aandacht": [*_remarks(content), *parts.remarks(content)]}


def half_years(scores: list[Row], asked: str) -> list[str]:
    """Every half-year from the first with a score through the asked one, newest first: one without a measurement is a row too."""
    first = min((row["periode"] for row in scores), default=asked)
    found = [asked]
    while found[-1] > first:
        found.append(dutch.vorige_periode(found[-1]))
    return found


def moment(name: str, label: str, scores: list[Row], lines: list[str], small: int | None) -> Row:
    """One moment of measuring: its rows by half-year (of `lines`), and the asked one beside the one before it and that of a year ago."""
    own = {row["periode"]: row for row in scores if row["uitsplitsing"] == name}
    rows = [_row(line, own.get(line), small) for line in lines]
    now, before = rows[0], _row(dutch.vorige_periode(lines[0]), own.get(dutch.vorige_periode(lines[0])), small)
    year_ago = dutch.vorige_periode(dutch.vorige_periode(lines[0]))
    return {"naam": name, "label": label, "nu": now, "rijen": rows, "clausule": next((row["clausule"] for row in own.values()), None),
            "eerder": [{**each, "verschil": _difference(now, each)} for each in (before, _row(year_ago, own.get(year_ago), small))]}


def _row(periode: str, row: Row | None, small: int | None) -> Row:
    measured = int(row["noemer"] or 0) if row else 0
    return {"periode": periode, "label": dutch.periode(periode), "waarde": row["waarde"] if row else None, "metingen": measured,
            "som": row["teller"] if row and measured else None, "klein": bool(measured and small and measured < small)}


def _difference(now: Row, then: Row) -> float | None:
    return None if now["waarde"] is None or then["waarde"] is None else now["waarde"] - then["waarde"]


def years(rows: list[Row], indicators: tuple[str, ...]) -> list[Row]:
    """The years that have one of `indicators`, newest first, with its row (or None) by the name of the indicator."""
    by_year: dict[str, Row] = {}
    for row in rows:
        if row["indicator"] in indicators:
            by_year.setdefault(row["periode"], dict.fromkeys(indicators))[row["indicator"]] = row
    return [{"jaar": year, **by_year[year]} for year in sorted(by_year, reverse=True)]


def picture(content: Row) -> Markup | None:
    """The scores by half-year, a line per moment; few measurements are open dots. None when there is no score at all."""
    points = [{"periode": row["periode"], "score": row["waarde"], "moment": KORT[each["naam"]], "klein": row["klein"]}
              for each in content["momenten"] for row in reversed(each["rijen"])]
    if not any(point["score"] is not None for point in points):
        return None
    import altair as alt

    names = list(KORT.values())
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("periode:O", title=None), y=alt.Y("score:Q", title="Gemiddelde score", scale=alt.Scale(domain=[1, 10])))
    # one legend, of the lines: colour and dash have the same domain and title, so that Vega puts them together
    line = base.mark_line().encode(
        color=alt.Color("moment:N", title=None, scale=alt.Scale(domain=names)),
        strokeDash=alt.StrokeDash("moment:N", title=None, scale=alt.Scale(domain=names, range=chart.DASHES[:2])))
    own = {"sort": names, "legend": None}  # no domain of their own: with it Vega would take the legend of the lines away too
    dots = base.mark_point(filled=False, strokeWidth=2, size=70, opacity=1).encode(
        stroke=alt.Stroke("moment:N", **own), shape=alt.Shape("moment:N", **own),
        fill=alt.condition("datum.klein", alt.value("white"), alt.Fill("moment:N", **own)))
    told = "; ".join(f"{each['label'].lower()}: " + ", ".join(
        f"{row['periode']} {dutch.getal(row['waarde'], 1) if row['waarde'] is not None else 'geen'}" for row in reversed(each["rijen"]))
        for each in content["momenten"])
    return chart.svg(line + dots, f"Gemiddelde score per halfjaar in {content['naam']}. {told}.")


def _remarks(content: Row) -> list[str]:
    """What a reader should know before using the scores, in sentences."""
    remarks = []
    for each in content["momenten"]:
        now, label = each["nu"], each["label"].lower()
        if not now["metingen"]:
            remarks.append(f"{each['label']} is in het {now['label']} niets gemeten.")
        elif now["klein"]:
            remarks.append(f"De score {label} berust op {parts.counted(now['metingen'], 'meting', 'metingen')}: te weinig om op te sturen.")
    others = [f"{row['metingen']} van onderzoek {row['onderzoek']}" for row in content["andere"]]
    if others:
        remarks.append(f"In het halfjaar is ook ander onderzoek gedaan, waarvoor het beleidsprofiel geen cijfer per halfjaar noemt: "
                       f"{', '.join(others)}.")
    if not content["jaren"]:
        remarks.append("Bezwaren en klachten staan per jaar in marts.indicatoren; over een jaar dat voorbij is, is er voor "
                       f"{content['naam']} geen cijfer.")
    return remarks
