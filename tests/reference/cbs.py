"""measures.md 4 (benchmark), 7 (werkloosheid_amr) and the national target of profiles.md in plain Python, on observations of CBS."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.reference.rules import periods

Row = dict[str, Any]
MARGE = Fraction(1, 100)  # profiles.md, benchmark_marge
FEED = "bijstand_stromen_gemeente"


class Cbs:
    """`observations`: rows of raw.cbs_waarnemingen; `groups`: rows of the seed benchmark_groups."""

    def __init__(self, observations: list[Row], groups: list[Row]) -> None:
        self.groups = groups
        self.values: dict[tuple, Fraction] = {}
        self.provisional: set[tuple] = set()
        for o in observations:
            if o["waarde"] is not None:
                key = (o["feed"], o["grootheid"], o["regio_code"], o["periode_code"])
                times = {"x 1000": 1000, "%": Fraction(1, 100)}.get(o["eenheid"], 1)
                self.values[key] = Fraction(str(o["waarde"])) * times
                if o["status"] != "Definitief":
                    self.provisional.add(key)

    def unemployment(self, region: str, van: date, tot: date) -> tuple[float, int]:
        """(sum, number) of the rates of the quarter: its own figure, else the months that have one; of feed werkloosheid_regio, else of
        werkloosheid."""
        quarter = f"{tot:%Y}KW{tot.month // 3:02d}"
        months = [f"{tot:%Y}MM{month:02d}" for month in range(van.month, tot.month + 1)]
        for feed in ("werkloosheid_regio", "werkloosheid"):
            for codes in ([quarter], months):
                found = [self.values[key] for code in codes if (key := (feed, "werkloosheidspercentage", region, code)) in self.values]
                if found:
                    return float(sum(found)), len(found)
        return 0.0, 0

    def national(self, indicator: str, period: str) -> float | None:
        value = self.values.get((indicator, indicator, "NL01", f"{period}JJ00"))
        return None if value is None else float(value)

    def benchmark(self, code: str, first: date, asof: date) -> list[tuple]:
        """(groep, jaar, gemeente, is_eigen, volume_ultimo, three shares, three means, three positions, volume_vorig_jaar, instroom,
        uitstroom, three numbers of peers, voorlopig) of the gemeente `code` and its peers."""
        rows = []
        for period, _, tot in periods(first, asof, "J"):
            year = int(period)
            for group in sorted({g["groep"] for g in self.groups if g["eigen_gemeentecode"] == code}):
                peers = [g["gemeentecode"] for g in self.groups if g["groep"] == group
                         and (g["geldig_van"] or date.min) <= tot <= (g["geldig_tot"] or date.max)]
                if peers:
                    rows += self._group(group, year, code, peers)
        return rows

    def _group(self, group: str, year: int, code: str, peers: list[str]) -> list[tuple]:
        shares = {member: self._shares(member, year) for member in [code, *peers]}
        means, counts = [], []
        for number in range(3):
            known = [shares[peer][number] for peer in peers if shares[peer][number] is not None]
            means.append(sum(known) / len(known) if known else None)
            counts.append(len(known))
        rows = []
        for member, own in shares.items():
            volume, before, inflow, outflow = self._counts(member, year)
            positions = [position(own[n], means[n], n == 2) if member == code else None for n in range(3)]
            rows.append((group, year, member, member == code, volume, *map(_float, own), *map(_float, means), *positions, before, inflow,
                         outflow, *counts, self._provisional(member, year)))
        return rows

    def _key(self, member: str, year: int, quantity: str) -> tuple:
        return FEED, quantity, member, f"{year}JJ00"

    def _keys(self, member: str, year: int) -> list[tuple]:
        return [self._key(member, year, "bijstandsontvangers"), self._key(member, year - 1, "bijstandsontvangers"),
                self._key(member, year, "instroom"), self._key(member, year, "uitstroom")]

    def _counts(self, member: str, year: int) -> list[int | None]:
        return [None if (value := self.values.get(key)) is None else int(value) for key in self._keys(member, year)]

    def _provisional(self, member: str, year: int) -> int:
        return sum(key in self.provisional for key in self._keys(member, year))

    def _shares(self, member: str, year: int) -> tuple[Fraction | None, ...]:
        """S4 bijlage 3: volumeverandering, instroomaandeel, uitstroomaandeel."""
        volume, before, inflow, outflow = self._counts(member, year)
        return (_share(None if None in (volume, before) else volume - before, before), _share(inflow, volume),
                _share(outflow, None if None in (inflow, before) else inflow + before))


def _share(teller: int | None, noemer: int | None) -> Fraction | None:
    return None if teller is None or not noemer else Fraction(teller, noemer)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def position(own: Fraction | None, mean: Fraction | None, higher_is_better: bool) -> str | None:
    """vergelijkbaar when |difference| <= benchmark_marge, else beter or slechter."""
    if own is None or mean is None:
        return None
    if abs(own - mean) <= MARGE:
        return "vergelijkbaar"
    return "beter" if (own > mean) == higher_is_better else "slechter"
