-- N03 (S3 4.2.2): an activiteit of an externe aanbieder stands on a contract of that aanbieder that holds on its first day.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    a.begindatum as datum,
    cast(c.contractnummer is not null as integer) as gevonden,
    n.waarde as toegestaan,
    'aantal' as eenheid,
    a.betaald as bedrag,
    c.contractnummer is null as geschonden
from {{ ref('fct_activities') }} as a
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N03', "'contracten'", 'a.begindatum') }}
left join {{ ref('dim_contracts') }} as c
    on
        a.gemeentecode = c.gemeentecode
        and a.contractnummer = c.contractnummer
        and a.aanbieder_code = c.aanbieder_code
        and a.begindatum >= c.begindatum
        and (c.einddatum is null or a.begindatum <= c.einddatum)
where a.aanbieder_soort = 'extern'
