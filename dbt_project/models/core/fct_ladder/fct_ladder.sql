-- One row per measurement on the participation ladder; a client has one a day at most (sources.md 1).
select l.gemeentecode, c.client_key, l.meetdatum, l.trede, l.clientnummer
from {{ ref('stg_gws__ladderstanden') }} as l
left join {{ ref('stg_gws__clienten') }} as c on l.gemeentecode = c.gemeentecode and l.clientnummer = c.clientnummer
