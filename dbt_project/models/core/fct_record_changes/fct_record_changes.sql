-- One row per earlier publication and figure: records of its source files that were added, changed or removed
-- since (measures 10).
select
    w.gemeentecode,
    w.publicatie,
    w.versie,
    w.periode,
    f.indicator,
    cast(sum(w.toegevoegd) as bigint) as toegevoegd,
    cast(sum(w.gewijzigd) as bigint) as gewijzigd,
    cast(sum(w.vervallen) as bigint) as vervallen
from {{ ref('stg_raw__recordwijzigingen') }} as w
inner join {{ ref('stg_raw__figuurbronnen') }} as f on w.bron = f.bron and w.bestand = f.bestand
group by w.gemeentecode, w.publicatie, w.versie, w.periode, f.indicator
