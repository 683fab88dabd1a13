-- N19 (S0 3.5.2): an ontheffing rests on external advice that was there when it was decided.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

select
    o.gemeentecode,
    o.ontheffingnummer as sleutel,
    o.client_key,
    cast(null as varchar) as aanbieder_code,
    o.besluitdatum as datum,
    cast(k.keuringnummer is not null as integer) as gevonden,
    n.waarde as toegestaan,
    'aantal' as eenheid,
    {{ no_amount() }} as bedrag,
    k.keuringnummer is null as geschonden
from {{ ref('fct_exemptions') }} as o
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N19', "'keuringen'", 'o.besluitdatum') }}
left join {{ ref('fct_medical_exams') }} as k
    on
        o.gemeentecode = k.gemeentecode
        and o.keuringnummer = k.keuringnummer
        and k.extern
        and o.besluitdatum >= k.adviesdatum
