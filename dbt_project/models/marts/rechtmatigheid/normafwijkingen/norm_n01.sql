-- N01 (S3 4.1): no new activiteit of an aanbieder from the day after the last onvoldoende that it may have.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with verdicts as (
    select
        gemeentecode,
        aanbieder_code,
        einddatum,
        sum(count(*)) over (partition by gemeentecode, aanbieder_code order by einddatum) as onvoldoendes
    from {{ ref('fct_activities') }}
    where kwaliteit_oordeel = 'onvoldoende'
    group by gemeentecode, aanbieder_code, einddatum
)

select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    a.begindatum as datum,
    coalesce(v.onvoldoendes, 0) as gevonden,
    -- the onvoldoende of that number blocks, so one less is allowed
    cast(n.waarde as integer) - 1 as toegestaan,
    'aantal' as eenheid,
    a.betaald as bedrag,
    coalesce(a.begindatum > p.geblokkeerd_vanaf, false) as geschonden
from {{ ref('fct_activities') }} as a
inner join {{ ref('dim_providers') }} as p on a.gemeentecode = p.gemeentecode and a.aanbieder_code = p.aanbieder_code
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N01', "'onvoldoendes'", 'a.begindatum') }}
asof left join verdicts as v
    on a.gemeentecode = v.gemeentecode and a.aanbieder_code = v.aanbieder_code and a.begindatum > v.einddatum
