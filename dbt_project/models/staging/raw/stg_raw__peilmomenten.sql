-- One row per gemeente that this run builds: what is known of it, and until when (measures 0).
select
    gemeentecode,
    max(levering) filter (bron = 'gws') as gws_levering,
    max(geleverd_op) filter (bron = 'gws') as gws_geleverd_op,
    max("asof") filter (bron = 'gws') as "asof",
    max(peilmoment) as peilmoment,
    min(eerste_levering_op) as eerste_levering_op
from {{ source('raw', 'peilmomenten') }}
group by gemeentecode
