-- When the open amount of a verplichting changed and by how much: the sum of mutatie through P is what is open at P
-- (measures 3, openstaande verplichtingen). Steps instead of a stand per P keep it linear in the number of payments.
with steps as (
    select gemeentecode, verplichtingnummer, datum, cast(0 as decimal(18, 2)) as betaald
    from {{ ref('fct_commitments') }}
    union all
    -- a payment from before the verplichting is dated counts from the day the verplichting exists
    select v.gemeentecode, v.verplichtingnummer, greatest(k.datum, v.datum) as datum, k.bedrag as betaald
    from {{ ref('fct_commitments') }} as v
    inner join {{ ref('fct_costs') }} as k
        on v.gemeentecode = k.gemeentecode and v.verplichtingnummer = k.verplichtingnummer
),

days as (
    select gemeentecode, verplichtingnummer, datum, sum(betaald) as betaald
    from steps
    group by gemeentecode, verplichtingnummer, datum
),

paid as (
    select
        gemeentecode,
        verplichtingnummer,
        datum,
        sum(betaald) over (partition by gemeentecode, verplichtingnummer order by datum) as betaald_tot_en_met
    from days
),

stands as (
    select
        v.gemeentecode,
        v.verplichtingnummer,
        v.activiteitnummer,
        v.einddoel,
        v.budgetpost,
        p.datum,
        case
            when v.status = 'vervallen' then 0
            when v.status = 'afgerekend' and (v.laatste_betaaldatum is null or v.laatste_betaaldatum <= p.datum) then 0
            else greatest(0, v.bedrag - p.betaald_tot_en_met)
        end as openstaand
    from paid as p
    inner join {{ ref('fct_commitments') }} as v
        on p.gemeentecode = v.gemeentecode and p.verplichtingnummer = v.verplichtingnummer
),

changes as (
    select
        *,
        openstaand - lag(openstaand, 1, 0) over (
            partition by gemeentecode, verplichtingnummer order by datum
        ) as mutatie
    from stands
)

select
    gemeentecode,
    verplichtingnummer,
    datum,
    cast(mutatie as decimal(18, 2)) as mutatie,
    activiteitnummer,
    einddoel,
    budgetpost
from changes
where mutatie <> 0
