-- Figures of activiteiten by soort, result and aanbieder (measures 3, 6, 7).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
{% set monitor = {
    'proefplaatsingen': 'proefplaatsing',
    'werkstages': 'werkstage',
    'taalstages': 'taalstage',
    'plaatsingen_regulier': 'plaatsing_regulier',
    'trajecten_stark': 'stark_traject',
} %}

with begun as (
    select
        gemeentecode,
        client_key,
        voorziening_soort as soort,
        unnest({{ period_codes('begindatum', ['jaar', 'kwartaal']) }}) as periode
    from {{ ref('fct_activities') }}
),

begun_counts as (
    select
        gemeentecode,
        periode,
        [
            -- midden_drenthe_2021: S1 bijlage 3 tabel 1
            {% for indicator, soort in monitor.items() -%}
                {{ figure(indicator, 'gestart', "count(*) filter (soort = '" ~ soort ~ "')") }},
            {% endfor -%}
            -- smallingerland_2020: S2 6.2, 6.4, 6.6.1, 6.6.2, 6.6.3; persons for the leerwerkplekken and the pakket
            {{ figure('leerwerkplek_instroom', 'alle', "count(distinct client_key) filter (soort = 'leerwerkplek')") }},
            {{ figure('statushouders_pakket', 'alle', "count(distinct client_key) filter (soort = 'statushouder_pakket')") }},
            {{ figure('prb_aantal', 'alle', "count(*) filter (soort = 'prb')") }},
            {{ figure('beschut_werk_plaatsingen', 'alle', "count(*) filter (soort = 'beschut_werk')") }},
            {{ figure('bab_vast', 'alle', "count(*) filter (soort = 'bab_vast')") }},
            {{ figure('maatwerk_zorg', 'alle', "count(*) filter (soort = 'maatwerktraject_zorg')") }},
            {{ figure('maatwerk_ouderen', 'alle', "count(*) filter (soort = 'maatwerktraject_ouderen')") }}
        ] as figuren
    from begun
    group by gemeentecode, periode
),

running_counts as (
    select
        p.gemeentecode,
        p.periode,
        [
            {% for indicator, soort in monitor.items() -%}
                {{ figure(indicator, 'lopend', "count(*) filter (a.voorziening_soort = '" ~ soort ~ "')") }},
            {% endfor -%}
            -- smallingerland_2020: S2 7.3
            {{ figure('participatieplaatsen', 'alle', "count(*) filter (a.voorziening_soort = 'participatieplaats')") }}
        ] as figuren
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('fct_activities') }} as a
        on
            p.gemeentecode = a.gemeentecode
            and p.tot >= a.begindatum
            and (a.einddatum is null or p.tot < a.einddatum)
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
),

ended as (
    select *, unnest({{ period_codes('einddatum', ['halfjaar']) }}) as periode
    from {{ ref('fct_activities') }}
    where einddatum is not null
),

ended_counts as (
    select
        gemeentecode,
        periode,
        -- noordoostpolder_2014, S3 4.2.4: booked hours at K; nothing booked is within the estimate
        [
            {{ figure(
                'uren_gehaald', 'alle',
                "count(*) filter (aanbieder_soort = 'intern' and uren <= geschatte_uren)",
                "count(*) filter (aanbieder_soort = 'intern' and geschatte_uren is not null)"
            ) }}
        ] as figuren
    from ended
    group by gemeentecode, periode
),

blocked_counts as (
    select
        p.gemeentecode,
        p.periode,
        -- noordoostpolder_2014: S3 4.1, blocked at P
        [{{ figure('aanbieders_geblokkeerd', 'alle', 'count(*)') }}] as figuren
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('dim_providers') }} as a on p.gemeentecode = a.gemeentecode and p.tot >= a.geblokkeerd_vanaf
    where p.soort = 'halfjaar'
    group by p.gemeentecode, p.periode
)

select
    gemeentecode,
    periode,
    'succes_aandeel' as indicator,
    coalesce('einddoel:' || einddoel, 'alle') as uitsplitsing,
    -- noordoostpolder_2014: S3 4.2.4; voorlopig as in effectmeting
    cast(count(*) filter (resultaat = 'succesvol') as double) as teller,
    cast(count(*) as double) as noemer,
    count(*) filter (voorlopig) as voorlopig
from ended
group by grouping sets ((gemeentecode, periode, einddoel), (gemeentecode, periode))
union all
{{ figures_of('begun_counts') }}
union all
{{ figures_of('running_counts') }}
union all
{{ figures_of('ended_counts') }}
union all
{{ figures_of('blocked_counts') }}
