-- When a dossier had a bijstand uitkering running, as periods that do not overlap: "uitkeringen at P" counts distinct
-- dossiernummers, and hoofd and partner share one (measures 1). Running means begindatum <= P < einddatum, so an uitkering that
-- ends on the day it begins never runs at the close of a day.
with running as (
    -- distinct: hoofd and partner often begin and end on the same days, and equal rows have no order of their own, so the two
    -- windows below could see them in two different orders
    select distinct gemeentecode, dossiernummer, begindatum, coalesce(einddatum, date '9999-12-31') as einde
    from {{ ref('fct_benefits') }}
    where is_bijstand and (einddatum is null or einddatum > begindatum)
),

seen as (
    select
        *,
        max(einde) over (
            partition by gemeentecode, dossiernummer order by begindatum, einde rows between unbounded preceding and 1 preceding
        ) as einde_tot_nu
    from running
),

numbered as (
    select
        *,
        count(*) filter (einde_tot_nu is null or begindatum > einde_tot_nu) over (
            partition by gemeentecode, dossiernummer order by begindatum, einde rows between unbounded preceding and current row
        ) as volgnummer
    from seen
)

select
    gemeentecode,
    dossiernummer,
    min(begindatum) as begindatum,
    nullif(max(einde), date '9999-12-31') as einddatum
from numbered
group by gemeentecode, dossiernummer, volgnummer
