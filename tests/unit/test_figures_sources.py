"""zow.figures.dependence: what a single figure is made from, and nothing else. Expectations are written by hand from measures.md."""

from __future__ import annotations

import duckdb
import pytest
from sqlglot import exp, parse_one

from zow import figures, settings
from zow.figures import lineage
from zow.figures.dependence import Dependence
from zow.figures.relations import Model, Reader

# whole sets: what is missing is as wrong as what is too much
MADE_FROM = {
    "uitputting.begroot": "begroting",
    "uitputting.gerealiseerd_grootboek": "grootboek",
    "uitputting.gerealiseerd_gws": "betalingen",
    "uitputting.openstaande_verplichtingen": "verplichtingen betalingen",
    "uitputting.beschikbaar": "begroting grootboek verplichtingen betalingen",
    "participatiebudget_verloop.saldo": "begroting",
    "participatiebudget_verloop.verschil_meegenomen": "begroting",
    "reservering.ruimte": "begroting",
    "aansluiting_totaal.totaal_gws": "betalingen",
    "aansluiting_totaal.totaal_grootboek": "grootboek",
    "aansluiting_totaal.alleen_gws": "betalingen grootboek",
    "aansluiting.verschil": "betalingen grootboek",
    "kosten_per_soort.bedrag": "betalingen verplichtingen uren activiteiten voorzieningen aanbieders grootboek",
    "effectmeting.succesvol": "activiteiten uitkeringen clienten",  # an exit to regular work makes a success
    "effectmeting.betaalde_kosten": "betalingen verplichtingen activiteiten",
    "effectmeting.openstaande_verplichtingen": "verplichtingen betalingen activiteiten",
    "nclp.verschuldigd": "activiteiten contracten uitkeringen clienten",
    "nclp.betaald": "activiteiten betalingen verplichtingen uitkeringen clienten",
    "benchmark_bijstand.volume_verandering": "waarnemingen",
    "bijstand_stromen.instroom": "uitkeringen clienten",
    "bijstand_stromen.uitkeringen_eind": "uitkeringen",  # dossiers, whoever they are about
    "ladder_matrix.personen": "uitkeringen clienten ladderstanden",
    "traject_resultaten.begonnen": "trajecten",
    "traject_resultaten.deeltijdwerk": "trajecten clienten uitkeringen inkomensbetalingen",
    "trede_verandering.gestegen": "trajecten clienten ladderstanden",
    "bijstand_totaal": "uitkeringen clienten",
    "ontheffing_aandeel": "uitkeringen clienten ontheffingen",
    "voorziening_aandeel": "uitkeringen clienten activiteiten voorzieningen",
    "ladderverdeling": "uitkeringen clienten ladderstanden",
    "duurzaam_aandeel": "uitkeringen clienten",
    "kto": "klanttevredenheid",
    "bezwaren": "bezwaren_klachten",
    "wsw_fte": "wsw_plaatsen",
    "proefplaatsingen": "activiteiten voorzieningen",
    "uren_gehaald": "activiteiten aanbieders uren",
    "ontheffing_extern": "keuringen ontheffingen",
    "preventiequote": "doorverwijzingen",
    "kort_ww_opgepakt": "doorverwijzingen contactmomenten activiteiten clienten",
    "vacatures_amr": "arbeidsmarkt waarnemingen",
    "aandeel_reintegratie": "begroting",
}


@pytest.mark.parametrize("figure_id", MADE_FROM)
def test_a_figure_is_made_from_these_files_and_no_other(figure_id: str) -> None:
    assert {file for _, file in figures.sources(figure_id)} == set(MADE_FROM[figure_id].split())


@pytest.mark.parametrize(("figure_id", "values"), [
    ("duurzaam_aandeel", "bijstandsregelingen duurzaam_maanden max_onderbreking_dagen"),
    ("herinstroom_6m", "bijstandsregelingen max_onderbreking_dagen herinstroom_6m:maanden"),
    ("aanbieders_geblokkeerd", "N01:onvoldoendes"),
    ("uitputting.begroot", "")])
