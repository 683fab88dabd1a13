"""What the two sample gemeenten look like: sizes, calendar, instruments and providers. Data only.

Flavour: Noordoostpolder after S3 (five einddoelen, framework contracts since October 2013, no cure less pay 70/100 %,
Concern voor Werk); Midden-Drenthe after S1 (Stark, werkstage, taalstage, proefplaatsing). Sizes are of that order; the
people, providers' prices and results are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Soort = Literal["gewoon", "laat", "fouten", "sha256", "betalingen"]


@dataclass(frozen=True)
class Instrument:
    """One row of voorzieningen with what steers its activiteiten (price in euro, duration in days, relative use)."""

    code: str
    omschrijving: str
    soort: str
    budgetpost: str
    einddoel: str
    aanbieders: tuple[str, ...]
    prijs: int
    dagen: int
    gewicht: float


@dataclass(frozen=True)
class Provider:
    """One row of aanbieders; `contracten`: (begin, end or None, financiering, percentage_niet_succesvol or None)."""

    code: str
    naam: str
    soort: str
    kvk: str | None
    contracten: tuple[tuple[str, str | None, str, float | None], ...] = ()


@dataclass(frozen=True)
class Drop:
    """One delivery: its stamp, the night it is dropped (order of arrival) and what is wrong with it."""

    stamp: str
    nacht: int
    soort: Soort = "gewoon"


@dataclass(frozen=True)
class Town:
    """One gemeente. `stand`: persons in bijstand at `start`; `instroom`: new ones per year."""

    code: str
    start: str
    einde: str
    stand: int
    instroom: int
    regelingen: dict[str, float]
    postcodes: tuple[int, int]
    instrumenten: tuple[Instrument, ...]
    aanbieders: tuple[Provider, ...]
    onvoldoende: str
    leveringen: tuple[Drop, ...]
    weg_na: str  # deliveries dated after this day no longer hold the deleted clients
    wsw: int = 20
    indicaties: int = 15
    nug: int = 25
    achternamen: tuple[str, ...] = field(default=(
        "de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "Küçük", "Müller", "Žagar",
        "O'Brien", "d'Hondt", "Gonçalves", "Çelik", "Nuñez", "Weiß", 'Mulder "Bé"', "van Dijk; gesch. de Boer",
        "Hassan", "Tesfay", "Al-Masri", "Bosma", "Hofstra", "Oosterhuis", "Prins", "Brouwer", "Sørensen", "Lévêque"))


_NCLP, _OUD = ("2013-10-01", None, "nclp", 70.00), ("2010-01-01", "2013-09-30", "vast", None)

NOORDOOSTPOLDER = Town(
    code="GM0171", start="2013-10-01", einde="2015-01-20", stand=750, instroom=290,
    regelingen={"WWB": 0.93, "IOAW": 0.04, "IOAZ": 0.01, "BBZ": 0.02, "ANW": 0.01}, postcodes=(8301, 8322),
    aanbieders=(
        Provider("A01", "Arbo & Advies Flevoland B.V.", "extern", "39012345", (_OUD, _NCLP)),
        Provider("A02", "Reïntegratie Noord; vestiging Emmeloord", "extern", "39023456", (_OUD, _NCLP)),
        Provider("A03", "Taal- en trainingsbureau \"Zuiderzee\"", "extern", "39034567",
                 (("2013-10-01", None, "nclp", None),)),
        Provider("A04", "Concern voor Werk", "extern", "39045678",
                 (("2010-01-01", "2014-06-30", "vast", None), ("2014-07-01", None, "nclp", 70.00))),
        Provider("A05", "Jobcoach Café Polder", "extern", None, (_NCLP,)),
        Provider("A06", "Vakschool Lelystad", "extern", "39067890", (("2013-10-01", None, "nclp", 60.00),)),
        Provider("A90", "Team Werk (klantmanagers)", "intern", None),
        Provider("A91", "Werkcorporatie i.o.", "intern", None)),
    instrumenten=(
        Instrument("V010", "Arbeidsmedisch onderzoek", "diagnose", "W-diagnose", "diagnose", ("A01",), 650, 30, 10),
        Instrument("V011", "Meerdaags assessment; met rapport", "diagnose", "W-diagnose", "diagnose", ("A01", "A02"),
                   1450, 21, 8),
        Instrument("V020", 'Training "Zelf aan zet"', "training", "W-activering", "sociaal_vaardig", ("A03", "A90"),
                   1800, 90, 7),
        Instrument("V021", "Dagbesteding in dorpshuizen", "sociale_activering", "W-activering", "sociaal_vaardig",
                   ("A91",), 0, 180, 8),
        Instrument("V030", "Werkervaringsplek Concern voor Werk", "werkstage", "W-werkervaring", "arbeidsvaardig",
                   ("A04",), 2400, 150, 8),
        Instrument("V031", "Sollicitatietraining: cv op orde", "training", "W-activering", "arbeidsvaardig",
                   ("A90",), 0, 45, 9),
        Instrument("V032", "Jobcoaching", "jobcoaching", "W-werkervaring", "arbeidsvaardig", ("A05",), 1900, 120, 8),
        Instrument("V040", "Vakscholing logistiek (code 95; t/m € 3.000)", "scholing", "W-scholing",
                   "werknemersvaardig", ("A06", "A02"), 2750, 140, 8),
        Instrument("V041", "Proefplaatsing", "proefplaatsing", "W-werkervaring", "werknemersvaardig", ("A90",),
                   0, 60, 7),
        Instrument("V050", "Loonkostensubsidie", "loonkostensubsidie", "W-uitstroom", "uitstroom", ("A04",),
                   3800, 180, 4),
        Instrument("V051", "Bemiddeling naar regulier werk", "bemiddeling", "W-uitstroom", "uitstroom",
                   ("A02", "A05"), 2200, 90, 7),
        Instrument("V052", "Uitstroompremie", "premie", "W-uitstroom", "uitstroom", ("A90",), 0, 30, 2)),
    onvoldoende="A05", weg_na="2014-09-30", wsw=60, indicaties=4,
    leveringen=(Drop("20140120T0230", 1), Drop("20140421T0230", 1), Drop("20140721T0230", 1),
                Drop("20141020T0230", 2, "fouten"), Drop("20141013T0230", 3, "laat"),
                Drop("20150105T0230", 3, "betalingen"), Drop("20150120T0230", 3)))

_PW = ("2020-01-01", None, "nclp", 70.00)

MIDDEN_DRENTHE = Town(
    code="GM1731", start="2021-01-01", einde="2022-01-20", stand=450, instroom=170,
    regelingen={"PW": 0.91, "IOAW": 0.05, "IOAZ": 0.02, "BBZ": 0.02, "ANW": 0.01}, postcodes=(9411, 9449),
    aanbieders=(
        Provider("S01", "Stark Leerwerkbedrijf", "extern", "04012345", (("2019-01-01", None, "vast", None),)),
        Provider("S02", "Taalhuis Beilen \"De Brug\"", "extern", "04023456", (_PW,)),
        Provider("S03", "Drenthe Vitaal; coaching", "extern", "04034567", (_PW,)),
        Provider("S04", "Vakcentrum Noord B.V.", "extern", "04045678",
                 (("2020-01-01", "2021-06-30", "vast", None), ("2021-07-01", None, "nclp", 75.50))),
        Provider("S90", "Team Inkomen, Werk en Onderwijs", "intern", None)),
    instrumenten=(
        Instrument("M01", "Intake & diagnose Stark", "diagnose", "PB-diagnose", "diagnose", ("S01",), 480, 28, 9),
        Instrument("M02", "Re-integratietraject Stark", "stark_traject", "PB-stark", "werknemersvaardig", ("S01",),
                   3900, 200, 14),
        Instrument("M03", "Werkstage bij een werkgever", "werkstage", "PB-werkervaring", "werknemersvaardig",
                   ("S90",), 0, 85, 9),
        Instrument("M04", "Taalstage (A1; duaal)", "taalstage", "PB-taal", "sociaal_vaardig", ("S02", "S90"),
                   1250, 170, 7),
        Instrument("M05", "Proefplaatsing", "proefplaatsing", "PB-werkervaring", "uitstroom", ("S90",), 0, 60, 7),
        Instrument("M06", "Beschut werk", "beschut_werk", "PB-beschut", "arbeidsvaardig", ("S01",), 5200, 365, 3),
        Instrument("M07", "Vitaliteitscoaching € 750 plus", "maatwerktraject_zorg", "PB-maatwerk", "sociaal_vaardig",
                   ("S03",), 750, 100, 5),
        Instrument("M08", "Scholing zorg & techniek", "scholing", "PB-scholing", "werknemersvaardig", ("S04",),
                   2600, 180, 6),
        Instrument("M09", "Loonkostensubsidie", "loonkostensubsidie", "PB-lks", "uitstroom", ("S01",), 4300, 300, 4),
        Instrument("M10", "Plaatsing regulier", "plaatsing_regulier", "PB-plaatsing", "uitstroom", ("S90", "S03"),
                   900, 40, 6)),
    onvoldoende="S03", weg_na="2021-09-30", wsw=45, indicaties=40, nug=20,
    leveringen=(Drop("20210420T0230", 1), Drop("20210720T0230", 1), Drop("20211020T0230", 2, "fouten"),
                Drop("20211206T0230", 2, "sha256"), Drop("20211013T0230", 3, "laat"), Drop("20220120T0230", 3)))

TOWNS = {town.code: town for town in (NOORDOOSTPOLDER, MIDDEN_DRENTHE)}
