-- One row per gemeente, mart and period that should be there or is there: the periods of core.municipality_periods plus the
-- one that is asked, with the number of rows that the mart owes and has.
with posten as (
    select p.gemeentecode, p.periode, b.budgetpost
    from core.municipality_periods as p
    inner join core.fct_budget as b
        on p.gemeentecode = b.gemeentecode and year(p.tot) = b.boekjaar and b.vastgesteld_op <= p.tot and b.soort_regel = 'post'
    where p.soort = 'kwartaal'
    union
    select p.gemeentecode, p.periode, g.budgetpost
    from core.municipality_periods as p
    inner join core.fct_ledger as g
        on p.gemeentecode = g.gemeentecode and year(p.tot) = g.boekjaar and (g.periode <= month(p.tot) or month(p.tot) = 12)
    where p.soort = 'kwartaal'
    union
    select p.gemeentecode, p.periode, k.budgetpost
    from core.municipality_periods as p
    inner join core.fct_costs as k
        on p.gemeentecode = k.gemeentecode and k.datum between date_trunc('year', p.tot) and p.tot and k.soort = 'betaling'
    where p.soort = 'kwartaal'
    union
    select p.gemeentecode, p.periode, m.budgetpost
    from core.municipality_periods as p
    inner join core.fct_commitment_changes as m on p.gemeentecode = m.gemeentecode and m.datum <= p.tot
    where p.soort = 'kwartaal'
    group by p.gemeentecode, p.periode, m.budgetpost
    having sum(m.mutatie) > 0
),

verwacht as (
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
    left join core.dim_municipalities as m on g.gemeentecode = m.gemeentecode
    where r.publicatie = 'effectmeting' and (m.gemeentecode is null or m.rapportage_vanaf <= r.peildatum)
    union
    -- three comparisons for every month at whose end someone was in bijstand
    select gemeentecode, 'ladder_matrix' as mart, periode, case when stand_eind > 0 then 3 else 0 end as verwacht
    from marts.bijstand_stromen
    where length(periode) = 7
    union
    select p.gemeentecode, 'wat_werkt' as mart, p.periode, count(distinct (a.voorziening_code, a.trajectdoel)) as verwacht
    from core.municipality_periods as p
    inner join core.fct_activities as a
        on p.gemeentecode = a.gemeentecode and (a.begindatum between p.van and p.tot or a.einddatum between p.van and p.tot)
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
    union
    select p.gemeentecode, 'trede_verandering' as mart, p.periode, count(distinct t.trajectdoel) as verwacht
    from core.municipality_periods as p
    inner join core.fct_trajecten as t on p.gemeentecode = t.gemeentecode and t.einddatum between p.van and p.tot
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
    union
    select p.gemeentecode, 'traject_resultaten' as mart, p.periode, count(distinct t.trajectdoel) as verwacht
    from core.municipality_periods as p
    inner join core.fct_trajecten as t
        on p.gemeentecode = t.gemeentecode and (t.begindatum between p.van and p.tot or t.einddatum between p.van and p.tot)
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
    union
    -- every uitsplitsing of every indicator of the profiles that hold at P
    select p.gemeentecode, 'indicatoren' as mart, p.periode, cast(sum(len(string_split(i.uitsplitsingen, ' '))) as bigint) as verwacht
    from core.municipality_periods as p
    inner join policy.profiles as f
        on
            (f.gemeentecode is null or f.gemeentecode = p.gemeentecode)
            and (f.geldig_van is null or f.geldig_van <= p.tot)
            and (f.geldig_tot is null or f.geldig_tot >= p.tot)
    inner join policy.indicators as i on f.profiel = i.profiel and ' ' || i.periodesoorten || ' ' like '% ' || p.soort || ' %'
    where (i.geldig_van is null or i.geldig_van <= p.tot) and (i.geldig_tot is null or i.geldig_tot >= p.tot)
    group by p.gemeentecode, p.periode
    union
    select gemeentecode, 'kosten_per_soort' as mart, periode, 7 as verwacht
    from core.municipality_periods
    where soort in ('jaar', 'kwartaal')
    union
    -- the own gemeente and each peer, in every group and year, also without a figure of CBS
    select p.gemeentecode, 'benchmark_bijstand' as mart, p.periode, count(*) + count(distinct b.groep) as verwacht
    from core.municipality_periods as p
    inner join policy.benchmark_groups as b
        on
            p.gemeentecode = b.eigen_gemeentecode
            and (b.geldig_van is null or b.geldig_van <= p.tot)
            and (b.geldig_tot is null or b.geldig_tot >= p.tot)
    where p.soort = 'jaar'
    group by p.gemeentecode, p.periode
    union
    -- every budgetpost of the year with a post line, booking or payment through P, or something open at P
    select gemeentecode, 'uitputting' as mart, periode, count(distinct coalesce(budgetpost, '(leeg)')) as verwacht
    from posten
    group by gemeentecode, periode
),

aanwezig as (
    select gemeentecode, 'effectmeting' as mart, periode, count(distinct einddoel) as regels
    from marts.effectmeting
    group by gemeentecode, periode
    union all
    select gemeentecode, 'bijstand_stromen' as mart, periode, count(*) as regels
    from marts.bijstand_stromen
    group by gemeentecode, periode
    union all
    select gemeentecode, 'ladder_matrix' as mart, strftime(peildatum, '%Y-%m') as periode, count(distinct maanden) as regels
    from marts.ladder_matrix
    group by all
    union all
    select gemeentecode, 'wat_werkt' as mart, periode, count(*) filter (ingezet > 0 or beeindigd > 0) as regels
    from marts.wat_werkt
    where doelgroep = 'alle'
    group by gemeentecode, periode
    union all
    select gemeentecode, 'trede_verandering' as mart, periode, count(*) as regels
    from marts.trede_verandering
    group by gemeentecode, periode
    union all
    select gemeentecode, 'traject_resultaten' as mart, periode, count(*) as regels
    from marts.traject_resultaten
    group by gemeentecode, periode
    union all
    select gemeentecode, 'indicatoren' as mart, periode, count(*) as regels
    from marts.indicatoren
    group by gemeentecode, periode
    union all
    select gemeentecode, 'kosten_per_soort' as mart, periode, count(distinct kostensoort) as regels
    from marts.kosten_per_soort
    group by gemeentecode, periode
    union all
    select gemeentecode, 'uitputting' as mart, periode, count(*) as regels
    from marts.uitputting
    group by gemeentecode, periode
    union all
    select eigen_gemeentecode as gemeentecode, 'benchmark_bijstand' as mart, cast(jaar as varchar) as periode, count(*) as regels
    from marts.benchmark_bijstand
    group by all
)

select
    gemeentecode, mart, periode, coalesce(verwacht, 0) as verwacht, coalesce(regels, 0) as regels, cast(null as date) as cijfers_vanaf
from verwacht
full outer join aanwezig using (gemeentecode, mart, periode)
where gemeentecode in (select gemeentecode from poort.gemeenten)
union all
-- a gemeente whose figures begin after the asked period
select m.gemeentecode, 'gevraagd' as mart, r.periode, 0 as verwacht, 0 as regels, m.rapportage_vanaf as cijfers_vanaf
from core.dim_municipalities as m
semi join poort.gemeenten as g on m.gemeentecode = g.gemeentecode
semi join core.municipality_periods as p on m.gemeentecode = p.gemeentecode
cross join poort.run as r
where m.rapportage_vanaf > r.peildatum
