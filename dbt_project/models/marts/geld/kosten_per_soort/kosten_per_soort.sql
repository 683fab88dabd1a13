-- What re-integration cost by kind (measures 4; S4 aanb. 4): always seven rows per gemeente and period. The first kind that
-- applies takes a payment or an hour line, so each counts once; what the ledger has beyond the payments is niet_toegerekend.
{% set kinds = ['jaar', 'kwartaal'] %}

with grid as (
    select gemeentecode, periode, unnest({{ cost_kinds() }}) as kostensoort
    from {{ ref('municipality_periods') }}
    where soort in ('jaar', 'kwartaal')
),

costs as (
    select
        k.gemeentecode,
        case
            when a.voorziening_soort = 'werkpunt' then 'werkpunt'
            when k.soort = 'uren' and a.voorziening_soort = 'training' then 'interne_training'
            when k.soort = 'uren' then 'begeleiding'
            when k.betalingsoort = 'premie' then 'premie'
            when p.soort = 'extern' then 'extern'
            else 'overig'
        end as kostensoort,
        k.soort,
        k.bedrag,
        {{ period_codes('k.datum', kinds) }} as periodes
    from {{ ref('fct_costs') }} as k
    left join {{ ref('fct_activities') }} as a on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
    left join {{ ref('dim_providers') }} as p on k.gemeentecode = p.gemeentecode and k.aanbieder_code = p.aanbieder_code
),

amounts as (
    select gemeentecode, kostensoort, bedrag, periodes from costs
    union all
    select gemeentecode, 'niet_toegerekend' as kostensoort, -bedrag as bedrag, periodes from costs where soort = 'betaling'
    union all
    select
        gemeentecode,
        'niet_toegerekend' as kostensoort,
        bedrag,
        [cast(boekjaar as varchar), boekjaar || 'K' || {{ ledger_quarter('periode') }}] as periodes
    from {{ ref('fct_ledger') }}
),

dated as (
    select gemeentecode, kostensoort, bedrag, unnest(periodes) as periode
    from amounts
),

summed as (
    select gemeentecode, periode, kostensoort, sum(bedrag) as bedrag
    from dated
    group by gemeentecode, periode, kostensoort
)

select
    grid.gemeentecode,
    grid.periode,
    grid.kostensoort,
    cast(coalesce(summed.bedrag, 0) as decimal(18, 2)) as bedrag
from grid
left join summed
    on
        grid.gemeentecode = summed.gemeentecode
        and grid.periode = summed.periode
        and grid.kostensoort = summed.kostensoort
