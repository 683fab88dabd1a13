-- Provider quality (measures 3, S3 4.1): onvoldoendes of ended activiteiten in order; the n-th blocks the aanbieder.
with verdicts as (
    select
        gemeentecode,
        aanbieder_code,
        einddatum,
        row_number() over (partition by gemeentecode, aanbieder_code order by einddatum, activiteitnummer) as volgnummer
    from {{ ref('stg_gws__activiteiten') }}
    where einddatum is not null and kwaliteit_oordeel = 'onvoldoende'
),

counted as (
    select
        v.gemeentecode,
        v.aanbieder_code,
        count(*) as onvoldoendes,
        min(v.einddatum) filter (v.volgnummer = cast(n.waarde as integer)) as geblokkeerd_vanaf
    from verdicts as v
    left join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N01', "'onvoldoendes'", 'v.einddatum') }}
    group by v.gemeentecode, v.aanbieder_code
)

select
    a.gemeentecode,
    a.aanbieder_code,
    a.naam,
    a.soort,
    a.kvk_nummer,
    coalesce(c.onvoldoendes, 0) as onvoldoendes,
    c.geblokkeerd_vanaf
from {{ ref('stg_gws__aanbieders') }} as a
left join counted as c on a.gemeentecode = c.gemeentecode and a.aanbieder_code = c.aanbieder_code
