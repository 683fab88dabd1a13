-- Results, payments and quality per aanbieder and period (measures 3; S3 4.1, 4.2.2).
{% set kinds = ['jaar', 'halfjaar', 'kwartaal'] %}

with periods as (
    select gemeentecode, periode, tot
    from {{ ref('municipality_periods') }}
    where soort in ('jaar', 'halfjaar', 'kwartaal')
),

ended as (
    select
        gemeentecode,
        aanbieder_code,
        resultaat,
        overeengekomen_prijs,
        unnest({{ period_codes('einddatum', kinds) }}) as periode
    from {{ ref('fct_activities') }}
    where resultaat <> 'lopend'
),

results as (
    select
        gemeentecode,
        periode,
        aanbieder_code,
        count(*) as beeindigd,
        count(*) filter (resultaat = 'succesvol') as succesvol,
        count(*) filter (resultaat = 'niet_succesvol') as niet_succesvol,
        count(*) filter (resultaat = 'vroegtijdig_beeindigd') as vroegtijdig_beeindigd,
        {{ money_divide('sum(overeengekomen_prijs)', 'count(overeengekomen_prijs)') }} as gemiddelde_prijs
    from ended
    group by gemeentecode, periode, aanbieder_code
),

paid as (
    select gemeentecode, aanbieder_code, bedrag, unnest({{ period_codes('datum', kinds) }}) as periode
    from {{ ref('fct_costs') }}
    where soort = 'betaling' and aanbieder_code is not null
),

costs as (
    select gemeentecode, periode, aanbieder_code, sum(bedrag) as betaald
    from paid
    group by gemeentecode, periode, aanbieder_code
),

verdicts as (
    select
        gemeentecode,
        aanbieder_code,
        einddatum,
        sum(count(*)) over (partition by gemeentecode, aanbieder_code order by einddatum) as onvoldoende_cumulatief
    from {{ ref('fct_activities') }}
    where kwaliteit_oordeel = 'onvoldoende'
    group by gemeentecode, aanbieder_code, einddatum
),

grid as (
    select periods.*, providers.aanbieder_code, providers.geblokkeerd_vanaf
    from periods
    inner join {{ ref('dim_providers') }} as providers on periods.gemeentecode = providers.gemeentecode
),

joined as (
    select
        grid.gemeentecode,
        grid.periode,
        grid.aanbieder_code,
        coalesce(results.beeindigd, 0) as beeindigd,
        coalesce(results.succesvol, 0) as succesvol,
        coalesce(results.niet_succesvol, 0) as niet_succesvol,
        coalesce(results.vroegtijdig_beeindigd, 0) as vroegtijdig_beeindigd,
        cast(coalesce(costs.betaald, 0) as decimal(18, 2)) as betaald,
        results.gemiddelde_prijs,
        cast(coalesce(verdicts.onvoldoende_cumulatief, 0) as bigint) as onvoldoende_cumulatief,
        -- shown in periods with P on or after it
        case when grid.geblokkeerd_vanaf <= grid.tot then grid.geblokkeerd_vanaf end as geblokkeerd_vanaf
    from grid
    asof left join verdicts
        on
            grid.gemeentecode = verdicts.gemeentecode
            and grid.aanbieder_code = verdicts.aanbieder_code
            and grid.tot >= verdicts.einddatum
    left join results
        on
            grid.gemeentecode = results.gemeentecode
            and grid.periode = results.periode
            and grid.aanbieder_code = results.aanbieder_code
    left join costs
        on
            grid.gemeentecode = costs.gemeentecode
            and grid.periode = costs.periode
            and grid.aanbieder_code = costs.aanbieder_code
)

select
    gemeentecode,
    periode,
    aanbieder_code,
    beeindigd,
    succesvol,
    niet_succesvol,
    vroegtijdig_beeindigd,
    {{ share('succesvol', 'beeindigd') }} as succes_aandeel,
    betaald,
    gemiddelde_prijs,
    onvoldoende_cumulatief,
    geblokkeerd_vanaf
from joined
where beeindigd <> 0 or betaald <> 0 or onvoldoende_cumulatief <> 0
