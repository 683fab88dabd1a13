-- One row per indicatie that the gemeente decided on itself, by beschikking (measures 9, N14).
select
    i.gemeentecode,
    i.indicatienummer,
    c.client_key,
    i.soort,
    i.beschikkingsdatum,
    i.clientnummer
from {{ ref('stg_gws__indicaties_beschikking') }} as i
left join {{ ref('stg_gws__clienten') }} as c on i.gemeentecode = c.gemeentecode and i.clientnummer = c.clientnummer
