-- N02 (S3 4.1): under no cure, less pay no more is paid than what is due; provisional results are not judged yet.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with payments as (
    select gemeentecode, activiteitnummer, max(datum) as laatste_betaaldatum
    from {{ ref('fct_costs') }}
    where soort = 'betaling' and activiteitnummer is not null
    group by gemeentecode, activiteitnummer
)

select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    p.laatste_betaaldatum as datum,
    a.betaald as gevonden,
    a.verschuldigd as toegestaan,
    'euro' as eenheid,
    a.betaald - a.verschuldigd as bedrag,
    coalesce(a.betaald > a.verschuldigd, false) as geschonden
from {{ ref('fct_activities') }} as a
left join payments as p on a.gemeentecode = p.gemeentecode and a.activiteitnummer = p.activiteitnummer
where a.financiering = 'nclp' and a.resultaat <> 'lopend' and not a.voorlopig
