-- One row per Wsw place, worked on or waited for (measures 6 and 7b).
select
    w.gemeentecode,
    w.plaatsnummer,
    c.client_key,
    w.soort,
    w.fte,
    w.begindatum,
    w.einddatum,
    w.clientnummer
from {{ ref('stg_gws__wsw_plaatsen') }} as w
left join {{ ref('stg_gws__clienten') }} as c on w.gemeentecode = c.gemeentecode and w.clientnummer = c.clientnummer
