-- One row per contactmoment of a client (measures 5).
select
    m.gemeentecode,
    m.contactnummer,
    c.client_key,
    m.datum,
    m.soort,
    m.clientnummer
from {{ ref('stg_gws__contactmomenten') }} as m
left join {{ ref('stg_gws__clienten') }} as c on m.gemeentecode = c.gemeentecode and m.clientnummer = c.clientnummer
