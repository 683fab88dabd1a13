-- One row per gemeente, year and budgetpost: the totals of GWS and the ledger in core, in mart aansluiting and in aansluiting_totaal, with
-- the number of payments and ledger lines, and the sum of the named differences (measures 8). A total that lacks is NULL here, never 0.
with jaren as (
    select gemeentecode, year(rapportage_vanaf) as van, year("asof") as tot
    from core.dim_municipalities
    where gemeentecode in (select gemeentecode from poort.gemeenten)
),

betalingen as (
    select k.gemeentecode, year(k.datum) as jaar, k.budgetpost, sum(k.bedrag) as bedrag, count(*) as aantal
    from core.fct_costs as k
    inner join jaren on k.gemeentecode = jaren.gemeentecode and year(k.datum) between jaren.van and jaren.tot
    where k.soort = 'betaling'
    group by all
),

boekingen as (
    select g.gemeentecode, g.boekjaar as jaar, g.budgetpost, sum(g.bedrag) as bedrag, count(*) as aantal
    from core.fct_ledger as g
    inner join jaren on g.gemeentecode = jaren.gemeentecode and g.boekjaar between jaren.van and jaren.tot
    group by all
),

uit_core as (
    select
        gemeentecode,
        jaar,
        budgetpost,
        coalesce(b.bedrag, 0) as gws_core,
        coalesce(g.bedrag, 0) as grootboek_core,
        coalesce(b.aantal, 0) as betalingen_core,
        coalesce(g.aantal, 0) as boekingen_core
    from betalingen as b
    full outer join boekingen as g using (gemeentecode, jaar, budgetpost)
),

uit_regels as (
    select
        gemeentecode,
        jaar,
        budgetpost,
        sum(bedrag_gws) as gws_regels,
        sum(bedrag_grootboek) as grootboek_regels,
        count(distinct betalingnummer) as betalingen_regels,
        count(distinct (bestandsmaand, boekstuk, regel)) filter (boekstuk is not null) as boekingen_regels,
        sum(verschil) as verschil_regels,
        sum(verschil) filter (status in ('aangesloten', 'periodeverschil')) as verschil_zonder_reden
    from marts.aansluiting
    group by all
)

select
    gemeentecode,
    jaar,
    budgetpost,
    c.gws_core,
    r.gws_regels,
    t.totaal_gws as gws_totaal,
    c.grootboek_core,
    r.grootboek_regels,
    t.totaal_grootboek as grootboek_totaal,
    c.betalingen_core,
    r.betalingen_regels,
    c.boekingen_core,
    r.boekingen_regels,
    t.verschil,
    r.verschil_regels,
    coalesce(r.verschil_zonder_reden, 0) as verschil_zonder_reden,
    t.aangesloten + t.periodeverschil + t.postverschil + t.dubbel + t.bedragverschil + t.alleen_gws + t.alleen_grootboek as verklaard
from uit_core as c
full outer join uit_regels as r using (gemeentecode, jaar, budgetpost)
full outer join marts.aansluiting_totaal as t using (gemeentecode, jaar, budgetpost)
where gemeentecode in (select gemeentecode from poort.gemeenten)
