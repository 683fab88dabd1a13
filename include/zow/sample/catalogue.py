"""What a sample gemeente is described with: sizes, calendar, instruments, providers, money. Types only; the towns stand in `towns`."""

from __future__ import annotations

from collections.abc import Mapping
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
class Peil:
    """The population in bijstand on one day, met exactly: `uitkeringen` dossiers, `personen` persons, shares of durations (years [0,1)
    [1,2) [2,5) [5,..)), of ages (<27, 27-44, 45-54, >=55), of opleiding (laag, midden, hoog, onbekend; measures 2), of a running
    ontheffing and of an indicatie banenafspraak."""

    datum: str
    uitkeringen: int
    personen: int
    duur: tuple[float, float, float, float]
    leeftijd: tuple[float, float, float, float]
    opleiding: tuple[float, float, float, float]
    ontheffing: float
    banenafspraak: float


@dataclass(frozen=True)
class Line:
    """One line of the begroting of year `jaar` and its amounts: index = versie, each a full new amount; euro."""

    jaar: int
    deel: str
    soort: str
    bedragen: tuple[int, ...]
    post: str | None = None
    domein: str | None = None


@dataclass(frozen=True)
class FixedCost:
    """A cost that goes past GWS (salaries, rent, Wsw): a ledger line without factuurnummer each month; `per_jaar`: year -> euro."""

    budgetpost: str
    omschrijving: str
    per_jaar: Mapping[int, int]


@dataclass(frozen=True)
class Town:
    """One gemeente, or one era of it. `stand`: persons in bijstand at `start`; `instroom`: new ones per year."""

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
    leveringen: tuple[Drop, ...] = ()
    weg_na: str = ""  # deliveries dated after this day no longer hold the deleted clients
    wsw: int = 20
    indicaties: int = 15
    nug: int = 25
    achternamen: tuple[str, ...] = field(default=(
        "de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "Küçük", "Müller", "Žagar",
        "O'Brien", "d'Hondt", "Gonçalves", "Çelik", "Nuñez", "Weiß", 'Mulder "Bé"', "van Dijk; gesch. de Boer",
        "Hassan", "Tesfay", "Al-Masri", "Bosma", "Hofstra", "Oosterhuis", "Prins", "Brouwer", "Sørensen", "Lévêque"))
    trajecten: int = 1  # trajecten per person who has any
    trajectdoelen: Mapping[object, float] = field(default_factory=lambda: {"werk": 60, "activering": 25, "zorg": 15})
    intake_vanaf: str = ""  # benefits begun since this day have an intake; empty: since 200 days before `start`
    wsw_tot: str = ""  # no Wsw place begins after this day
    peil: Peil | None = None  # None: a stock at `start` with the durations of S2 2.1 and no other promise
    eerder: Town | None = None  # an earlier era of the same gemeente, whose records lie in the same GWS
    boekjaren: tuple[int, ...] = ()  # the years with UWV, ledger and budget files
    begroting: tuple[Line, ...] = ()
    vaste_lasten: tuple[FixedCost, ...] = ()
    uitkeringsposten: Mapping[str, str] = field(default_factory=dict)  # regeling -> budgetpost of its benefits under I-deel or buig
    indicaties_uwv: tuple[int, int] = (0, 0)  # banenafspraak and beschut_werk on the UWV list, mostly known BSNs; 0, 0: no such list


def posts(jaar: int, deel: str, domein: str, bedragen: Mapping[str, tuple[int, ...]]) -> tuple[Line, ...]:
    """The post lines of one year and deel: budgetpost -> its amount per versie."""
    return tuple(Line(jaar, deel, "post", amounts, post, domein) for post, amounts in bedragen.items())
