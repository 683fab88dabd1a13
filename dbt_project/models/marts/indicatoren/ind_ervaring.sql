-- What clients say: satisfaction of Smallingerland 2010-2013 (S0 3.6) and 2020-2023 (S2 8.2), bezwaren and klachten
-- (measures 5, 6).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with scores as (
    select onderzoek, aanbieder_code, score, gemeentecode, unnest({{ period_codes('datum', ['jaar', 'halfjaar']) }}) as periode
    from {{ ref('fct_satisfaction') }}
),

-- a measurement that names no known aanbieder cannot be part of a mean per aanbieder
means as (
    select gemeentecode, periode, aanbieder_code, cast(sum(score) as double) / count(*) as gemiddelde
    from scores
    where onderzoek = 'aanbieder' and aanbieder_code is not null
    group by gemeentecode, periode, aanbieder_code
),

cases as (
    select
        gemeentecode,
        soort in ('bezwaar', 'beroep') as is_bezwaar,
        uitkomst,
        {{ period_codes('datum', ['jaar']) }}[1] as periode
    from {{ ref('fct_complaints') }}
),

counted as (
    select
        gemeentecode,
        periode,
        [
            {% for indicator, uitsplitsing, onderzoek in [
                ('kto', 'alle', 'kto'),
                ('clientervaring', 'ceo_intake', 'ceo_intake'),
                ('clientervaring', 'ceo_zes_maanden', 'ceo_zes_maanden'),
            ] -%}
                {{ figure(
                    indicator, uitsplitsing,
                    "coalesce(sum(score) filter (onderzoek = '" ~ onderzoek ~ "'), 0)",
                    "count(*) filter (onderzoek = '" ~ onderzoek ~ "')"
                ) }}
                {{- ',' if not loop.last }}
            {% endfor -%}
        ] as figuren
    from scores
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        -- in a fixed order, so that the same data give the same last digit
        [{{ figure('kto_aanbieders', 'alle', 'sum(gemiddelde order by aanbieder_code)', 'count(*)') }}] as figuren
    from means
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [
            {{ figure('bezwaren', 'alle', 'count(*) filter (is_bezwaar)') }},
            {{ figure(
                'bezwaren_gegrond', 'alle',
                "count(*) filter (is_bezwaar and uitkomst = 'gegrond')",
                "count(*) filter (is_bezwaar and uitkomst in ('gegrond', 'ongegrond'))"
            ) }},
            {{ figure('klachten', 'alle', 'count(*) filter (not is_bezwaar)') }}
        ] as figuren
    from cases
    group by gemeentecode, periode
)

{{ figures_of('counted') }}
