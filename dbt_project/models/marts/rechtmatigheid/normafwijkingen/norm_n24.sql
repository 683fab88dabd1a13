-- N24 (no clause of a seed; measures 9): no more is paid on a verplichting than was committed.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with payments as (
    select
        k.gemeentecode,
        k.verplichtingnummer as sleutel,
        a.client_key,
        a.aanbieder_code,
        k.betalingnummer,
        k.datum,
        k.bedrag,
        v.bedrag as grens
    from {{ ref('fct_costs') }} as k
    inner join {{ ref('fct_commitments') }} as v
        on k.gemeentecode = v.gemeentecode and k.verplichtingnummer = v.verplichtingnummer
    left join {{ ref('fct_activities') }} as a
        on v.gemeentecode = a.gemeentecode and v.activiteitnummer = a.activiteitnummer
    where k.soort = 'betaling'
)

{{ sum_norm('payments', 'gemeentecode, sleutel') }}
