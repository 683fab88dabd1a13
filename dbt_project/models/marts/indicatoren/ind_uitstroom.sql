-- Figures of who left bijstand in a period: to work, for good or not (measures 1, 6, 7b).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
{% set kinds = ['jaar', 'kwartaal'] %}

with exits as (
    select
        s.gemeentecode,
        s.client_key,
        s.naar_werk,
        s.duurzaam,
        -- known as soon as the new spell is seen, or when the window is closed; NULL before (measures 1)
        {% for termijn in ['kort', 'lang'] -%}
            case
                when {{ within_months('s.einddatum', 's.volgende_begindatum', termijn ~ '.waarde') }} then true
                when {{ window_closed('s.einddatum', termijn ~ '.waarde', 'g.asof') }} then false
            end as herinstroom_{{ termijn }},
        {% endfor -%}
        unnest({{ period_codes('s.einddatum', kinds) }}) as periode
    from {{ ref('fct_spells') }} as s
    inner join {{ ref('dim_municipalities') }} as g on s.gemeentecode = g.gemeentecode
    left join {{ ref('indicator_values') }} as kort
        on {{ indicator_value_join('kort', 'herinstroom_6m', 'maanden', 's.einddatum') }}
    left join {{ ref('indicator_values') }} as lang
        on {{ indicator_value_join('lang', 'herinstroom_12m', 'maanden', 's.einddatum') }}
    where s.einddatum is not null
),

exit_counts as (
    select
        gemeentecode,
        periode,
        [
            {{ figure('uitstroom_werk', 'alle', 'count(*) filter (naar_werk)') }},
            {{ figure('uitstroom_werk_aandeel_uitstroom', 'alle', 'count(*) filter (naar_werk)', 'count(*)') }},
            {{ figure(
                'herinstroom_6m', 'alle',
                'count(*) filter (herinstroom_kort)', 'count(*)', 'count(*) filter (herinstroom_kort is null)'
            ) }},
            {{ figure(
                'herinstroom_12m', 'alle',
                'count(*) filter (herinstroom_lang)', 'count(*)', 'count(*) filter (herinstroom_lang is null)'
            ) }},
            {{ figure(
                'duurzaam_aandeel', 'alle', 'count(*) filter (duurzaam)', 'count(*)', 'count(*) filter (duurzaam is null)'
            ) }},
            -- smallingerland_2020 (S2 6.1) and soest_2008 (S4 tabel 2.1)
            {{ figure('uitstroom_werk_personen', 'alle', 'count(distinct client_key) filter (naar_werk)') }}
        ] as figuren
    from exits
    group by gemeentecode, periode
)

{{ figures_of('exit_counts') }}
