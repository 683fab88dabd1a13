-- N22 (no clause of a seed; measures 9): a factuur is paid once. An unknown aanbieder equals an unknown one.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with ranked as (
    select
        *,
        row_number() over (
            partition by gemeentecode, factuurnummer, bedrag, aanbieder_code order by datum, betalingnummer
        ) as rang
    from {{ ref('fct_costs') }}
    where soort = 'betaling' and betalingsoort = 'factuur' and factuurnummer <> ''
)

select
    k.gemeentecode,
    k.betalingnummer as sleutel,
    k.client_key,
    k.aanbieder_code,
    k.datum,
    k.rang as gevonden,
    cast(n.waarde as integer) as toegestaan,
    'aantal' as eenheid,
    k.bedrag,
    k.rang > cast(n.waarde as integer) as geschonden
from ranked as k
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N22', "'aantal'", 'k.datum') }}
