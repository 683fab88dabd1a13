-- N06 (S1 5.1): how long a Stark-traject may last, and how often it may be extended.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'stark_traject'
)

{{ length_norm('N06', 'activities') }}
union all by name
select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    a.begindatum as datum,
    a.verlengingen as gevonden,
    cast(n.waarde as integer) as toegestaan,
    'aantal' as eenheid,
    {{ no_amount() }} as bedrag,
    a.verlengingen > cast(n.waarde as integer) as geschonden
from activities as a
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N06', "'verlengingen'", 'a.begindatum') }}
where a.verlengingen is not null
