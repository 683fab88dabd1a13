select
    t.gemeentecode,
    t.trajectnummer,
    c.client_key,
    t.trajectdoel,
    t.begindatum,
    t.einddatum,
    -- what is said about an end counts only once it has ended
    case when t.einddatum is not null then t.reden_beeindiging end as reden_beeindiging,
    case when t.einddatum is not null then t.resultaat_participatie end as resultaat_participatie,
    t.clientnummer
from {{ ref('stg_gws__trajecten') }} as t
left join {{ ref('stg_gws__clienten') }} as c on t.gemeentecode = c.gemeentecode and t.clientnummer = c.clientnummer
