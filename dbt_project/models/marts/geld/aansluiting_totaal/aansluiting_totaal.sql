-- The totals of both administrations per gemeente, year and budgetpost, from core, beside the differences that the matching names
-- (measures 8): verschil is the sum of the statuses, to the cent.
with amounts as (
    select
        gemeentecode,
        year(datum) as jaar,
        budgetpost,
        bedrag as bedrag_gws,
        cast(0 as decimal(18, 2)) as bedrag_grootboek
    from {{ ref('fct_costs') }}
    where soort = 'betaling'
    union all
    select
        gemeentecode,
        boekjaar as jaar,
        budgetpost,
        cast(0 as decimal(18, 2)) as bedrag_gws,
        bedrag as bedrag_grootboek
    from {{ ref('fct_ledger') }}
),

totals as (
    select
        a.gemeentecode,
        a.jaar,
        a.budgetpost,
        {{ money_sum('a.bedrag_gws') }} as totaal_gws,
        {{ money_sum('a.bedrag_grootboek') }} as totaal_grootboek
    from amounts as a
    inner join {{ ref('dim_municipalities') }} as g on a.gemeentecode = g.gemeentecode
    where a.jaar between year(g.rapportage_vanaf) and year(g."asof")
    group by a.gemeentecode, a.jaar, a.budgetpost
),

named as (
    select
        gemeentecode,
        jaar,
        budgetpost,
        sum(verschil) filter (status = 'aangesloten') as aangesloten,
        sum(verschil) filter (status = 'periodeverschil') as periodeverschil,
        sum(verschil) filter (status = 'postverschil') as postverschil,
        sum(verschil) filter (status = 'dubbel') as dubbel,
        sum(verschil) filter (status = 'bedragverschil') as bedragverschil,
        sum(verschil) filter (status = 'alleen_gws') as alleen_gws,
        sum(verschil) filter (status = 'alleen_grootboek') as alleen_grootboek
    from {{ ref('aansluiting') }}
    group by gemeentecode, jaar, budgetpost
)

select
    t.gemeentecode,
    t.jaar,
    t.budgetpost,
    t.totaal_gws,
    t.totaal_grootboek,
    cast(t.totaal_gws - t.totaal_grootboek as decimal(18, 2)) as verschil,
    cast(coalesce(n.aangesloten, 0) as decimal(18, 2)) as aangesloten,
    cast(coalesce(n.periodeverschil, 0) as decimal(18, 2)) as periodeverschil,
    cast(coalesce(n.postverschil, 0) as decimal(18, 2)) as postverschil,
    cast(coalesce(n.dubbel, 0) as decimal(18, 2)) as dubbel,
    cast(coalesce(n.bedragverschil, 0) as decimal(18, 2)) as bedragverschil,
    cast(coalesce(n.alleen_gws, 0) as decimal(18, 2)) as alleen_gws,
    cast(coalesce(n.alleen_grootboek, 0) as decimal(18, 2)) as alleen_grootboek
from totals as t
left join named as n on t.gemeentecode = n.gemeentecode and t.jaar = n.jaar and t.budgetpost = n.budgetpost
