"""Which period a scheduled publication is about."""

from __future__ import annotations

from datetime import datetime

from zow.periods import AMSTERDAM


def last_half_year(moment: datetime) -> str:
    """The last half-year that is over at `moment` (aware), as `JJJJHn`, by the calendar of Amsterdam: February 2015
    gives 2014H2, August 2015 gives 2015H1 (profiles.md, publication calendar; S3 4.3)."""
    local = moment.astimezone(AMSTERDAM)
    return f"{local.year}H1" if local.month >= 7 else f"{local.year - 1}H2"
