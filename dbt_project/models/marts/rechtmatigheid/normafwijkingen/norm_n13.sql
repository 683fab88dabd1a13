-- N13 (S2 7.3): what a client on a participatieplaats may get in premies per calendar half-year.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with payments as (
    select
        k.gemeentecode,
        k.betalingnummer as sleutel,
        k.client_key,
        k.aanbieder_code,
        k.betalingnummer,
        k.datum,
        {{ period_codes('k.datum', ['halfjaar']) }}[1] as halfjaar,
        k.bedrag,
        cast(n.waarde as decimal(18, 2)) as grens
    from {{ ref('fct_costs') }} as k
    inner join {{ ref('fct_activities') }} as a
        on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
    inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N13', "'bedrag'", 'k.datum') }}
    where k.soort = 'betaling' and k.betalingsoort = 'premie' and a.voorziening_soort = 'participatieplaats'
)

{{ sum_norm('payments', 'gemeentecode, client_key, halfjaar') }}
