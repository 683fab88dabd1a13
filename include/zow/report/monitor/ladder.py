"""Movement on the participatieladder (measures 4): the matrix of persons in bijstand, and its sums."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zow.report.reading import Row

TREDEN = (1, 2, 3, 4, 5, 6)
Trede = int | None


@dataclass(frozen=True)
class Matrix:
    """Persons in bijstand at P by trede `maanden` months earlier (rows) and trede at P (columns); None = not measured yet."""

    maanden: int
    cellen: dict[tuple[Trede, Trede], int]

    def count(self, toen: Trede, nu: Trede) -> int:
        return self.cellen.get((toen, nu), 0)

    def row_total(self, toen: Trede) -> int:
        return sum(persons for (then, _), persons in self.cellen.items() if then == toen)

    def column_total(self, nu: Trede) -> int:
        return sum(persons for (_, now), persons in self.cellen.items() if now == nu)

    @property
    def totaal(self) -> int:
        return sum(self.cellen.values())

    @property
    def gestegen(self) -> int:
        return sum(n for (then, now), n in self.cellen.items() if then is not None and now is not None and now > then)

    @property
    def gelijk(self) -> int:
        return sum(n for (then, now), n in self.cellen.items() if then is not None and then == now)

    @property
    def gedaald(self) -> int:
        return sum(n for (then, now), n in self.cellen.items() if then is not None and now is not None and now < then)

    @property
    def onbekend(self) -> int:
        """Persons without a measurement at one of the two moments."""
        return self.totaal - self.gestegen - self.gelijk - self.gedaald

    @property
    def aandeel_gestegen(self) -> Fraction | None:
        """Risen as a part of those with both measurements."""
        both = self.totaal - self.onbekend
        return Fraction(self.gestegen, both) if both else None

    def direction(self, toen: Trede, nu: Trede) -> str:
        """How a cell is coloured."""
        if toen is None or nu is None:
            return "onbekend"
        return "gelijk" if toen == nu else "gestegen" if nu > toen else "gedaald"


def matrices(rows: list[Row]) -> list[Matrix]:
    """The rows of marts.ladder_matrix of one peildatum, a Matrix per number of months, the shortest first."""
    months = sorted({row["maanden"] for row in rows})
    return [Matrix(each, {(row["trede_toen"], row["trede_nu"]): row["personen"] for row in rows if row["maanden"] == each})
            for each in months]


def changes(rows: list[Row], periode: str) -> list[Row]:
    """The rows of marts.trede_verandering of one periode with their sum under them; [] without rows."""
    own = [row for row in rows if row["periode"] == periode]
    return [*own, summed(own, "totaal")] if own else []


def summed(rows: list[Row], label: str) -> Row:
    """The counts of `rows` added up, as one row with trajectdoel `label`."""
    counts = [key for key, value in rows[0].items() if isinstance(value, int)]
    return {**rows[0], "trajectdoel": label, **{key: sum(row[key] for row in rows) for key in counts}}
