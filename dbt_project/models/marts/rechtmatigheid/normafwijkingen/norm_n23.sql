-- N23 (no clause of a seed; measures 9): a factuur is paid on a verplichting.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

select
    k.gemeentecode,
    k.betalingnummer as sleutel,
    k.client_key,
    k.aanbieder_code,
    k.datum,
    cast(k.verplichtingnummer is not null as integer) as gevonden,
    n.waarde as toegestaan,
    'aantal' as eenheid,
    k.bedrag,
    k.verplichtingnummer is null as geschonden
from {{ ref('fct_costs') }} as k
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N23', "'verplichtingen'", 'k.datum') }}
where k.soort = 'betaling' and k.betalingsoort = 'factuur'
