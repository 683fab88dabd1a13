"""What the pages of the aanbieders ask of a version's database: counts and sums per aanbieder and quarter, never a person."""

from __future__ import annotations

from datetime import date

from zow import periods
from zow.report.reading import Reader, Row

NEEDED = (
    ("marts.aanbieders", "aanbieder_code", "periode"), ("core.dim_providers", "aanbieder_code", "naam", "soort"),
    ("core.fct_activities", "aanbieder_code", "begindatum", "einddatum", "resultaat", "voorlopig"),
    ("core.municipality_periods", "periode", "soort", "tot"),
    ("core.fct_costs", "aanbieder_code", "soort", "datum", "bedrag"), ("marts.nclp", "aanbieder_code", "verschil"),
)


def readable(reader: Reader) -> bool:
    """Whether this version has every table that the pages are made from."""
    return all(reader.has(table, *columns) for table, *columns in NEEDED)


def quarters(reader: Reader, gemeentecode: str, day: date, number: int) -> list[str]:
    """The last `number` quarters of the gemeente that are over at the close of `day`, oldest first."""
    found = reader.rows("""select periode from core.municipality_periods where gemeentecode = ? and soort = 'kwartaal' and tot <= ?
                        order by tot desc limit ?""", gemeentecode, day, number)
    return [row["periode"] for row in reversed(found)]


def names(reader: Reader, gemeentecode: str) -> dict[str, Row]:
    """aanbieder_code -> its row of core.dim_providers."""
    found = reader.rows("select aanbieder_code, naam, soort from core.dim_providers where gemeentecode = ? order by 1", gemeentecode)
    return {row["aanbieder_code"]: row for row in found}


def results(reader: Reader, gemeentecode: str, quarters: list[str]) -> list[Row]:
    """Rows of marts.aanbieders of `quarters`."""
    return reader.rows("select * from marts.aanbieders where gemeentecode = ? and list_contains(?, periode)", gemeentecode, quarters)


def activities(reader: Reader, gemeentecode: str, quarters: list[str]) -> list[Row]:
    """Per aanbieder and quarter: `begonnen` and `lopend` (at the close of its last day, measures 0) activiteiten, and of those ended
    in it how many have a provisional result (`voorlopig`)."""
    return reader.rows(f"""
        {_QUARTERS}
        select a.aanbieder_code, q.periode, count_if(a.begindatum between q.van and q.tot) as begonnen,
            count_if(a.begindatum <= q.tot and (a.einddatum is null or a.einddatum > q.tot)) as lopend,
            count_if(a.einddatum between q.van and q.tot and a.voorlopig) as voorlopig
        from kwartalen q join core.fct_activities a on a.begindatum <= q.tot and coalesce(a.einddatum, q.tot) >= q.van
        where a.gemeentecode = ? group by all""", *_bounds(quarters), gemeentecode)


def hours(reader: Reader, gemeentecode: str, quarters: list[str]) -> list[Row]:
    """Per aanbieder and quarter the cost of the hours of own people (`uren`)."""
    return reader.rows(f"""
        {_QUARTERS}
        select k.aanbieder_code, q.periode, sum(k.bedrag) as uren from kwartalen q join core.fct_costs k on k.datum between q.van and q.tot
        where k.gemeentecode = ? and k.soort = 'uren' and k.aanbieder_code is not null group by all""", *_bounds(quarters), gemeentecode)


def agreements(reader: Reader, gemeentecode: str, quarters: list[str]) -> list[Row]:
    """Per aanbieder and quarter in which they ended, the activiteiten of marts.nclp: `contracten` and their sums of verschuldigd, betaald
    and verschil (of those with an agreed price)."""
    return reader.rows(f"""
        {_QUARTERS}
        select n.aanbieder_code, q.periode, count(n.verschuldigd) as contracten, sum(n.verschuldigd) as verschuldigd,
            sum(n.betaald) filter (n.verschuldigd is not null) as betaald_nclp, sum(n.verschil) as verschil
        from marts.nclp n join core.fct_activities a using (gemeentecode, activiteitnummer)
        join kwartalen q on a.einddatum between q.van and q.tot
        where n.gemeentecode = ? group by all""", *_bounds(quarters), gemeentecode)


def findings(reader: Reader, gemeentecode: str, quarters: list[str]) -> list[Row]:
    """Per aanbieder and norm the findings whose first day lies in the last of `quarters` (`nieuw`) and those through it (`totaal`), with
    the sum of their amounts; [] in a version without norms."""
    if not reader.has("marts.normafwijkingen", "aanbieder_code", "datum", "bedrag"):
        return []
    last = periods.parse(quarters[-1])
    return reader.rows("""
        select aanbieder_code, norm, min(clausule) as clausule, count_if(datum >= ?) as nieuw, count(*) as totaal,
            sum(bedrag) filter (datum >= ?) as bedrag_nieuw, sum(bedrag) as bedrag
        from marts.normafwijkingen where gemeentecode = ? and datum <= ? and aanbieder_code is not null
        group by aanbieder_code, norm order by norm""", last.van, last.van, gemeentecode, last.tot)


_QUARTERS = "with kwartalen as (select unnest(?) as periode, unnest(?) as van, unnest(?) as tot)"


def _bounds(quarters: list[str]) -> tuple[list, list, list]:
    found = [periods.parse(quarter) for quarter in quarters]
    return quarters, [period.van for period in found], [period.tot for period in found]
