-- Figures from the budget and the ledger: middelen (midden_drenthe_2021, S1 bijlage 3 tabel 1) and the share of re-integration
-- in the budget (smallingerland_2010, S0 4.3).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with years as (
    select gemeentecode, periode, year(tot) as jaar, tot
    from {{ ref('municipality_periods') }}
    where soort = 'jaar'
),

post_lines as (
    select y.gemeentecode, y.periode, b.domein, b.bedrag
    from years as y
    inner join {{ ref('fct_budget') }} as b
        on y.gemeentecode = b.gemeentecode and y.jaar = b.boekjaar and y.tot >= b.vastgesteld_op
    where b.soort_regel = 'post' and b.deel = 'participatiebudget'
    qualify {{ holding_version('y.gemeentecode, y.periode, b.budgetpost') }}
),

counted as (
    select
        gemeentecode,
        periode,
        [
            {{ figure(
                'aandeel_reintegratie', 'alle',
                "coalesce(sum(bedrag) filter (domein = 'reintegratie'), 0)", 'sum(bedrag)'
            ) }}
        ] as figuren
    from post_lines
    group by gemeentecode, periode
    union all
    -- the one mart that another one reads: measures 7 defines middelen as the sums of it
    select
        gemeentecode,
        periode,
        [
            {{ figure('middelen_begroot', 'alle', 'sum(begroot)') }},
            {{ figure('middelen_besteed', 'alle', 'sum(gerealiseerd_grootboek)') }}
        ] as figuren
    from {{ ref('uitputting') }}
    group by gemeentecode, periode
)

{{ figures_of('counted') }}
