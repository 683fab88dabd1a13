with payments as (
    select
        gemeentecode,
        verplichtingnummer,
        sum(bedrag) as betaald,
        max(datum) as laatste_betaaldatum
    from {{ ref('fct_costs') }}
    where verplichtingnummer is not null
    group by gemeentecode, verplichtingnummer
)

select
    v.gemeentecode,
    v.verplichtingnummer,
    v.activiteitnummer,
    v.datum,
    v.bedrag,
    cast(coalesce(p.betaald, 0) as decimal(18, 2)) as betaald,
    v.status,
    v.budgetpost,
    p.laatste_betaaldatum,
    a.einddoel
from {{ ref('stg_gws__verplichtingen') }} as v
left join {{ ref('stg_gws__activiteiten') }} as a
    on v.gemeentecode = a.gemeentecode and v.activiteitnummer = a.activiteitnummer
left join payments as p on v.gemeentecode = p.gemeentecode and v.verplichtingnummer = p.verplichtingnummer
