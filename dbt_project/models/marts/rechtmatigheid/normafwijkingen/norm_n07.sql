-- N07 (S2 6.4): what the persoonlijk re-integratiebudget (prb) of a client may cost in all.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with payments as (
    select
        k.gemeentecode,
        k.betalingnummer as sleutel,
        k.client_key,
        k.aanbieder_code,
        k.betalingnummer,
        k.datum,
        k.bedrag,
        cast(n.waarde as decimal(18, 2)) as grens
    from {{ ref('fct_costs') }} as k
    inner join {{ ref('fct_activities') }} as a
        on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
    inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N07', "'bedrag'", 'k.datum') }}
    where k.soort = 'betaling' and a.voorziening_soort = 'prb'
)

{{ sum_norm('payments', 'gemeentecode, client_key') }}
