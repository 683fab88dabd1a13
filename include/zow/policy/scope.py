"""What of the policy may be changed without a programmer, and what each value may be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from zow import contracts
from zow.policy.change import LIST_SEPARATOR
from zow.policy.numbers import number
from zow.policy.seeds import rows

SHARE = "aandeel"


class WrongValue(Exception):
    """A value that is not of its kind: what is wrong and how to write it, in Dutch."""

    def __init__(self, wat: str, herstel: str) -> None:
        super().__init__(wat)
        self.wat, self.herstel = wat, herstel


@dataclass(frozen=True)
class Kind:
    """What a value may be: in `eenheid`, from `low` through `high`, without decimals when `whole`; or a list of `codes`."""

    eenheid: str
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10_000_000)
    whole: bool = False
    codes: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        """The value as the seeds write it. Raises WrongValue."""
        if self.codes:
            found = text.replace(",", " ").split()
            unknown = [code for code in found if code not in self.codes]
            if unknown:
                raise WrongValue(f"{', '.join(unknown)} bestaat niet", f"Kies uit: {', '.join(self.codes)}; zet spaties ertussen")
            return LIST_SEPARATOR.join(dict.fromkeys(found))
        value = number(text) if self.eenheid == SHARE or "%" not in text else None
        if value is None:
            raise WrongValue(f"{text!r} is geen getal", "Schrijf een getal met een decimale komma, bijvoorbeeld 2.500,00 of 0,25")
        if self.whole and value != value.to_integral_value():
            raise WrongValue(f"{text} is geen heel getal", f"Schrijf een aantal {self.eenheid} zonder komma")
        if not self.low <= value <= self.high:
            raise WrongValue(f"{text} ligt buiten {_dutch(self.low)} tot en met {_dutch(self.high)} ({self.eenheid})",
                             "Schrijf een aandeel als 0,25 of als 25%" if self.eenheid == SHARE else "Schrijf een waarde daartussen")
        return f"{value:.2f}" if self.eenheid == "euro" else f"{value:f}"


_MONTHS = Kind("maanden", Decimal(1), Decimal(120), whole=True)
_PART = Kind(SHARE, Decimal(0), Decimal(1))
# By the names of profile_values.csv; the two lists take their codes from the contract of the source (`_codes`).
KEYS = {
    "max_onderbreking_dagen": Kind("dagen", Decimal(0), Decimal(366), whole=True),
    "succes_na_maanden": _MONTHS, "duurzaam_maanden": _MONTHS, "draaideur_maanden": _MONTHS, "krediet_maanden": _MONTHS,
    "betrokken_maanden": _MONTHS, "traject_na_maanden": _MONTHS,
    "uurtarief_intern": Kind("euro", Decimal("0.01"), Decimal(1000)),
    "kleine_cel": Kind("personen", Decimal(1), Decimal(100), whole=True),
    "benchmark_marge": _PART, "reservering_aandeel": _PART,
}
LISTS = {"bijstandsregelingen": "regeling", "uitstroom_werk_redenen": "reden_beeindiging"}
_LIMITS = {
    "maanden": Kind("maanden", Decimal(1), Decimal(600), whole=True), "dagen": Kind("dagen", Decimal(1), Decimal(3660), whole=True),
    "jaar": Kind("jaar", Decimal(1), Decimal(120), whole=True), "uren": Kind("uren", Decimal(0), Decimal(168)),
    "euro": Kind("euro"), "aantal": Kind("aantal", Decimal(1), Decimal(100_000), whole=True),
}
_TARGETS = {SHARE: _PART, "aantal": Kind("aantal"), "euro": Kind("euro", high=Decimal(10) ** 12), "jaar": Kind("jaar", high=Decimal(120)),
            "gemiddelde": Kind("gemiddelde", high=Decimal(1000))}
# Norms that say that something must be there: their 1 is a way to show the finding, no limit that could be another.
FIXED = {("N03", "contracten"), ("N19", "keuringen"), ("N23", "verplichtingen")}


class Scope:
    """What the seeds of one dbt project let be changed. Every method gives the Kind that a value must be of."""

    def __init__(self, dbt_project: Path) -> None:
        self.seeds = {name: rows(dbt_project, name) for name in (
            "profiles", "profile_norms", "profile_publications", "norm_values", "indicators", "targets")}
        self.profiles = {row["profiel"]: row for row in self.seeds["profiles"]}

    def keys(self) -> dict[str, Kind]:
        """What a change `waarde` may be about, by key."""
        return {**KEYS, **{key: Kind("codes", codes=_codes(column)) for key, column in LISTS.items()}}

    def norms(self, profiel: str) -> dict[tuple[str, str], Kind]:
        """What a change `norm` may be about, by (norm, limit): the limits of the norms that `profiel` switches on."""
        own = {row["norm"] for row in self.seeds["profile_norms"] if row["profiel"] == profiel}
        return {(row["norm"], row["sleutel"]): _limit(row) for row in self.seeds["norm_values"]
                if row["norm"] in own and (row["norm"], row["sleutel"]) not in FIXED}

    def targets(self, profiel: str) -> dict[tuple[str, str], Kind]:
        """What a change `doel` may be about, by (indicator, uitsplitsing)."""
        return {(row["indicator"], part): _TARGETS[row["eenheid"]] for row in self.seeds["indicators"] if row["profiel"] == profiel
                for part in row["uitsplitsingen"].split()}

    def direction(self, profiel: str, indicator: str) -> str:
        """minimaal or maximaal as the policy has it; empty when it gives none."""
        for seed in ("targets", "indicators"):
            for row in self.seeds[seed]:
                if (row["profiel"], row["indicator"]) == (profiel, indicator) and row["richting"]:
                    return row["richting"]
        return ""

    def publications(self, profiel: str) -> list[str]:
        """What a change `goedkeuring` may be about."""
        return [row["publicatie"] for row in self.seeds["profile_publications"] if row["profiel"] == profiel]


def _limit(row: dict[str, str]) -> Kind:
    if row["sleutel"] == "verlengingen":
        return Kind("aantal", Decimal(0), Decimal(100), whole=True)  # none may be allowed
    return _LIMITS[row["eenheid"]]


def _codes(column: str) -> tuple[str, ...]:
    return contracts.load("gws", None).file("uitkeringen").column(column).codes


def _dutch(value: Decimal) -> str:
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))
