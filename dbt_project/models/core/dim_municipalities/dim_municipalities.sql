with first_profile as (
    select gemeentecode, min(geldig_van) as geldig_van
    from {{ ref('profiles') }}
    where gemeentecode is not null
    group by gemeentecode
)

select
    k.gemeentecode,
    coalesce(m.naam, k.gemeentecode) as naam,
    m.arbeidsmarktregio_code,
    m.arbeidsmarktregio_cbs,
    m.arbeidsmarktregio,
    k.asof,
    k.peilmoment,
    -- figures start on 1 January of the year of the earliest profile, without a profile of the first delivery (marts.md)
    cast(date_trunc('year', coalesce(f.geldig_van, cast(k.eerste_levering_op as date))) as date) as rapportage_vanaf,
    k.gws_levering,
    k.gws_geleverd_op,
    k.eerste_levering_op
from {{ ref('stg_raw__peilmomenten') }} as k
left join {{ ref('municipalities') }} as m on k.gemeentecode = m.gemeentecode
left join first_profile as f on k.gemeentecode = f.gemeentecode
