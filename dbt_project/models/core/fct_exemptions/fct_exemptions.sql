-- One row per ontheffing; whether one runs at P follows from begindatum and einddatum (measures 0).
select
    o.gemeentecode,
    o.ontheffingnummer,
    c.client_key,
    o.soort,
    o.grond,
    o.besluitdatum,
    o.begindatum,
    o.einddatum,
    o.keuringnummer,
    o.clientnummer
from {{ ref('stg_gws__ontheffingen') }} as o
left join {{ ref('stg_gws__clienten') }} as c on o.gemeentecode = c.gemeentecode and o.clientnummer = c.clientnummer
