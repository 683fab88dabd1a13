-- One row per keuring; it runs from the order until the advice (measures 5).
select
    k.gemeentecode,
    k.keuringnummer,
    c.client_key,
    k.opdrachtdatum,
    k.adviesdatum,
    k.adviseur,
    k.extern,
    k.clientnummer
from {{ ref('stg_gws__keuringen') }} as k
left join {{ ref('stg_gws__clienten') }} as c on k.gemeentecode = c.gemeentecode and k.clientnummer = c.clientnummer
