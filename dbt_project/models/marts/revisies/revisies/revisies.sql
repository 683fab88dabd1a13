-- What publications said beside what the same figures are now (measures 10, Revisions). Of each publication and period the last
-- version that was not rolled back; a figure that only one of both has keeps its row, with NULL on the other side.
with toen as (
    select * from {{ ref('fct_published_figures') }}
),

publicaties as (
    select distinct gemeentecode, publicatie, versie, periode from toen
),

nu as (
    select p.publicatie, p.versie, c.*
    from publicaties as p
    inner join {{ ref('cijfers') }} as c on p.gemeentecode = c.gemeentecode and p.periode = c.periode
),

naast_elkaar as (
    select
        coalesce(t.gemeentecode, nu.gemeentecode) as gemeentecode,
        coalesce(t.publicatie, nu.publicatie) as publicatie,
        coalesce(t.versie, nu.versie) as versie,
        coalesce(t.periode, nu.periode) as periode,
        coalesce(t.indicator, nu.indicator) as indicator,
        coalesce(t.uitsplitsing, nu.uitsplitsing) as uitsplitsing,
        t.waarde as waarde_toen,
        nu.waarde as waarde_nu
    from toen as t
    full outer join nu
        on
            t.gemeentecode = nu.gemeentecode
            and t.publicatie = nu.publicatie
            and t.versie = nu.versie
            and t.periode = nu.periode
            and t.indicator = nu.indicator
            and t.uitsplitsing = nu.uitsplitsing
)

select
    n.gemeentecode,
    n.publicatie,
    n.versie,
    n.periode,
    n.indicator,
    n.uitsplitsing,
    n.waarde_toen,
    n.waarde_nu,
    -- amounts and counts differ to the cent; a share is not rounded
    case
        when n.waarde_nu = round(n.waarde_nu, 2) and n.waarde_toen = round(n.waarde_toen, 2)
            then round(n.waarde_nu - n.waarde_toen, 2)
        else n.waarde_nu - n.waarde_toen
    end as verschil,
    r.toegevoegd as records_toegevoegd,
    r.gewijzigd as records_gewijzigd,
    r.vervallen as records_vervallen
from naast_elkaar as n
left join {{ ref('fct_record_changes') }} as r
    on
        n.gemeentecode = r.gemeentecode
        and n.publicatie = r.publicatie
        and n.versie = r.versie
        and n.periode = r.periode
        and n.indicator = r.indicator
