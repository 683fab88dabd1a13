"""What the effectmeting asks of a version's database."""

from __future__ import annotations

from zow.report.reading import Reader, Row


def effectmeting(reader: Reader, gemeentecode: str, periode: str) -> dict[str, Row]:
    """Rows of marts.effectmeting by einddoel."""
    found = reader.rows("select * from marts.effectmeting where gemeentecode = ? and periode = ?",
                      gemeentecode, periode)
    return {row["einddoel"]: row for row in found}


def aanbieders(reader: Reader, gemeentecode: str, periode: str) -> list[Row]:
    """Rows of marts.aanbieders with `naam` and `soort` of core.dim_providers where it has them; largest first."""
    known = reader.has("core.dim_providers", "gemeentecode", "aanbieder_code", "naam")
    soort = "p.soort" if known and reader.has("core.dim_providers", "soort") else "null"
    join = "left join core.dim_providers p using (gemeentecode, aanbieder_code)" if known else ""
    return reader.rows(
        f"""select a.*, {"p.naam" if known else "null"} as naam, {soort} as soort_aanbieder
        from marts.aanbieders a {join} where a.gemeentecode = ? and a.periode = ?
        order by a.beeindigd desc, a.betaald desc, a.aanbieder_code""", gemeentecode, periode)


def nclp(reader: Reader, gemeentecode: str, van: object = None, tot: object = None) -> list[Row]:
    """Totals of marts.nclp by resultaat, over every ended activiteit, or those ended from `van` through `tot`.
    `zonder` counts the activiteiten without an agreed price."""
    within = "and einddatum between ? and ?" if van else ""
    return reader.rows(
        f"""select resultaat, count(*) as aantal, count_if(voorlopig) as voorlopig,
        count_if(verschuldigd is null) as zonder, sum(prijs) as prijs, sum(verschuldigd) as verschuldigd,
        sum(betaald) as betaald, sum(verschil) as verschil
        from marts.nclp n {_ended(van)} where n.gemeentecode = ? {within}
        group by resultaat order by resultaat""", gemeentecode, *([van, tot] if van else []))


def nclp_verschillen(reader: Reader, gemeentecode: str, van: object, tot: object, limit: int) -> list[Row]:
    """The largest differences among the activiteiten ended from `van` through `tot`; keys only, no client."""
    return reader.rows(
        f"""select n.activiteitnummer, n.aanbieder_code, f.einddatum, n.resultaat, n.voorlopig, n.prijs,
        n.verschuldigd, n.betaald, n.verschil from marts.nclp n {_ended(van)}
        where n.gemeentecode = ? and einddatum between ? and ? and n.verschil <> 0
        order by abs(n.verschil) desc, n.activiteitnummer limit {limit}""", gemeentecode, van, tot)


def knows_end_dates(reader: Reader) -> bool:
    return reader.has("core.fct_activities", "gemeentecode", "activiteitnummer", "einddatum")


def _ended(van: object) -> str:
    join = """join (select gemeentecode, activiteitnummer, einddatum from core.fct_activities) f
        on f.gemeentecode = n.gemeentecode and f.activiteitnummer = n.activiteitnummer"""
    return join if van else ""


def stromen(reader: Reader, gemeentecode: str, periodes: list[str]) -> list[Row]:
    """Rows of marts.bijstand_stromen, in the order of `periodes`."""
    return reader.rows(
        """select * from marts.bijstand_stromen where gemeentecode = ? and list_contains(?, periode)
        order by list_position(?, periode)""", gemeentecode, periodes, periodes)
