with days as (
    select cast(unnest(generate_series(date '1990-01-01', date '2049-12-31', interval 1 day)) as date) as datum
)

select
    datum,
    cast(year(datum) as bigint) as jaar,
    cast(month(datum) as bigint) as maand,
    {{ period_codes('datum', ['jaar']) }}[1] as periode_jaar,
    {{ period_codes('datum', ['halfjaar']) }}[1] as periode_halfjaar,
    {{ period_codes('datum', ['kwartaal']) }}[1] as periode_kwartaal,
    {{ period_codes('datum', ['maand']) }}[1] as periode_maand,
    datum = last_day(datum) as is_maandeinde,
    cast(null as varchar) as gemeentecode
from days
