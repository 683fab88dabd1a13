"""The begroting of a gemeente per year: primitive and changes, each a full new amount, and totals as the source states them."""

from __future__ import annotations

import pandas as pd

from zow.sample.catalogue import Town

COLUMNS = ("boekjaar", "deel", "soort_regel", "budgetpost", "domein", "versie", "vastgesteld_op", "bedrag")
_ADOPTED = ("{before}-11-12", "{year}-06-24", "{year}-12-09")  # of versie 0, 1 and 2


def income_posts(town: Town, jaar: int) -> set[str]:
    """The budgetposten that the begroting of `jaar` names under I-deel or buig: of the benefits themselves."""
    return {line.post for line in town.begroting
            if line.jaar == jaar and line.deel in ("I-deel", "buig") and line.soort == "post" and line.post}


def build(town: Town, jaar: int, until: str) -> pd.DataFrame:
    """The lines of `jaar` adopted on or before `until` (jjjj-mm-dd); columns COLUMNS, bedrag in euro."""
    rows = [(line.jaar, line.deel, line.soort, line.post, line.domein, versie, adopted, float(amount))
            for line in town.begroting if line.jaar == jaar for versie, amount in enumerate(line.bedragen)
            if (adopted := _ADOPTED[versie].format(before=jaar - 1, year=jaar)) <= until]
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(vastgesteld_op=lambda f: pd.to_datetime(f["vastgesteld_op"]))
