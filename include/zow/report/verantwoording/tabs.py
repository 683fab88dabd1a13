"""The tabs of the workbook with records and figures: which columns, and what they ask of core and marts of a version.

Each query gets the gemeente, the year and its last day, and names its columns by key; `nr` (of the budgetpost) is added in Python. A
number and not the name is what the formulas look up: in a spreadsheet "0610" equals "610", and an asterisk is any text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from zow.report.reading import Reader, Row

NO_POST = "(geen)"


@dataclass
class Tab:
    """One sheet: `columns` is (key, title, width) in order, `rows` have the keys. `posts`: the budgetposten (name -> nr) that the tab is
    about, where it is about some."""

    name: str
    about: str
    columns: list[tuple[str, str, int]]
    rows: list[Row] = field(default_factory=list)
    posts: dict[str, int] = field(default_factory=dict)

    def range(self, key: str) -> str:
        """The cells of a column, for a formula: `'Grootboek'!$C$2:$C$99`."""
        letter = self._letter(key)
        return f"'{self.name}'!${letter}$2:${letter}${max(2, len(self.rows) + 1)}"

    def cell(self, key: str, index: int) -> str:
        """The cell of row `index` (from 0)."""
        return f"'{self.name}'!${self._letter(key)}${index + 2}"

    def cells(self) -> list[list[Any]]:
        return [[row[key] for key, _, _ in self.columns] for row in self.rows]

    def _letter(self, key: str) -> str:
        return get_column_letter([name for name, _, _ in self.columns].index(key) + 1)


_JAAR, _DEEL, _NR, _POST = ("jaar", "Jaar", 8), ("deel", "Deel", 20), ("nr", "Postnr", 8), ("budgetpost", "Budgetpost", 24)


def _money(*pairs: tuple[str, str]) -> list[tuple[str, str, int]]:
    return [(key, title, 18) for key, title in pairs]


_VERLOOP = ("Verloop", "Hoe het budget per deel verliep, met wat de bron zelf opgeeft ernaast", [
    _JAAR, _DEEL, *_money(
        ("toegekend", "Toegekend"), ("meegenomen", "Meegenomen"), ("ontvangsten", "Ontvangsten"), ("uitgaven", "Uitgaven"),
        ("saldo", "Saldo")), ("saldo_aandeel", "Saldo, aandeel", 14), *_money(
        ("opgegeven_saldo", "Opgegeven saldo"), ("verschil_saldo", "Opgegeven min berekend"), ("som_posten", "Som van de posten"),
        ("opgegeven_totaal_posten", "Opgegeven totaal posten"), ("verschil_posten", "Opgegeven min som"),
        ("opgegeven_totaal_toegekend", "Opgegeven totaal toegekend"), ("verschil_toegekend", "Opgegeven min toegekend"),
        ("verschil_meegenomen", "Meegenomen min saldo vorig jaar"))],
    "select * exclude (gemeentecode) from marts.participatiebudget_verloop where gemeentecode = $1 and jaar <= $2 order by jaar desc, deel")

# a line holds from its day until the day of the next that is higher; everything at K: the one that no other ends
_BEGROTING = ("Begroting", "Elke regel en versie uit de begrotingsbestanden: waar Verloop en Begroot op rusten", [
    _JAAR, _DEEL, ("soort_regel", "Soort regel", 18), _NR, _POST, ("versie", "Versie", 8), ("vanaf", "Geldt vanaf", 13),
    ("tot", "Vervangen op", 13), ("nu", "Geldt op K", 11), *_money(("bedrag", "Bedrag"))],
    """select boekjaar as jaar, deel, soort_regel, budgetpost, versie, vastgesteld_op as vanaf, bedrag,
        min(vastgesteld_op) over hoger as tot, case when min(vastgesteld_op) over hoger is null then 'ja' else 'nee' end as nu
    from core.fct_budget where gemeentecode = $1 and boekjaar <= $2
    window hoger as (partition by boekjaar, deel, soort_regel, budgetpost order by versie desc, begrotingsjaar desc
        rows between unbounded preceding and 1 preceding)
    order by jaar desc, deel, soort_regel, budgetpost nulls first, versie""")

_RESERVERING = ("Reservering", "Wat mee mag naar het volgende jaar en wat terug moet (Besluit participatiebudget art. 12)", [
    _JAAR, *_money(("toegekend", "Toegekend"), ("saldo", "Saldo")), ("aandeel", "Ruimte, aandeel", 14), *_money(
        ("ruimte", "Ruimte"), ("meeneembaar", "Meeneembaar"), ("onrechtmatig", "Onrechtmatig"), ("terug_te_betalen", "Terug te betalen"),
        ("ten_laste_volgend_jaar", "Ten laste van volgend jaar"), ("eigen_middelen", "Eigen middelen"))],
    """select r.* exclude (gemeentecode), cast(p.waarde as decimal(9, 4)) as aandeel
    from marts.reservering as r left join core.policy_values as p on p.gemeentecode = r.gemeentecode
        and p.sleutel = 'reservering_aandeel' and make_date(r.jaar, 1, 1) between p.geldig_van and p.geldig_tot
    where r.gemeentecode = $1 and r.jaar <= $2 order by r.jaar desc""")

_UITPUTTING = ("Uitputting", "Begroot, besteed en vastgelegd per budgetpost en kwartaal, van 1 januari tot en met het kwartaal", [
    ("periode", "Kwartaal", 11), ("peildatum", "Peildatum", 13), _NR, _POST, _DEEL, *_money(
        ("begroot", "Begroot"), ("gerealiseerd_grootboek", "Gerealiseerd grootboek"), ("gerealiseerd_gws", "Gerealiseerd GWS"),
        ("openstaande_verplichtingen", "Openstaande verplichtingen"), ("beschikbaar", "Beschikbaar")),
    ("uitputting_aandeel", "Uitputting, aandeel", 14)],
    """select u.* exclude (gemeentecode), m.tot as peildatum from marts.uitputting as u
    join core.municipality_periods as m using (gemeentecode, periode)
    where gemeentecode = $1 and year(m.tot) = $2 order by periode, budgetpost nulls first""")

_TOTAAL = ("Aansluiting", "GWS tegenover het grootboek per budgetpost; uitkeringen staan alleen in het grootboek: zie Inkomen", [
    _NR, _POST, *_money(
        ("totaal_gws", "Totaal GWS"), ("totaal_grootboek", "Totaal grootboek"), ("verschil", "Verschil"), ("aangesloten", "Aangesloten"),
        ("periodeverschil", "Periodeverschil"), ("postverschil", "Postverschil"), ("dubbel", "Dubbel"),
        ("bedragverschil", "Bedragverschil"), ("alleen_gws", "Alleen in GWS"), ("alleen_grootboek", "Alleen in grootboek"))],
    "select * exclude (gemeentecode, jaar) from marts.aansluiting_totaal where gemeentecode = $1 and jaar = $2 order by budgetpost")

# Every payment and every ledger line of the year once: what must be looked at first, what ties last. The text of a ledger line can
# hold a name: it stays out.
_REGELS = ("Aansluiting regels", "Elke betaling en elke grootboekregel van het jaar, tegenover elkaar; filter op Status", [
    ("status", "Status", 18), _NR, _POST, ("datum", "Betaaldatum", 13), ("periode", "Periode grootboek", 11),
    ("factuurnummer", "Factuurnummer", 24), ("betalingnummer", "Betaling", 18), ("boekstuk", "Boekstuk", 18), ("regel", "Regel", 8),
    *_money(("bedrag_gws", "Bedrag GWS"), ("bedrag_grootboek", "Bedrag grootboek"), ("verschil", "Verschil")),
    ("bijna_factuurnummer", "Lijkt op factuurnummer", 24)],
    """select a.* exclude (gemeentecode, jaar, periode, bestandsmaand), k.datum, g.periode
    from marts.aansluiting as a
    left join core.fct_costs as k on a.gemeentecode = k.gemeentecode and a.betalingnummer = k.betalingnummer and k.soort = 'betaling'
    left join core.fct_ledger as g on a.gemeentecode = g.gemeentecode and a.bestandsmaand = g.bestandsmaand
        and a.boekstuk = g.boekstuk and a.regel = g.regel
    where a.gemeentecode = $1 and a.jaar = $2
    order by status = 'aangesloten', status, a.budgetpost, k.datum, g.periode, a.betalingnummer, a.bestandsmaand, a.boekstuk, a.regel""")

_VERPLICHTINGEN = ("Verplichtingen", "Wat aan het eind van elk kwartaal nog open stond", [
    ("verplichtingnummer", "Verplichting", 18), ("datum", "Datum", 13), _NR, _POST, ("activiteitnummer", "Activiteit", 18),
    ("status", "Status nu", 14), *_money(
        ("bedrag", "Bedrag"), ("open_k1", "Open op 31 maart"), ("open_k2", "Open op 30 juni"), ("open_k3", "Open op 30 september"),
        ("open_k4", "Open op 31 december"))],
    """with stand as (
        select verplichtingnummer,
            coalesce(sum(mutatie) filter (datum <= make_date($2, 3, 31)), 0) as open_k1,
            coalesce(sum(mutatie) filter (datum <= make_date($2, 6, 30)), 0) as open_k2,
            coalesce(sum(mutatie) filter (datum <= make_date($2, 9, 30)), 0) as open_k3,
            coalesce(sum(mutatie) filter (datum <= make_date($2, 12, 31)), 0) as open_k4
        from core.fct_commitment_changes where gemeentecode = $1 group by verplichtingnummer)
    select v.verplichtingnummer, v.datum, v.budgetpost, v.activiteitnummer, v.status, v.bedrag, stand.* exclude (verplichtingnummer)
    from core.fct_commitments as v join stand using (verplichtingnummer)
    where v.gemeentecode = $1 and greatest(open_k1, open_k2, open_k3, open_k4) > 0
    order by open_k4 desc, v.verplichtingnummer""")

_AFWIJKINGEN = ("Afwijkingen", "Elke afwijking van een norm met een datum in het jaar", [
    ("norm", "Norm", 8), ("sleutel", "Nummer", 20), ("client_key", "Cliënt (sleutel)", 68), ("aanbieder_code", "Aanbieder", 14),
    ("datum", "Sinds", 13), ("gevonden", "Gevonden", 14), ("toegestaan", "Toegestaan", 14), ("eenheid", "Eenheid", 10),
    *_money(("bedrag", "Bedrag")), ("clausule", "Clausule", 16)],
    """select * exclude (gemeentecode, profiel) from marts.normafwijkingen where gemeentecode = $1 and year(datum) = $2
    order by norm, datum, sleutel""")

# As the mart counts it (measures 8): payments under N01, N03 and N22; N02 and N24 only of what has no payment counted already.
_ONRECHTMATIG = ("Onrechtmatig", "Waar het bedrag Onrechtmatig van de reservering uit bestaat, elke euro een keer", [
    _JAAR, ("norm", "Norm", 8), ("soort", "Soort", 16), ("nummer", "Nummer", 20), ("datum", "Datum", 13), *_money(("bedrag", "Bedrag"))],
    """with betaling as (
        select betalingnummer, activiteitnummer, verplichtingnummer, datum, bedrag
        from core.fct_costs where soort = 'betaling' and gemeentecode = $1),
    afwijking as (select norm, sleutel, datum, bedrag from marts.normafwijkingen where gemeentecode = $1),
    geraakt as (
        select b.*, min(a.norm) as norm from betaling as b join afwijking as a
            on a.norm in ('N01', 'N03') and a.sleutel = b.activiteitnummer or a.norm = 'N22' and a.sleutel = b.betalingnummer
        group by all),
    te_veel as (
        select * from afwijking where norm = 'N02'
            and sleutel not in (select activiteitnummer from geraakt where activiteitnummer is not null)),
    bezet as (
        select verplichtingnummer from geraakt where verplichtingnummer is not null
        union select verplichtingnummer from betaling
        where verplichtingnummer is not null and activiteitnummer in (select sleutel from te_veel)),
    alle as (
        select norm, 'betaling' as soort, betalingnummer as nummer, datum, bedrag from geraakt
        union all select norm, 'activiteit', sleutel, datum, bedrag from te_veel
        union all select norm, 'verplichting', sleutel, datum, bedrag from afwijking
            where norm = 'N24' and sleutel not in (select verplichtingnummer from bezet))
    select year(datum) as jaar, * from alle
    where year(datum) in (select jaar from marts.reservering where gemeentecode = $1) and year(datum) <= $2
    order by jaar desc, norm, datum, nummer""")

_INKOMEN_REGELS = ("Inkomen regels", "De inkomensbetalingen van de bijstand per maand en regeling", [
    ("periode", "Periode", 9), ("maand", "Maand", 10), ("regeling", "Regeling", 12), ("aantal", "Betalingen", 12),
    *_money(("bedrag", "Bedrag"))],
    """select cast(right(p.maand, 2) as integer) as periode, p.maand, u.regeling, count(*) as aantal, sum(p.bedrag) as bedrag
    from core.fct_income_payments as p join core.fct_benefits as u using (gemeentecode, uitkeringnummer)
    where gemeentecode = $1 and left(p.maand, 4) = cast($2 as varchar) and p.is_bijstand group by all order by p.maand, u.regeling""")

# the budgetposten of which I-deel or buig pays the benefits themselves
INCOME_POSTS = """select distinct budgetpost from core.fct_budget where gemeentecode = $1 and boekjaar = $2 and soort_regel = 'post'
    and deel in ('I-deel', 'buig') and budgetpost is not null"""
# there is no invoice to match on, so the month is what ties
_INKOMEN = ("Inkomen", "De inkomensbetalingen (I-deel, buig) tegenover het grootboek, per maand", [
    ("periode", "Periode", 9), *_money(
        ("betaald", "Inkomensbetalingen"), ("grootboek", "Grootboek I-deel en buig"), ("verschil", "Verschil"))],
    f"""with betaald as (
        select cast(right(maand, 2) as integer) as periode, sum(bedrag) as betaald from core.fct_income_payments
        where gemeentecode = $1 and left(maand, 4) = cast($2 as varchar) and is_bijstand group by all),
    geboekt as (
        select periode, sum(bedrag) as grootboek from core.fct_ledger
        where gemeentecode = $1 and boekjaar = $2 and budgetpost in ({INCOME_POSTS}) group by all)
    select cast(m.periode as integer) as periode, cast(coalesce(betaald, 0) as decimal(18, 2)) as betaald,
        cast(coalesce(grootboek, 0) as decimal(18, 2)) as grootboek,
        cast(coalesce(betaald, 0) - coalesce(grootboek, 0) as decimal(18, 2)) as verschil
    from range(1, 14) as m(periode) left join betaald using (periode) left join geboekt using (periode) order by m.periode""")

# per periode: betaald, grootboek, verschil; also for who must approve
INCOME = _INKOMEN[-1]

_QUERIED = {"verloop": _VERLOOP, "begroting": _BEGROTING, "reservering": _RESERVERING, "onrechtmatig": _ONRECHTMATIG,
            "uitputting": _UITPUTTING, "aansluiting": _TOTAAL, "regels": _REGELS,
            "verplichtingen": _VERPLICHTINGEN, "afwijkingen": _AFWIJKINGEN, "inkomen": _INKOMEN, "inkomen_regels": _INKOMEN_REGELS}
# a row of marts.revisies names the earlier publication that it compares with: of this period the last
_REVISIES = ("Revisies", "Wat er sinds de vorige publicatie van deze verantwoording is veranderd", [
    ("versie", "Vorige versie", 14), ("indicator", "Cijfer", 44), ("uitsplitsing", "Uitsplitsing", 34), ("waarde_toen", "Waarde toen", 18),
    ("waarde_nu", "Waarde nu", 18), ("verschil", "Verschil", 18), ("records_toegevoegd", "Records erbij", 14),
    ("records_gewijzigd", "Records gewijzigd", 14), ("records_vervallen", "Records vervallen", 14)],
    """select * replace (cast(waarde_toen as decimal(18, 4)) as waarde_toen, cast(waarde_nu as decimal(18, 4)) as waarde_nu,
        cast(verschil as decimal(18, 4)) as verschil) from marts.revisies
    where gemeentecode = $1 and publicatie = $2 and periode = $3 and waarde_toen is distinct from waarde_nu
    order by abs(verschil) desc nulls last, indicator, uitsplitsing""")


def read(reader: Reader, version: Row, code: str) -> dict[str, Tab]:
    """Every tab with its rows for gemeente `code` in the year of `version`, by key."""
    year = int(version["periode"])
    found = {}
    for key, (name, about, columns, sql) in _QUERIED.items():
        used = [code, year] if "$2" in sql else [code]
        found[key] = Tab(name, about, columns, reader.rows(sql, *used))
    if reader.has("marts.revisies"):
        name, about, columns, sql = _REVISIES
        found["revisies"] = Tab(name, about, columns, reader.rows(sql, code, version["publicatie"], version["periode"]))
    posts = sorted({row["budgetpost"] or "" for tab in found.values() for row in tab.rows if "budgetpost" in row})
    number = {post: place for place, post in enumerate(posts, start=1)}
    for tab in found.values():
        for row in tab.rows:
            if "budgetpost" in row:
                row["nr"], row["budgetpost"] = number[row["budgetpost"] or ""], row["budgetpost"] or NO_POST
    found["inkomen"].posts = {row["budgetpost"]: number[row["budgetpost"]] for row in reader.rows(INCOME_POSTS, code, year)}
    return found

