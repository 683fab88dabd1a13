select
    t.gemeentecode,
    t.trajectnummer,
    c.client_key,
    t.trajectdoel,
    t.begindatum,
    t.einddatum,
    -- the reason of an end counts only once it has ended; participatie can be reached before
    case when t.einddatum is not null then t.reden_beeindiging end as reden_beeindiging,
    t.resultaat_participatie,
    t.clientnummer
from {{ ref('stg_gws__trajecten') }} as t
left join {{ ref('stg_gws__clienten') }} as c on t.gemeentecode = c.gemeentecode and t.clientnummer = c.clientnummer
