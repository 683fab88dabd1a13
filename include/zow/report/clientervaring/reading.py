"""What the report of the cliëntervaring asks of a version's database."""

from __future__ import annotations

from datetime import date

from zow.periods import Period
from zow.report.reading import Reader, Row


def indicatoren(reader: Reader, gemeentecode: str, indicators: tuple[str, ...]) -> list[Row]:
    """Rows of marts.indicatoren of `indicators`, oldest period first."""
    return reader.rows(
        """select indicator, uitsplitsing, periode, waarde, teller, noemer, doel, richting, status, clausule from marts.indicatoren
        where gemeentecode = ? and list_contains(?, indicator) order by periode, indicator, uitsplitsing""",
        gemeentecode, list(indicators))


def small_number(reader: Reader, gemeentecode: str, day: date) -> int | None:
    """Below how many measurements a mean says little (profile value kleine_cel on `day`); None when the version does not know."""
    if not reader.has("core.policy_values", "sleutel", "waarde", "geldig_van", "geldig_tot"):
        return None
    found = reader.rows(
        """select waarde from core.policy_values where gemeentecode = ? and sleutel = 'kleine_cel'
        and ? between geldig_van and geldig_tot""", gemeentecode, day)
    return int(found[0]["waarde"]) if found else None


def other_research(reader: Reader, gemeentecode: str, period: Period, known: tuple[str, ...]) -> list[Row]:
    """The `metingen` in `period` of each onderzoek that is not in `known`."""
    if not reader.has("core.fct_satisfaction", "onderzoek", "datum"):
        return []
    return reader.rows(
        """select onderzoek, count(*) as metingen from core.fct_satisfaction
        where gemeentecode = ? and datum between ? and ? and not list_contains(?, onderzoek) group by onderzoek order by onderzoek""",
        gemeentecode, period.van, period.tot, list(known))