def test_a_figure_looks_up_its_own_policy_values(figure_id: str, values: str) -> None:
    found = {value.sleutel if value.kind == "profiel" else f"{value.of}:{value.sleutel}" for value in figures.figure(figure_id).waarden}
    assert found == set(values.split())


PAYMENTS = "select k, bedrag, soort, datum, nr from gws.gws_betalingen"
NEAR = "select k, bedrag as v from pay union all select k, 0 as v from hours"
HOURS = "select k, uren, nr from gws.gws_uren"
LINES = "select k, bedrag, 'betaling' as soort from pay union all select k, uren as bedrag, 'uren' as soort from hours"


def made_from(sql: str, column: str = "x", **models: str) -> set[str]:
    """The files behind `column` of a query on pay (betalingen), hours (uren), lines (both, by soort) and `models`."""
    texts = {"pay": PAYMENTS, "hours": HOURS, "lines": LINES, "near": NEAR, **models, "asked": sql}
    nodes = {name: lineage.Node(name, name, text, tuple(other for other in texts if f" {other}" in text and other != name),
                                {"pay": (("gws", "betalingen"),), "hours": (("gws", "uren"),)}.get(name, ()), (), (), False)
             for name, text in texts.items()}
    return {leaf[1] for kind, leaf in Dependence(nodes).of("asked", column) if kind == "file"}


PAY, HOUR, BOTH = {"betalingen"}, {"uren"}, {"betalingen", "uren"}


