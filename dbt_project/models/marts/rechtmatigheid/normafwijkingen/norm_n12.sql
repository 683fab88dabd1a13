-- N12 (S2 7.3): a participatieplaats takes neither too few nor too many hours a week.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with hours as (
    select
        a.*,
        cast(minimaal.waarde as decimal(18, 2)) as minimaal,
        cast(maximaal.waarde as decimal(18, 2)) as maximaal
    from {{ ref('fct_activities') }} as a
    inner join {{ ref('norm_values') }} as minimaal
        on {{ norm_limit('minimaal', 'N12', "'uren_minimaal'", 'a.begindatum') }}
    inner join {{ ref('norm_values') }} as maximaal
        on {{ norm_limit('maximaal', 'N12', "'uren_maximaal'", 'a.begindatum') }}
    where a.voorziening_soort = 'participatieplaats' and a.uren_per_week is not null
)

select
    gemeentecode,
    activiteitnummer as sleutel,
    client_key,
    aanbieder_code,
    begindatum as datum,
    uren_per_week as gevonden,
    case when uren_per_week < minimaal then minimaal else maximaal end as toegestaan,
    'uren' as eenheid,
    {{ no_amount() }} as bedrag,
    uren_per_week < minimaal or uren_per_week > maximaal as geschonden
from hours
