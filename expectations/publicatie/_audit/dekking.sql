-- One row per gemeente, mart and period that should be there or is there: the periods of core.municipality_periods plus the
-- one that is asked, with the number of rows that the mart owes and has.
with verwacht as (
    select gemeentecode, 'effectmeting' as mart, periode, 6 as verwacht
    from core.municipality_periods
    where soort in ('jaar', 'halfjaar')
    union
    select gemeentecode, 'bijstand_stromen' as mart, periode, 1 as verwacht
    from core.municipality_periods
    where soort in ('jaar', 'kwartaal', 'maand')
    union
    select g.gemeentecode, 'effectmeting' as mart, r.periode, 6 as verwacht
    from poort.gemeenten as g
    cross join poort.run as r
    where r.publicatie = 'effectmeting'
),

aanwezig as (
    select gemeentecode, 'effectmeting' as mart, periode, count(distinct einddoel) as regels
    from marts.effectmeting
    group by gemeentecode, periode
    union all
    select gemeentecode, 'bijstand_stromen' as mart, periode, count(*) as regels
    from marts.bijstand_stromen
    group by gemeentecode, periode
)

select gemeentecode, mart, periode, coalesce(verwacht, 0) as verwacht, coalesce(regels, 0) as regels
from verwacht
full outer join aanwezig using (gemeentecode, mart, periode)
where gemeentecode in (select gemeentecode from poort.gemeenten)
