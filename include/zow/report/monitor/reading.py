"""What the monitor asks of a version's database: rows of the marts, of one gemeente, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zow.report.reading import Reader, Row


def indicatoren(reader: Reader, gemeentecode: str) -> list[Row]:
    """Every row of marts.indicatoren: the report picks its periods."""
    return reader.rows("""
        select profiel, indicator, periode, uitsplitsing, waarde, teller, noemer, doel, richting, status, voorlopig, clausule
        from marts.indicatoren where gemeentecode = ?""", gemeentecode)


def rapportage_vanaf(reader: Reader, gemeentecode: str) -> date | None:
    found = reader.rows("select min(van) as van from core.municipality_periods where gemeentecode = ?", gemeentecode)
    return found[0]["van"]


def stromen(reader: Reader, gemeentecode: str, periodes: Iterable[str]) -> list[Row]:
    """Rows of marts.bijstand_stromen, in the order of `periodes`."""
    asked = list(periodes)
    return reader.rows("""
        select * from marts.bijstand_stromen where gemeentecode = ? and list_contains(?, periode)
        order by list_position(?, periode)""", gemeentecode, asked, asked)


def wat_werkt(reader: Reader, gemeentecode: str, periode: str) -> list[Row]:
    """Rows of marts.wat_werkt with the name of the voorziening (`omschrijving`, NULL when core does not know it)."""
    return reader.rows("""
        select w.*, i.omschrijving from marts.wat_werkt w left join core.dim_instruments i using (gemeentecode, voorziening_code)
        where w.gemeentecode = ? and w.periode = ?
        order by coalesce(i.omschrijving, w.voorziening_code), w.voorziening_code, w.trajectdoel, w.doelgroep""", gemeentecode, periode)


def ladder_matrix(reader: Reader, gemeentecode: str, peildatum: date) -> list[Row]:
    return reader.rows("""
        select maanden, trede_toen, trede_nu, personen from marts.ladder_matrix where gemeentecode = ? and peildatum = ?
        order by maanden, trede_toen nulls last, trede_nu nulls last""", gemeentecode, peildatum)


def trede_verandering(reader: Reader, gemeentecode: str, periodes: Iterable[str]) -> list[Row]:
    asked = list(periodes)
    return reader.rows("""
        select * from marts.trede_verandering where gemeentecode = ? and list_contains(?, periode)
        order by list_position(?, periode), trajectdoel""", gemeentecode, asked, asked)


def traject_resultaten(reader: Reader, gemeentecode: str, periodes: Iterable[str]) -> list[Row]:
    asked = list(periodes)
    return reader.rows("""
        select * from marts.traject_resultaten where gemeentecode = ? and list_contains(?, periode)
        order by list_position(?, periode), trajectdoel""", gemeentecode, asked, asked)


def uitputting(reader: Reader, gemeentecode: str, periode: str) -> list[Row]:
    return reader.rows("""
        select * from marts.uitputting where gemeentecode = ? and periode = ?
        order by deel nulls last, budgetpost nulls last""", gemeentecode, periode)


def kosten_per_soort(reader: Reader, gemeentecode: str, periodes: Iterable[str]) -> list[Row]:
    return reader.rows("select * from marts.kosten_per_soort where gemeentecode = ? and list_contains(?, periode)",
                       gemeentecode, list(periodes))


def benchmark(reader: Reader, gemeentecode: str) -> list[Row] | None:
    """Rows of marts.benchmark_bijstand in which the gemeente is compared, own row first; None when the version has no such mart."""
    if not reader.has("marts.benchmark_bijstand"):
        return None
    return reader.rows("""
        select * from marts.benchmark_bijstand where eigen_gemeentecode = ?
        order by jaar desc, groep, is_eigen desc, gemeentecode""", gemeentecode)


def revised(reader: Reader, gemeentecode: str) -> list[Row]:
    """The earlier publications of which a figure is another one now (marts.revisies), with how many
    `cijfers`."""
    if not reader.has("marts.revisies"):
        return []
    return reader.rows("""
        select gemeentecode, publicatie, periode, versie, count(*) as cijfers from marts.revisies
        where gemeentecode = ? and waarde_toen is distinct from waarde_nu
        group by all order by periode desc, publicatie, versie desc""", gemeentecode)


_REGIONAL = {"werkloosheid_regio": "werkloosheid_amr", "werkloosheid": "werkloosheid_amr", "vacatures_regio": "vacatures_amr"}


def cbs_provisional(reader: Reader, gemeentecode: str) -> frozenset[tuple[str, str]]:
    """(indicator, quarter) of the region's figures that CBS itself still calls provisional; a quarter of which one month is, too. Feed
    werkloosheid counts where werkloosheid_regio has no figure (ind_werkloosheid)."""
    if not reader.has("core.fct_cbs", "feed", "regio_code", "periode", "status"):
        return frozenset()
    rows = reader.rows("""
        with regional as (
            select c.feed, c.status, case when c.periode[5] = 'K' then c.periode
                else c.periode[:4] || 'K' || cast((cast(c.periode[6:] as integer) + 2) // 3 as varchar) end as kwartaal
            from core.fct_cbs c join core.dim_municipalities g on c.regio_code = g.arbeidsmarktregio_cbs
            where g.gemeentecode = ? and list_contains(?, c.feed) and c.grootheid is not null and c.waarde is not null
            and (c.periode[5] = 'K' or length(c.periode) = 7))
        select distinct feed, kwartaal from regional where status <> 'Definitief' and not (
            feed = 'werkloosheid' and kwartaal in (select kwartaal from regional where feed = 'werkloosheid_regio'))""",
        gemeentecode, list(_REGIONAL))
    return frozenset((_REGIONAL[row["feed"]], row["kwartaal"]) for row in rows)


def aanbieders(reader: Reader, gemeentecode: str, periode: str) -> list[Row]:
    """Rows of marts.aanbieders with the name of the aanbieder, largest first."""
    return reader.rows("""
        select a.*, p.naam from marts.aanbieders a left join core.dim_providers p using (gemeentecode, aanbieder_code)
        where a.gemeentecode = ? and a.periode = ?
        order by a.beeindigd desc, a.betaald desc, a.aanbieder_code""", gemeentecode, periode)
