"""The Dutch words of the quarantine pages: names of sources, of rules (sources.md 5), and what a fault leads to."""

from __future__ import annotations

from zow.ingest.catalogue import UNKNOWN
from zow.ingest.names import NATIONAL
from zow.report.quarantine.faults import REJECTED, Fault
from zow.report.quarantine.streams import Stream

_FEEDS = {
    ("gws", None): "GWS-export", ("uwv", "doorverwijzingen"): "UWV doorverwijzingen", ("uwv", "indicaties"): "UWV indicaties",
    ("uwv", "arbeidsmarkt"): "UWV arbeidsmarkt", ("finance", "grootboek"): "Grootboek", ("finance", "begroting"): "Begroting",
    ("cbs", "bijstand_landelijk"): "CBS bijstand NL", ("cbs", "bijstand_gemeente"): "CBS bijstand gem.",
    ("cbs", "bijstand_stromen_gemeente"): "CBS bijstandsstromen", ("cbs", "werkloosheid"): "CBS werkloosheid NL",
    ("cbs", "werkloosheid_regio"): "CBS werkloosheid AMR", ("cbs", "vacatures_regio"): "CBS vacatures AMR",
}
_RULES = {
    "aantal_velden": "Aantal velden klopt niet", "codering": "Onleesbaar teken", "verplicht": "Verplicht veld is leeg",
    "datum": "Geen geldige datum", "decimaal": "Geen geldig bedrag of getal", "geheel_getal": "Geen geheel getal",
    "maand": "Geen geldige maand", "codelijst": "Code staat niet in het contract", "jn": "Geen ja of nee",
    "bereik": "Buiten het toegestane bereik", "elfproef": "Geen geldig burgerservicenummer",
    "datum_volgorde": "Datums in de verkeerde volgorde", "dubbele_sleutel": "Dubbel record",
    "verwijzing": "Verwijst naar een record dat er niet (goed) is",
}


def source(bron: str, feed: str | None) -> str:
    """('finance', 'grootboek') -> 'Grootboek'."""
    return _FEEDS.get((bron, feed), " ".join(part for part in (bron.upper(), feed) if part))


def stream(item: Stream) -> str:
    """The source with its month or year: 'Grootboek 2014-03'."""
    return f"{source(item.bron, item.feed)} {item.venster}".strip()


def rule(code: str) -> str:
    return _RULES.get(code, code)


def effect(fault: Fault) -> str:
    """What the fault does to the figures."""
    if fault.stops:
        return "houdt de levering tegen"
    if fault.ernst == REJECTED:
        return "regel niet geladen" if fault.stream.last.accepted else "regel afgekeurd"
    return "geladen zonder deze verwijzing"


def split(melding: str) -> tuple[str, str]:
    """A message of ingest as (what is wrong, how to repair it)."""
    what, _, repair = melding.partition(" Herstel ")
    return what, f"Herstel {repair}" if repair else ""


def gemeente(code: str, names: dict[str, str]) -> str:
    """The name of a gemeente, or what stands in its place in the raw room."""
    fixed = {NATIONAL: "Landelijke bestanden", UNKNOWN: "Onbekende afzender"}
    return fixed.get(code) or names.get(code) or code
