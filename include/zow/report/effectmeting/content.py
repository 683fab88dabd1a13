"""What the effectmeting says about one gemeente, ready for the template: rows, comparisons, remarks. No figure is computed
here that a mart already has; the report only adds up, compares and words."""

from __future__ import annotations

from fractions import Fraction

from zow import periods
from zow.report import dutch
from zow.report.effectmeting import reading
from zow.report.reading import Reader, Row
from zow.report.shared import bars, parts
from zow.report.shared.bars import RESULTATEN
from zow.report.shared.context import Context

EINDDOELEN = {"diagnose": "Diagnose", "sociaal_vaardig": "Sociaal vaardig", "arbeidsvaardig": "Arbeidsvaardig",
              "werknemersvaardig": "Werknemersvaardig", "uitstroom": "Uitstroom", "totaal": "Totaal"}
NCLP_SUMS = ("aantal", "voorlopig", "zonder", "prijs", "verschuldigd", "betaald", "verschil")
LARGEST = 10


def gemeente(context: Context, place: Row) -> Row:
    """Everything the template shows of one rebuilt gemeente. `place` is its row in `context.rebuilt`."""
    reader, code, asked = context.reader, place["gemeentecode"], context.version["periode"]
    content = {
        **parts.gemeente(context, place, ("core.dim_providers", "core.fct_activities")),
        "perioden": [_block(reader, code, each) for each in shown_periods(asked)],
        "aanbieders": reading.aanbieders(reader, code, asked),
        "nclp": _nclp(reader, code, periods.parse(asked)),
        "stromen": reading.stromen(reader, code, flow_periods(asked)),
    }
    return {**content, "aandacht": _remarks(content)}


def shown_periods(asked: str) -> list[str]:
    """The asked period; after a second half-year also the year that it completes (bijlage II is a table of a year)."""
    return [asked, asked[:4]] if asked.endswith("H2") else [asked]


def flow_periods(asked: str) -> list[str]:
    """The quarters of a half-year, and the year when the half-year completes it."""
    year, half = asked[:4], asked[4:]
    quarters = {"H1": ("K1", "K2"), "H2": ("K3", "K4"), "": ("K1", "K2", "K3", "K4")}.get(half)
    if quarters is None:
        return [asked]
    return [year + quarter for quarter in quarters] + ([year] if half != "H1" else [])


def share(row: Row | None) -> Fraction | None:
    """succes_aandeel (measures 3): succesvol / totaal; None without a row or with totaal 0."""
    return Fraction(row["succesvol"], row["totaal"]) if row and row["totaal"] else None


def _block(reader: Reader, code: str, periode: str) -> Row:
    before_code = dutch.vorige_periode(periode)
    now, before = reading.effectmeting(reader, code, periode), reading.effectmeting(reader, code, before_code)
    rows = [{"einddoel": key, "label": label, **now[key], "aandeel": share(now[key])}
            for key, label in EINDDOELEN.items() if key in now]
    return {
        "periode": periode, "label": dutch.periode(periode), "rijen": rows, "totaal": now.get("totaal"),
        "voorlopig": now["totaal"]["voorlopig"] if "totaal" in now else 0, "hoogstens": _at_most(now.get("totaal")),
        "vorige": before_code, "vorige_label": dutch.periode(before_code), "vorige_totaal": before.get("totaal"),
        "vorige_aandeel": share(before.get("totaal")),
        "staven": bars.stacked([row for row in rows if row["einddoel"] != "totaal"], "label", RESULTATEN),
        "vergelijking": [_compared(row, before[row["einddoel"]]) for row in rows if row["einddoel"] in before],
    }


def _compared(row: Row, before: Row) -> Row:
    now, then = row["aandeel"], share(before)
    return {"label": row["label"], "einddoel": row["einddoel"],
            "totaal": row["totaal"], "totaal_toen": before["totaal"],
            "totaal_verschil": row["totaal"] - before["totaal"], "aandeel": now, "aandeel_toen": then,
            "aandeel_verschil": None if now is None or then is None else now - then,
            "kosten": row["totale_kosten"], "kosten_toen": before["totale_kosten"],
            "kosten_verschil": row["totale_kosten"] - before["totale_kosten"]}


def _at_most(total: Row | None) -> Fraction | None:
    """The succes_aandeel when every provisional activiteit still turns out succesvol."""
    return Fraction(total["succesvol"] + total["voorlopig"], total["totaal"]) if total and total["totaal"] else None


def _nclp(reader: Reader, code: str, period: periods.Period) -> Row:
    everything = _summed(reading.nclp(reader, code))
    if not reading.knows_end_dates(reader):
        return {"alle": everything, "periode": None, "verschillen": []}
    return {"alle": everything, "periode": _summed(reading.nclp(reader, code, period.van, period.tot)),
            "verschillen": reading.nclp_verschillen(reader, code, period.van, period.tot, LARGEST)}


def _summed(rows: list[Row]) -> list[Row]:
    """The rows by resultaat with the total under them; empty stays empty. Sums of cents are exact (Decimal)."""
    by_result = {row["resultaat"]: row for row in rows}
    lines = [{"label": label, **by_result[key]} for key, label in RESULTATEN.items() if key in by_result]
    if lines:
        lines.append({"label": "Totaal", "resultaat": "totaal", **{
            key: _sum([line[key] for line in lines]) for key in NCLP_SUMS}})
    return lines


def _sum(values: list) -> object:
    """As SQL sums: NULL is left out, and the sum of nothing is NULL."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _remarks(content: Row) -> list[str]:
    """What a reader should know before using the figures, in sentences."""
    asked, remarks = content["perioden"][0], []
    if asked["voorlopig"]:
        remarks.append(f"{parts.counted(asked['voorlopig'], 'resultaat is', 'resultaten zijn')} nog voorlopig; het "
                       f"succesaandeel kan nog stijgen tot hoogstens {dutch.procent(asked['hoogstens'])}.")
    blocked = [row["naam"] or row["aanbieder_code"] for row in content["aanbieders"] if row["geblokkeerd_vanaf"]]
    if blocked:
        remarks.append(f"{parts.counted(len(blocked), 'aanbieder is', 'aanbieders zijn')} geblokkeerd wegens onvoldoende "
                       f"kwaliteit: {', '.join(blocked)}.")
    total = content["nclp"]["periode"][-1] if content["nclp"]["periode"] else None
    if total and total["verschil"]:
        word = "meer" if total["verschil"] > 0 else "minder"
        remarks.append(f"Voor activiteiten met een contract is per saldo {dutch.euro(abs(total['verschil']))} {word} "
                       "betaald dan verschuldigd; zie No cure, less pay.")
    return remarks + parts.remarks(content)
