-- Figures from UWV's referrals (smallingerland_2010, S0 3.5.1).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with offers as (
    select gemeentecode, client_key, datum from {{ ref('fct_contacts') }} where soort = 'aanbod'
    union all
    select gemeentecode, client_key, begindatum as datum from {{ ref('fct_activities') }}
),

referrals as (
    select
        v.gemeentecode,
        v.soort,
        v.re_integratieadvies,
        -- S0 3.5.1: there was work before an application was taken in
        not v.aanvraag_ingenomen and v.werk_voor_aanvraag as voorkomen,
        offers.datum is not null as opgepakt,
        {{ period_codes('v.meldingsdatum', ['jaar']) }}[1] as periode
    from {{ ref('fct_referrals') }} as v
    -- the first one on or after the melding
    asof left join offers
        on v.gemeentecode = offers.gemeentecode and v.client_key = offers.client_key and v.meldingsdatum <= offers.datum
),

counted as (
    select
        gemeentecode,
        periode,
        [
            {{ figure(
                'preventiequote', 'alle',
                "count(*) filter (soort = 'potentieel_wwb' and voorkomen)", "count(*) filter (soort = 'potentieel_wwb')"
            ) }},
            {{ figure(
                'kort_ww_opgepakt', 'alle',
                "count(*) filter (soort = 'kort_ww' and re_integratieadvies and opgepakt)",
                "count(*) filter (soort = 'kort_ww' and re_integratieadvies)"
            ) }}
        ] as figuren
    from referrals
    group by gemeentecode, periode
)

{{ figures_of('counted') }}
