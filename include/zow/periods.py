"""Periods as every figure names them: `JJJJ`, `JJJJH1|H2`, `JJJJK1..K4`, `JJJJ-MM` (measures 0)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from zow.errors import UsageError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SHAPE = re.compile(r"(?P<jaar>[12]\d{3})(?:H(?P<half>[12])|K(?P<kwartaal>[1-4])|-(?P<maand>0[1-9]|1[0-2]))?")
_KIND = {"jaar": "JJJJ", "half": "JJJJHn", "kwartaal": "JJJJKn", "maand": "JJJJ-MM"}


@dataclass(frozen=True)
class Period:
    """A period with its kind (`jaar`, `half`, `kwartaal`, `maand`), first day and last day (peildatum P)."""

    code: str
    kind: str
    van: date
    tot: date


def parse(code: str) -> Period:
    """Read a period code. Raises UsageError when it is none of the four shapes."""
    match = _SHAPE.fullmatch(code.strip())
    if not match:
        raise UsageError(f"{code!r} is geen periode.", "argument PERIODE",
                         "Schrijf 2014 (jaar), 2014H1 (halfjaar), 2014K3 (kwartaal) of 2014-07 (maand).")
    year = int(match["jaar"])
    kind, first, months = "jaar", 1, 12
    for name, length in (("half", 6), ("kwartaal", 3), ("maand", 1)):
        if match[name]:
            kind, months = name, length
            first = (int(match[name]) - 1) * length + 1
    last = first + months - 1
    return Period(code.strip(), kind, date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def require_kind(period: Period, kind: str, publication: str) -> None:
    """Raise UsageError unless `period` is of the kind that `publication` is made for."""
    if period.kind != kind:
        raise UsageError(f"Publicatie {publication} wordt gemaakt per {_KIND[kind]}, niet voor {period.code}.",
                         "argument PERIODE", f"Geef een periode van de vorm {_KIND[kind]}.")


def parse_moment(text: str) -> datetime:
    """Read a peilmoment K (measures 0): `jjjj-mm-dd` is the whole day, `jjjj-mm-ddThh:mm` that minute (Europe/Amsterdam,
    naive). Raises UsageError on anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text):
            return datetime.fromisoformat(text).replace(second=59)
    except ValueError:
        pass
    raise UsageError(f"{text!r} is geen peilmoment.", "optie --as-of",
                     "Schrijf jjjj-mm-dd (de hele dag) of jjjj-mm-ddThh:mm.")


def moment_text(moment: datetime) -> str:
    """A stamp as recorded in `peilmoment` columns: `jjjj-mm-ddThh:mm`."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def now() -> datetime:
    """The time in Europe/Amsterdam without zone, like every time in raw and meta (sources.md 1), whatever clock the server keeps."""
    return datetime.now(AMSTERDAM).replace(tzinfo=None)