@pytest.mark.parametrize(("sql", "files"), [
    # rows that are counted, and a row that only carries its own value
    ("select count(*) as x from lines", BOTH),
    ("select 1 as x from lines", set()),
    ("select k as x from lines where soort = 'uren'", HOUR),
    ("select count(*) filter (soort = 'uren') as x from lines", HOUR),
    ("select count(*) filter (soort = 'uren' or k = 'a') as x from lines", BOTH),
    ("select sum(x) as x from (select bedrag as x, soort from lines) where soort in ('betaling', 'anders')", PAY),
    ("select count(*) as x from lines where soort like 'bet%'", PAY),
    ("select count(*) as x from lines where soort like '%en'", BOTH),
    # NULL and 0 add nothing to a sum, but 0 is counted, and a plain sum of nothing is NULL where one of 0 is 0
    ("select coalesce(sum(a), 0) as x from (select bedrag as a from pay union all select 0 as a from hours)", PAY),
    ("select sum(a) as x from (select bedrag as a from pay union all select 0 as a from hours)", BOTH),
    ("select sum(a) as x from (select bedrag as a from pay union all by name select uren as b from hours)", PAY),
    ("select count(a) as x from (select bedrag as a from pay union all select 0 as a from hours)", BOTH),
    ("select avg(a) as x from (select bedrag as a from pay union all select 0 as a from hours)", BOTH),
    ("select coalesce(sum(a), 1) as x from (select bedrag as a from pay union all select 0 as a from hours)", BOTH),
    ("select max(a) as x from (select bedrag as a from pay union all select null as a from hours)", PAY),
    # joins: used, unused but able to multiply, unused and not able to, dropping
    ("select p.bedrag as x from pay as p left join hours as h on p.nr = h.nr", PAY),
    ("select coalesce(h.uren, 0) as x from pay as p left join hours as h on p.nr = h.nr", BOTH),
    ("select sum(p.bedrag) as x from pay as p left join hours as h on p.k = h.k", BOTH),
    ("select sum(p.bedrag) as x from pay as p left join (select k from hours group by k) as h on p.k = h.k", PAY),
    ("select sum(p.bedrag) as x from pay as p left join (select k, nr from hours group by k, nr) as h on p.k = h.k", BOTH),
    ("select sum(p.bedrag) as x from pay as p left join (select distinct k from hours) as h on p.k = h.k", PAY),
    ("select sum(p.bedrag) as x from pay as p asof left join hours as h on p.k >= h.k", PAY),
    ("select p.bedrag as x from pay as p inner join hours as h on p.nr = h.nr", BOTH),
    ("select p.bedrag as x from pay as p semi join hours as h on p.nr = h.nr", BOTH),
    ("select p.bedrag as x from pay as p anti join hours as h on p.nr = h.nr", BOTH),
    ("select p.bedrag as x from pay as p cross join hours as h", BOTH),
    ("select p.bedrag as x from pay as p full join hours as h on p.nr = h.nr", BOTH),
    ("select bedrag as x from pay where exists (from hours)", BOTH),
    ("select bedrag as x from pay where k in (select k from hours)", BOTH),
    ("select (select max(uren) from hours as h where h.k = p.k) as x from pay as p", BOTH),
    # what is known of one side of a join holds of the other
    ("select sum(b.bedrag) as x from lines as a inner join lines as b on a.soort = b.soort where a.soort = 'uren'", HOUR),
    ("select sum(b.bedrag) as x from lines as a inner join lines as b on a.soort <> b.soort where a.soort = 'uren'", BOTH),
    ("select n.v as x from (select 1 as k) as p asof inner join near as n on p.k >= n.k where n.v > 0", BOTH),
    ("select coalesce(n.v, 0) as x from (select 1 as k) as p asof left join near as n on p.k >= n.k", BOTH),
    ("select sum(n.v) as x from (select 1 as k) as p inner join near as n on p.k >= n.k where n.v > 0", PAY),
    # other rows: windows, deduplication, HAVING
    ("select row_number() over (order by nr) as x from pay", PAY),
    ("select k as x from (select k, soort from lines qualify row_number() over (partition by k order by bedrag) = 1)", BOTH),
    ("select k as x from (select k, soort, row_number() over (order by k) as n from lines) where soort = 'uren'", HOUR),
    ("select n as x from (select row_number() over (order by bedrag) as n, soort from lines) where soort = 'uren'", BOTH),
    ("select n as x from (select row_number() over (order by bedrag) as n from lines where soort = 'uren')", HOUR),
    ("select max(k) as x from pay having (select count(*) from hours) > 1", BOTH),
    ("select k as x from pay union select k as x from hours", BOTH),
    # of groups in which something is true, what makes it true; of the others too where the rest is asked
    ("select count(*) as x from (select k, bool_or(soort = 'uren') as heeft from lines group by k) where heeft", HOUR),
    ("select count(*) as x from (select k, bool_or(soort = 'uren') as heeft from lines group by k) where not heeft", BOTH),
    ("select sum(n) as x from (select k, count(*) as n, bool_or(soort = 'uren') as heeft from lines group by k) where heeft", BOTH),
    # lists of figures
    ("select f.f.t as x from (select unnest([{'i': 'a', 't': (select max(bedrag) from pay)}, {'i': 'b', 't': max(uren)}]) as f"
     " from hours) as f where f.f.i = 'b'", HOUR),
    # what cannot be read is all that it names
    ("with recursive a as (select bedrag as x from pay union all select 1 from hours) select x from a", BOTH),
    ("select nergens as x from lines", BOTH),
    ("select bedrag as x from (select p.*, h.* from pay as p cross join hours as h)", BOTH),
    ("select a as x from (select bedrag, k from pay) as b(a, b) cross join hours as h", BOTH),
    ("select x from (select distinct on (k) bedrag as x, k from pay cross join (select count(*) as n from hours))", BOTH),
])
def test_what_a_value_depends_on(sql: str, files: set[str]) -> None:
    assert made_from(sql) == files


def test_every_model_is_read_and_no_aggregate_passes_as_another_function() -> None:
    """An aggregate that the parser does not know would be taken for a function of one row, so its rows would be missed."""
    project = settings.get().dbt_project
    nodes = lineage.graph(project, lineage.state(project))
    reader = Reader(nodes)
    assert [name for name in nodes if isinstance(reader.model(name), Model) and reader.model(name).relation is None] == []
    with duckdb.connect() as con:
        found = con.execute("select function_name from duckdb_functions() where function_type = 'aggregate'").fetchall()
    called = {call.name.lower() for node in nodes.values() for call in parse_one(node.sql, dialect="duckdb").find_all(exp.Anonymous)}
    assert called & {name for (name,) in found} == set()
