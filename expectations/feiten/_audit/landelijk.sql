-- One row per gemeente: the national feed as this candidate has it, and whether it speaks of the region of the gemeente. A month
-- that should be there is over: at P of the asked period, and in a nightly one month before asof (files come after their month).
with gemeenten as (
    select
        g.gemeentecode,
        m.arbeidsmarktregio_code,
        strftime(coalesce(r.peildatum, date_trunc('month', p.asof - interval 1 month) - interval 1 day), '%Y-%m') as maand
    from poort.gemeenten as g
    cross join poort.run as r
    left join raw.peilmomenten as p on g.gemeentecode = p.gemeentecode and p.bron = 'gws'
    left join core.dim_municipalities as m on g.gemeentecode = m.gemeentecode
),

bron as (
    select count(*) as regels from (select distinct arbeidsmarktregio_code, maand from raw.uwv_arbeidsmarkt) as r
),

core as (
    select
        count(*) as regels,
        count(distinct (arbeidsmarktregio_code, maand)) as sleutels,
        count(*) filter (
            arbeidsmarktregio_code is null or maand is null or openstaande_vacatures is null or gemeentecode is not null
        ) as onvolledig
    from core.fct_labour_market
)

select
    g.gemeentecode,
    b.regels as regels_raw,
    c.regels as regels_core,
    c.sleutels,
    c.onvolledig,
    g.arbeidsmarktregio_code,
    g.maand,
    c.regels > 0 and not exists (
        select 1 from core.fct_labour_market as a
        where a.arbeidsmarktregio_code = g.arbeidsmarktregio_code and a.maand = g.maand
    ) as regio_ontbreekt
from gemeenten as g
cross join bron as b
cross join core as c
