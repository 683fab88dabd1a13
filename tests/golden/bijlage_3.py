"""CBS figures from which Soest's benchmark of 2008-2010 (S4 bijlage 3, B3.3-B3.8) must come out.

The report prints percentages only. The counts are calculated back from them, from a volume of BASE at the end of 2007 for every gemeente:
they are nobody's figures of CBS. PRINTED holds the percentages, WORDS what par. 3.2.3 says of Soest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean

from zow.sample.cbs import write_landing
from zow.sample.cbs.tables import AMSTERDAM, Measure, Table, periods, regions, single, time

FEED, TABLE, MODIFIED = "bijstand_stromen_gemeente", "SYN01NED", datetime(2011, 3, 31, 2, tzinfo=AMSTERDAM)
SOEST, YEARS, BASE = "GM0342", (2008, 2009, 2010), 100_000
MEASURES = ("volume_verandering", "instroom_aandeel", "uitstroom_aandeel")


@dataclass(frozen=True)
class Printed:
    """Percentages of 2008, 2009 and 2010: change of the volume (B3.3, B3.4), instroom (B3.5, B3.6) and uitstroom (B3.7, B3.8)."""

    code: str
    volume_verandering: tuple[float, float, float]
    instroom_aandeel: tuple[float, float, float]
    uitstroom_aandeel: tuple[float, float, float]


GROUPS = {
    "soest_groep1": [
        Printed("GM0556", (-22, 18, 14), (27.5, 43.5, 41.7), (30.3, 19.2, 21.7)),  # Maassluis
        Printed("GM0353", (-10, 0, 0), (31.0, 41.4, 37.9), (29.3, 26.8, 27.5)),  # IJsselstein
        Printed("GM0375", (0, 9, 9), (30.2, 31.0, 31.3), (23.2, 18.3, 17.9)),  # Beverwijk
        Printed("GM0243", (-7, 14, 12), (27.9, 40.0, 40.4), (24.1, 19.0, 21.9)),  # Harderwijk
        Printed("GM0642", (-4, 12, 8), (43.9, 43.1, 42.3), (31.0, 23.5, 25.3)),  # Zwijndrecht
    ],
    "soest_groep2": [
        Printed("GM0166", (-2, 0, 10), (29.8, 36.2, 36.5), (24.2, 25.0, 22.7)),  # Kampen
        Printed("GM1771", (-13, 17, 11), (30.0, 43.8, 40.7), (28.1, 19.7, 22.9)),  # Geldrop-Mierlo
        Printed("GM0406", (-2, 11, 6), (28.6, 31.9, 32.0), (21.8, 15.8, 19.0)),  # Huizen
        Printed("GM0396", (-2, 6, 7), (32.7, 34.6, 30.4), (25.8, 20.9, 18.8)),  # Heemskerk
        Printed("GM0530", (-16, 9, 10), (29.4, 33.9, 37.1), (29.7, 21.4, 20.3)),  # Hellevoetsluis
        Printed("GM1705", (-6, 6, 14), (29.4, 33.3, 40.5), (26.1, 21.7, 18.9)),  # Lingewaard
        Printed("GM0281", (2, 11, 14), (38.7, 44.3, 40.7), (27.1, 23.7, 21.4)),  # Tiel
        Printed("GM0203", (0, 13, 11), (33.3, 41.9, 42.9), (25.0, 20.0, 23.9)),  # Barneveld
    ],
}
OWN = Printed(SOEST, (-3, 22, 7), (35.0, 45.1, 38.2), (25.5, 19.0, 23.6))

# par. 3.2.3, for both groups at once: lines 642, 613 and 628 of the text of seed 004 ("Ten aanzien van ...")
WORDS = {
    "volume_verandering": {2008: "slechter", 2009: "slechter", 2010: "beter"},
    "instroom_aandeel": {2008: "slechter", 2009: "slechter", 2010: "vergelijkbaar"},
    "uitstroom_aandeel": {2008: "slechter", 2009: "slechter", 2010: "beter"},
}
# Within a margin of 1 percentage point of its group, so vergelijkbaar, where the report says otherwise (line 628); it names no margin.
DIFFERENT = {
    ("soest_groep1", "uitstroom_aandeel", 2010): "beter",  # 23.6 against 22.86
    ("soest_groep2", "uitstroom_aandeel", 2008): "slechter",  # 25.5 against 25.975
}


def mean(group: str, measure: str, year: int) -> float:
    """The unweighted mean of the printed percentages of the peers."""
    return fmean(getattr(peer, measure)[YEARS.index(year)] for peer in GROUPS[group])


def verdicts() -> dict[tuple[str, str, int], str]:
    """The eighteen verdicts that must come out: the words of the report but for DIFFERENT."""
    return {(group, measure, year): "vergelijkbaar" if (group, measure, year) in DIFFERENT else word
            for group in GROUPS for measure, words in WORDS.items() for year, word in words.items()}


def _counts(printed: Printed) -> list[tuple[int, tuple[int | None, ...]]]:
    """(year, (bijstandsontvangers, instroom, uitstroom)) of 2007-2010; the formulas of S4 bijlage 3 read backwards."""
    volume, rows = BASE, [(YEARS[0] - 1, (BASE, None, None))]
    for year, change, inflow, outflow in zip(YEARS, printed.volume_verandering, printed.instroom_aandeel, printed.uitstroom_aandeel,
                                             strict=True):
        before, volume = volume, round(volume * (100 + change) / 100)
        begun = round(volume * inflow / 100)
        rows.append((year, (volume, begun, round((begun + before) * outflow / 100))))
    return rows


def deliver(landing: Path) -> Path:
    """Write the delivery of the feed in `landing`; returns its folder."""
    gemeenten = [OWN, *(peer for peers in GROUPS.values() for peer in peers)]
    rows = tuple(((printed.code, "10000", f"{year}JJ00"), values) for printed in gemeenten for year, values in _counts(printed))
    measures = (Measure("SYN0001", "Bijstandsontvangers", "aantal"), Measure("SYN0002", "Instroom bijstand", "aantal"),
                Measure("SYN0003", "Uitstroom bijstand", "aantal"), Measure("SYN0004", "Uitstroom bijstand naar werk", "aantal"))
    table = Table(TABLE, "v4", "Teruggerekend uit S4 bijlage 3", MODIFIED, "2007 - 2010",
                  (regions((printed.code, printed.code) for printed in gemeenten), single("Leeftijd", "10000", "Totaal leeftijd"),
                   time(periods(2007, 2010, "J"))), measures, tuple((key, (*values, None)) for key, values in rows))
    (folder,) = write_landing(landing, [FEED], tables={TABLE: table})
    return folder
