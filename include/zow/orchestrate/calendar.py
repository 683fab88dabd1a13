"""Which period a scheduled publication is about, and when it is made (profiles.md, publication calendar)."""

from __future__ import annotations

from datetime import datetime, timedelta

from zow.periods import AMSTERDAM

# The cron of each publication's DAG, on the clock of Amsterdam. The months and the 20th are those of
# seeds/policy/publication_calendar.csv (a test compares them); a DAG file is read every 30 seconds and may not read a seed.
CRON = {
    "monitor": "0 7 20 1,4,7,10 *",
    "effectmeting": "0 7 1 2,8 *",
    "clientervaring": "0 7 1 4,10 *",
    # five days are left to approve and to hand in SiSa on 15 July
    "verantwoording": "0 7 10 1,7 *",
}


def last_period(kind: str, moment: datetime) -> str:
    """The last period of `kind` (`jaar`, `half`, `kwartaal`, `maand`) that is over at `moment` (aware), by the calendar of
    Amsterdam: on 20 April 2015 the last `kwartaal` is 2015K1, in April 2015 the last `half` is 2014H2."""
    today = moment.astimezone(AMSTERDAM).date()
    months = {"jaar": 12, "half": 6, "kwartaal": 3, "maand": 1}[kind]
    first = today.replace(month=(today.month - 1) // months * months + 1, day=1)  # of the period that still runs
    before = first - timedelta(days=1)
    number = (before.month - 1) // months + 1
    return f"{before:%Y}" + {"jaar": "", "half": f"H{number}", "kwartaal": f"K{number}", "maand": f"-{number:02}"}[kind]
