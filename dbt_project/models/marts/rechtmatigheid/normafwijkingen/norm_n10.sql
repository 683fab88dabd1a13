-- N10 (S2 7.3): from which age a participatieplaats may begin.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with clients as (
    select distinct gemeentecode, client_key, geboortedatum from {{ ref('dim_clients') }}
)

select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    a.begindatum as datum,
    {{ age_at('c.geboortedatum', 'a.begindatum') }} as gevonden,
    cast(n.waarde as integer) as toegestaan,
    'jaar' as eenheid,
    {{ no_amount() }} as bedrag,
    {{ age_at('c.geboortedatum', 'a.begindatum') }} < cast(n.waarde as integer) as geschonden
from {{ ref('fct_activities') }} as a
inner join clients as c on a.gemeentecode = c.gemeentecode and a.client_key = c.client_key
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N10', "'leeftijd'", 'a.begindatum') }}
where a.voorziening_soort = 'participatieplaats'
