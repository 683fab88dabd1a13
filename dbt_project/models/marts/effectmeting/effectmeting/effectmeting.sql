-- Results and money per einddoel and period (measures 3; S3 3.2, 4 and bijlage II): always six rows per gemeente and period.
with periods as (
    select gemeentecode, periode, tot
    from {{ ref('municipality_periods') }}
    where soort in ('jaar', 'halfjaar')
),

goals as (
    select unnest({{ einddoelen() }}) as einddoel
),

grid as (
    select periods.*, goals.einddoel
    from periods
    cross join goals
),

ended as (
    select gemeentecode, einddoel, resultaat, voorlopig, unnest({{ period_codes('einddatum', ['jaar', 'halfjaar']) }}) as periode
    from {{ ref('fct_activities') }}
    where resultaat <> 'lopend'
),

results as (
    select
        gemeentecode,
        periode,
        einddoel,
        count(*) filter (resultaat = 'succesvol') as succesvol,
        count(*) filter (resultaat = 'niet_succesvol') as niet_succesvol,
        count(*) filter (resultaat = 'vroegtijdig_beeindigd') as vroegtijdig_beeindigd,
        count(*) as totaal,
        count(*) filter (voorlopig) as voorlopig
    from ended
    group by gemeentecode, periode, einddoel
),

paid as (
    select gemeentecode, einddoel, bedrag, unnest({{ period_codes('datum', ['jaar', 'halfjaar']) }}) as periode
    from {{ ref('fct_costs') }}
    where soort = 'betaling' and einddoel is not null
),

costs as (
    select gemeentecode, periode, einddoel, sum(bedrag) as betaalde_kosten
    from paid
    group by gemeentecode, periode, einddoel
),

changes as (
    select gemeentecode, einddoel, datum, sum(mutatie) as mutatie
    from {{ ref('fct_commitment_changes') }}
    group by gemeentecode, einddoel, datum
),

stands as (
    select
        gemeentecode,
        einddoel,
        datum,
        sum(mutatie) over (partition by gemeentecode, einddoel order by datum) as openstaand
    from changes
),

per_goal as (
    select
        grid.gemeentecode,
        grid.periode,
        grid.einddoel,
        results.succesvol,
        results.niet_succesvol,
        results.vroegtijdig_beeindigd,
        results.totaal,
        results.voorlopig,
        costs.betaalde_kosten,
        stands.openstaand
    from grid
    -- what is open at P is the last stand on or before P
    asof left join stands
        on
            grid.gemeentecode = stands.gemeentecode
            and grid.einddoel = stands.einddoel
            and grid.tot >= stands.datum
    left join results
        on
            grid.gemeentecode = results.gemeentecode
            and grid.periode = results.periode
            and grid.einddoel = results.einddoel
    left join costs
        on
            grid.gemeentecode = costs.gemeentecode
            and grid.periode = costs.periode
            and grid.einddoel = costs.einddoel
)

select
    gemeentecode,
    periode,
    coalesce(einddoel, 'totaal') as einddoel,
    cast(coalesce(sum(succesvol), 0) as bigint) as succesvol,
    cast(coalesce(sum(niet_succesvol), 0) as bigint) as niet_succesvol,
    cast(coalesce(sum(vroegtijdig_beeindigd), 0) as bigint) as vroegtijdig_beeindigd,
    cast(coalesce(sum(totaal), 0) as bigint) as totaal,
    cast(coalesce(sum(voorlopig), 0) as bigint) as voorlopig,
    {{ money_sum('betaalde_kosten') }} as betaalde_kosten,
    {{ money_sum('openstaand') }} as openstaande_verplichtingen,
    cast({{ money_sum('betaalde_kosten') }} + {{ money_sum('openstaand') }} as decimal(18, 2)) as totale_kosten
from per_goal
group by grouping sets ((gemeentecode, periode, einddoel), (gemeentecode, periode))
