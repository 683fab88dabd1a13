"""One line of `beleid/wijzigingen.csv`, checked: each thing that is wrong with the column that it stands in and how to repair it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zow.policy.change import Change
from zow.policy.numbers import day
from zow.policy.scope import Kind, Scope, WrongValue

KINDS = ("waarde", "doel", "norm", "goedkeuring")
DIRECTIONS = ("minimaal", "maximaal")
NO_TARGET = "geen"
EVERYONE = "alle"
_EMPTY = {"reden": "Schrijf waarom, bijvoorbeeld het besluit of de paragraaf van de nota", "wie": "Schrijf wie het besloot of doorvoerde",
          "waarde": "Schrijf de nieuwe waarde"}
_DAY = "Schrijf dd-mm-jjjj, bijvoorbeeld 01-07-2024"


@dataclass(frozen=True)
class Fault:
    """What is wrong in which line and column (0 and empty: the file), and how to repair it; Dutch."""

    regel: int
    kolom: str
    wat: str
    herstel: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, [f"regel {self.regel}" if self.regel else "", f"kolom {self.kolom}" if self.kolom else ""]))
        return f"{f'{place}: ' if place else ''}{self.wat}. {self.herstel}."


class Line:
    """One line of the file while it is being checked."""

    def __init__(self, number: int, row: dict[str, str], scope: Scope, today: date) -> None:
        self.number, self.row, self.scope, self.today = number, row, scope, today
        self.faults: list[Fault] = []

    def read(self) -> Change | None:
        """The change; None when a fault keeps it from being one. Everything wrong is in `faults`."""
        what, profile = self.at("wat").lower(), self.at("profiel")
        self.one_of("wat", what, KINDS)
        self.one_of("profiel", profile, tuple(self.scope.profiles))
        for column, repair in _EMPTY.items():
            if not self.at(column):
                self.wrong(column, f"{column} is leeg", repair)
        day_of = self.day("wanneer", required=True)
        if day_of and day_of > self.today:
            self.wrong("wanneer", f"{self.at('wanneer')} ligt in de toekomst",
                       "Schrijf de dag waarop de wijziging is doorgevoerd; wanneer zij ingaat, staat in geldig_van")
        van, tot = self.day("geldig_van"), self.day("geldig_tot")
        self.validity(profile, van, tot)
        if self.faults:
            return None
        part, value, direction = getattr(self, f"of_{what}")(profile)
        if self.faults:
            return None
        return Change(what, profile, self.at("naam"), part, value, direction, van, tot, self.at("reden"), self.at("wie"), day_of,
                      self.number)

    def of_waarde(self, profile: str) -> tuple[str, str, str]:
        kinds = self.scope.keys()
        if self.one_of("naam", self.at("naam"), tuple(kinds)):
            return "", self.value(kinds[self.at("naam")]), ""
        return "", "", ""

    def of_doel(self, profile: str) -> tuple[str, str, str]:
        kinds, name, part = self.scope.targets(profile), self.at("naam"), self.at("onderdeel") or EVERYONE
        if not self.one_of("naam", name, tuple(dict.fromkeys(indicator for indicator, _ in kinds)), f" van {profile}"):
            return "", "", ""
        self.one_of("onderdeel", part, tuple(split for indicator, split in kinds if indicator == name), f" van {name}")
        asked, known = self.at("richting").lower(), self.scope.direction(profile, name)
        if asked and asked not in DIRECTIONS:
            self.one_of("richting", asked, DIRECTIONS)
        elif asked and known and asked != known:
            self.wrong("richting", f"het doel van {name} is {known}, niet {asked}",
                       "Laat de kolom leeg; de richting ligt vast in het beleid")
        elif not asked and not known:
            self.wrong("richting", f"van {name} is nog niet gezegd of meer of minder beter is",
                       "Schrijf minimaal (meer is beter) of maximaal (minder is beter)")
        if self.faults:
            return "", "", ""
        return part, "" if self.at("waarde").lower() == NO_TARGET else self.value(kinds[name, part]), asked or known

    def of_norm(self, profile: str) -> tuple[str, str, str]:
        kinds, name, part = self.scope.norms(profile), self.at("naam"), self.at("onderdeel")
        if not self.one_of("naam", name, tuple(dict.fromkeys(norm for norm, _ in kinds)), f" van {profile} met een grens"):
            return "", "", ""
        limits = tuple(limit for norm, limit in kinds if norm == name)
        part = part or (limits[0] if len(limits) == 1 else "")
        if self.one_of("onderdeel", part, limits, f" van {name}"):
            return part, self.value(kinds[name, part]), ""
        return "", "", ""

    def of_goedkeuring(self, profile: str) -> tuple[str, str, str]:
        self.one_of("naam", self.at("naam"), tuple(self.scope.publications(profile)), f" van {profile}")
        answer = self.at("waarde").lower()
        self.one_of("waarde", answer, ("ja", "nee"))
        return "", {"ja": "true", "nee": "false"}.get(answer, ""), ""

    def at(self, column: str) -> str:
        return self.row.get(column, "")

    def wrong(self, column: str, what: str, repair: str) -> None:
        self.faults.append(Fault(self.number, column, what, repair))

    def one_of(self, column: str, value: str, known: tuple[str, ...], of: str = "") -> bool:
        if value in known:
            return True
        said = f"{value!r} is geen {column}{of}" if value else f"{column} is leeg"
        self.wrong(column, said, f"Kies uit: {', '.join(known)}" if known else "Kies een ander profiel; zow beleid lijst toont wat er kan")
        return False

    def value(self, kind: Kind) -> str:
        try:
            return kind.read(self.at("waarde"))
        except WrongValue as wrong:
            self.wrong("waarde", wrong.wat, wrong.herstel)
            return ""

    def day(self, column: str, required: bool = False) -> date | None:
        text = self.at(column)
        found = day(text) if text else None
        if text and not found:
            self.wrong(column, f"{text!r} is geen datum", _DAY)
        elif required and not text:
            self.wrong(column, f"{column} is leeg", _DAY)
        return found

    def validity(self, profile: str, van: date | None, tot: date | None) -> None:
        if van and tot and van > tot:
            self.wrong("geldig_tot", f"{self.at('geldig_tot')} ligt voor geldig_van ({self.at('geldig_van')})",
                       "Verwissel de datums of verbeter er een")
            return
        own = self.scope.profiles.get(profile, {"geldig_van": "", "geldig_tot": ""})
        begin, end = (date.fromisoformat(own[name]) if own[name] else None for name in ("geldig_van", "geldig_tot"))
        if (begin and tot and tot < begin) or (end and van and van > end):
            self.wrong("geldig_van", f"de wijziging valt buiten de tijd van {profile} (vanaf {begin:%d-%m-%Y}" +
                       (f" tot en met {end:%d-%m-%Y})" if end else ")"), "Verbeter de datums; zo zou de wijziging niets doen")
