"""What works for whom (measures 4): gross effectiveness with its Wilson interval, and which of it may be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zow.report.monitor import texts
from zow.report.reading import Row

_ORDER = tuple(texts.TRAJECTDOELEN)


@dataclass(frozen=True)
class Effect:
    """bruto_effectiviteit of one voorziening, trajectdoel and doelgroep: `teller` of `noemer` clients. `klein`: the noemer is under
    the threshold of the seeds, so it is listed and not drawn. `aandeel`, `laag` and `hoog` are None when nobody ended."""

    voorziening: str
    naam: str
    trajectdoel: str
    doelgroep: str
    teller: int
    noemer: int
    voorlopig: int
    aandeel: Fraction | None
    laag: float | None
    hoog: float | None
    klein: bool
    row: Row

    @property
    def hoogstens(self) -> Fraction | None:
        """What the share can still become when every provisional client goes to work in time."""
        return Fraction(self.teller + self.voorlopig, self.noemer) if self.noemer and self.voorlopig else None

    @property
    def label(self) -> str:
        return f"{self.naam}, {texts.TRAJECTDOELEN.get(self.trajectdoel, self.trajectdoel).lower()}"


def effects(rows: list[Row], threshold: int) -> list[Effect]:
    """An Effect per row of marts.wat_werkt, by trajectdoel (werk first) and name. `threshold`: the smallest noemer that is drawn."""
    found = []
    for row in rows:
        noemer = row["clienten_beeindigd"]
        found.append(Effect(
            row["voorziening_code"], texts.GEEN_INSTRUMENT if row["voorziening_code"] == "geen_instrument"
            else row["omschrijving"] or row["voorziening_code"], row["trajectdoel"], row["doelgroep"], row["teller"], noemer,
            row["voorlopig"] or 0, Fraction(row["teller"], noemer) if noemer else None, row["wilson_laag"], row["wilson_hoog"],
            0 < noemer < threshold, row))
    return sorted(found, key=lambda e: (_place(e.trajectdoel), e.naam, e.voorziening))


def _place(trajectdoel: str) -> int:
    return _ORDER.index(trajectdoel) if trajectdoel in _ORDER else len(_ORDER)


def matrix(found: list[Effect], trajectdoel: str, groups: list[str]) -> list[dict]:
    """A row per voorziening for one trajectdoel, with per doelgroep of `groups` its Effect (None: nobody of it)."""
    cells = {(e.voorziening, e.doelgroep): e for e in found if e.trajectdoel == trajectdoel and e.noemer}
    names = {e.voorziening: e.naam for e in found if e.trajectdoel == trajectdoel and e.noemer}
    return [{"voorziening": code, "naam": name, "cellen": [(group, cells.get((code, group))) for group in groups]}
            for code, name in sorted(names.items(), key=lambda item: (item[1], item[0]))]


def drawn(found: list[Effect]) -> list[Effect]:
    """What a chart may show: of everybody (doelgroep alle), with a noemer that is large enough."""
    return [e for e in found if e.doelgroep == "alle" and e.noemer and not e.klein]
