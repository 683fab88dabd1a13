"""What the report of the cliëntervaring asks of a version's database."""

from __future__ import annotations

from zow.periods import Period
from zow.report.reading import Reader, Row


def indicatoren(reader: Reader, gemeentecode: str, indicators: tuple[str, ...]) -> list[Row]:
    """Rows of marts.indicatoren of `indicators`, oldest period first."""
    return reader.rows(
        """select indicator, uitsplitsing, periode, waarde, teller, noemer, doel, richting, status, clausule from marts.indicatoren
        where gemeentecode = ? and list_contains(?, indicator) order by periode, indicator, uitsplitsing""",
        gemeentecode, list(indicators))


def other_research(reader: Reader, gemeentecode: str, period: Period, known: tuple[str, ...]) -> list[Row]:
    """The `metingen` in `period` of each onderzoek that is not in `known`."""
    if not reader.has("core.fct_satisfaction", "onderzoek", "datum"):
        return []
    return reader.rows(
        """select onderzoek, count(*) as metingen from core.fct_satisfaction
        where gemeentecode = ? and datum between ? and ? and not list_contains(?, onderzoek) group by onderzoek order by onderzoek""",
        gemeentecode, period.van, period.tot, list(known))
