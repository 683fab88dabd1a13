"""What every report says about a gemeente besides its figures: deliveries, quarantine, gates, norms, and remarks about them."""

from __future__ import annotations

from functools import partial

from zow.report import dutch
from zow.report.reading import Row
from zow.report.shared.context import Context

POORTEN = {"levering": "Levering", "feiten": "Feiten", "publicatie": "Publicatie"}
EXPLAINING = ("meta.leveringen", "meta.publicatie_leveringen", "meta.quarantaine", "meta.kwaliteit")


def gemeente(context: Context, place: Row, tables: tuple[str, ...] = ()) -> Row:
    """What the macros `kop_van`, `normen`, `leveringen`, `quarantaine` and `toetsen` show of the rebuilt gemeente `place` (of
    `context.rebuilt`): code, naam, peilmoment, asof, normen, leveringen, geweigerd, quarantaine, poorten, `toelichting` (a function of
    figure id and uitsplitsing: the text beside that figure, or None), `toelichtingen` (a function of a mart or indicator: every text
    beside its columns or rows), and `ontbreekt`: which of `tables` (that the report uses
    besides its marts) and of those of meta are missing in this version."""
    reader, version, code = context.reader, context.version, place["gemeentecode"]
    deliveries = reader.leveringen(version, code)
    names = [row["levering"] for row in deliveries]
    return {
        "code": code, "naam": place["naam"], "peilmoment": place.get("peilmoment"), "asof": place.get("asof"),
        "normen": place["normen"], "leveringen": deliveries, "quarantaine": reader.quarantaine(code, names),
        "geweigerd": reader.geweigerd(code), "poorten": gates(reader.kwaliteit(version, code, names)),
        "toelichting": partial(context.toelichting.at, code),
        "toelichtingen": partial(context.toelichting.about, code),
        "ontbreekt": [table for table in (*tables, *EXPLAINING) if not reader.has(table)],
    }


def gates(results: list[Row]) -> Row:
    """Counts per gate and the rules that did not pass. A gate without any result did not prove that it ran."""
    counts = []
    for key, label in POORTEN.items():
        own = [row for row in results if row["poort"] == key]
        failed = [row for row in own if not row["geslaagd"]]
        counts.append({"poort": key, "label": label, "getoetst": len(own), "geslaagd": len(own) - len(failed),
                       "kritiek": sum(row["ernst"] == "kritiek" for row in failed),
                       "waarschuwing": sum(row["ernst"] != "kritiek" for row in failed)})
    failed = [{**row, "label": POORTEN.get(row["poort"], row["poort"])} for row in results if not row["geslaagd"]]
    return {"tellingen": counts, "gezakt": failed}


def remarks(content: Row) -> list[str]:
    """What a reader of any report should know before using the figures, in Dutch sentences; `content` comes from `gemeente`."""
    said = []
    failed = sum(row["ernst"] != "kritiek" for row in content["poorten"]["gezakt"])
    if failed:
        said.append(f"{counted(failed, 'toets gaf', 'toetsen gaven')} een waarschuwing; zie Toetsen.")
    idle = [row["label"].lower() for row in content["poorten"]["tellingen"] if not row["getoetst"]]
    if idle:
        names = " en ".join(filter(None, [", ".join(idle[:-1]), idle[-1]]))
        said.append(f"Van poort {names} is geen toets vastgelegd; zie Toetsen.")
    lines = sum(row["regels"] for row in content["quarantaine"] if row["ernst"] == "afgekeurd")
    if lines:
        said.append(f"{counted(lines, 'regel is', 'regels zijn')} uit de gebruikte levering geweerd en "
                    f"{'telt' if lines == 1 else 'tellen'} niet mee; zie Quarantaine.")
    return said


def counted(number: int, one: str, more: str) -> str:
    """(1, 'regel is', 'regels zijn') -> '1 regel is'."""
    return f"{dutch.getal(number)} {one if number == 1 else more}"
