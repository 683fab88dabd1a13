-- One row per line and version in the files that hold, of each year the one stamped last. Every version stays, because which one
-- holds depends on P: of the lines with vastgesteld_op <= P the highest versie (sources.md 4).
select
    gemeentecode,
    cast(_venster as bigint) as begrotingsjaar,
    boekjaar,
    deel,
    soort_regel,
    budgetpost,
    domein,
    versie,
    vastgesteld_op,
    bedrag
from {{ ref('stg_finance__begroting') }}
