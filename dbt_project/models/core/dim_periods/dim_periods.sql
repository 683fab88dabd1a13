with coded as (
    select datum, periode_jaar as periode, 'jaar' as soort from {{ ref('dim_dates') }}
    union all
    select datum, periode_halfjaar as periode, 'halfjaar' as soort from {{ ref('dim_dates') }}
    union all
    select datum, periode_kwartaal as periode, 'kwartaal' as soort from {{ ref('dim_dates') }}
    union all
    select datum, periode_maand as periode, 'maand' as soort from {{ ref('dim_dates') }}
)

select periode, soort, min(datum) as van, max(datum) as tot, cast(null as varchar) as gemeentecode
from coded
group by periode, soort
