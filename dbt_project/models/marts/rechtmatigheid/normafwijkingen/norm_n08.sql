-- N08 (S2 6.4): how many times a client may get a prb.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with ranked as (
    select *, row_number() over (partition by gemeentecode, client_key order by begindatum, activiteitnummer) as rang
    from {{ ref('fct_activities') }}
    where voorziening_soort = 'prb'
)

select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    a.begindatum as datum,
    a.rang as gevonden,
    cast(n.waarde as integer) as toegestaan,
    'aantal' as eenheid,
    {{ no_amount() }} as bedrag,
    a.rang > cast(n.waarde as integer) as geschonden
from ranked as a
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N08', "'aantal'", 'a.begindatum') }}
