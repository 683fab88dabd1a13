"""Numbers, dates and periods as a Dutch reader writes them. Display only: figures are rounded here and nowhere before.

Rounding is half up, away from zero (measures 0: "rounding is for display only"). An absent value is an en dash. A
plain space stands between the euro sign and the amount, so that searching the page for an amount finds it; the style
sheet keeps the two on one line.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from zow import periods

LEEG = "–"
MAANDEN = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december")
PUBLICATIES = {"monitor": "Monitor sociaal domein", "effectmeting": "Effectmeting re-integratie",
               "clientervaring": "Cliëntervaring", "verantwoording": "Verantwoording"}
_RANG = ("eerste", "tweede", "derde", "vierde")
_SOORT = {"half": ("halfjaar", "H", 6), "kwartaal": ("kwartaal", "K", 3)}

Number = int | Decimal | float | Fraction


def _exact(value: Number) -> Fraction:
    # repr of a float is the shortest decimal that means it: 0.0625 stays a tie, as it is in the share it came from.
    return value if isinstance(value, Fraction) else Fraction(repr(value) if isinstance(value, float) else str(value))


def _rounded(value: Number, places: int) -> Decimal:
    """Half up, away from zero, to `places` decimals; exact for fractions too."""
    scaled = _exact(value) * 10**places
    whole = Fraction(abs(scaled) + Fraction(1, 2)).__floor__()
    return (Decimal(-whole if scaled < 0 else whole) / Decimal(10**places)).quantize(Decimal(1).scaleb(-places),
                                                                                    ROUND_HALF_UP)


def _written(value: Decimal, signed: bool = False) -> str:
    text = f"{value:+,f}" if signed and value else f"{value if value else abs(value):,f}"
    return text.translate(str.maketrans(",.", ".,"))


def getal(value: Number | None, decimalen: int = 0) -> str:
    """1234567 -> '1.234.567'; None -> '–'."""
    return LEEG if value is None else _written(_rounded(value, decimalen))


def euro(value: Number | None) -> str:
    """Decimal('1088000') -> '€ 1.088.000,00'; negative: '€ -35.974,00'; None -> '–'."""
    return LEEG if value is None else f"€ {_written(_rounded(value, 2))}"


def procent(value: Number | None, decimalen: int = 1) -> str:
    """A share in 0..1: Fraction(54, 86) -> '62,8%'; None (no denominator) -> '–'."""
    return LEEG if value is None else f"{_written(_rounded(_exact(value) * 100, decimalen))}%"


def verschil(value: Number | None, decimalen: int = 0) -> str:
    """A difference between two counts (or means), with its sign: 3 -> '+3', -2 -> '-2', 0 -> '0'; None -> '–'."""
    return LEEG if value is None else _written(_rounded(value, decimalen), signed=True)


def euro_verschil(value: Number | None) -> str:
    """A difference between two amounts, with its sign: '€ +1.500,00'; None -> '–'."""
    return LEEG if value is None else f"€ {_written(_rounded(value, 2), signed=True)}"


def procentpunt(value: Number | None) -> str:
    """A difference between two shares, in percentage points: Fraction(1, 40) -> '+2,5'; None -> '–'."""
    return LEEG if value is None else _written(_rounded(_exact(value) * 100, 1), signed=True)


def datum(value: date | datetime | str | None) -> str:
    """A day: '2014-06-30' -> '30 juni 2014'; None or '' -> '–'. Text that is no date is shown as it is."""
    if value is None or value == "":
        return LEEG
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return value
    return f"{value.day} {MAANDEN[value.month - 1]} {value.year}"


def moment(value: date | datetime | str | None) -> str:
    """A moment: '2014-08-05T03:00' -> '5 augustus 2014, 03:00 uur'. A date alone is the whole day (measures 0)."""
    if isinstance(value, str) and len(value) > 10:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, datetime):
        return f"{datum(value)}, {value:%H:%M} uur"
    return datum(value)


def publicatie(code: str) -> str:
    """What a publication is called: 'clientervaring' -> 'Cliëntervaring'; a code without a name is shown as it is."""
    return PUBLICATIES.get(code, code)


def periode(code: str) -> str:
    """'2014H1' -> 'eerste halfjaar 2014', '2014K3' -> 'derde kwartaal 2014', '2014-03' -> 'maart 2014', '2014' -> 'heel
    2014'. Raises UsageError on anything else."""
    period = periods.parse(code)
    if period.kind == "jaar":
        return f"heel {period.van.year}"
    if period.kind == "maand":
        return f"{MAANDEN[period.van.month - 1]} {period.van.year}"
    word, _, months = _SOORT[period.kind]
    return f"{_RANG[period.van.month // months]} {word} {period.van.year}"


def vorige_periode(code: str) -> str:
    """The period of the same kind just before: '2014H1' -> '2013H2', '2014' -> '2013', '2014-01' -> '2013-12'."""
    period = periods.parse(code)
    before = period.van - timedelta(days=1)
    if period.kind == "jaar":
        return f"{before:%Y}"
    if period.kind == "maand":
        return f"{before:%Y-%m}"
    _, letter, months = _SOORT[period.kind]
    return f"{before:%Y}{letter}{(before.month - 1) // months + 1}"
