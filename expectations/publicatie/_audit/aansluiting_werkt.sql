-- One row per gemeente, figure and period of the marts about what works: the mart beside the same figure counted again from core
-- (measures 4). Written apart from the models on purpose: days lie between the first and the last day of a period here.
with perioden as (
    select gemeentecode, periode, soort, van, tot
    from core.municipality_periods
    where gemeentecode in (select gemeentecode from poort.gemeenten) and soort in ('jaar', 'kwartaal', 'maand')
),

lang as (
    select * from perioden where soort <> 'maand'
),

uit_core as (
    -- every period has this one, also a period without exits
    select p.gemeentecode, p.periode, 'wat_werkt.uitstroom_laatste' as figuur, count(s.client_key) as waarde
    from lang as p
    left join core.fct_spells as s
        on p.gemeentecode = s.gemeentecode and s.naar_werk and s.einddatum between p.van and p.tot
    group by p.gemeentecode, p.periode
    union all
    select p.gemeentecode, p.periode, 'wat_werkt.ingezet' as figuur, count(*) as waarde
    from lang as p
    inner join core.fct_activities as a on p.gemeentecode = a.gemeentecode and a.begindatum between p.van and p.tot
    group by all
    union all
    select p.gemeentecode, p.periode, 'wat_werkt.beeindigd' as figuur, count(*) as waarde
    from lang as p
    inner join core.fct_activities as a on p.gemeentecode = a.gemeentecode and a.einddatum between p.van and p.tot
    group by all
    union all
    select
        p.gemeentecode,
        p.periode,
        case k.soort when 'betaling' then 'wat_werkt.kosten_extern' else 'wat_werkt.kosten_intern' end as figuur,
        sum(k.bedrag) as waarde
    from lang as p
    inner join core.fct_costs as k on p.gemeentecode = k.gemeentecode and k.datum between p.van and p.tot
    where k.activiteitnummer is not null
    group by all
    union all
    select
        p.gemeentecode,
        p.periode,
        unnest(['trede_verandering.trajecten', 'traject_resultaten.beeindigd']) as figuur,
        count(*) as waarde
    from lang as p
    inner join core.fct_trajecten as t on p.gemeentecode = t.gemeentecode and t.einddatum between p.van and p.tot
    group by p.gemeentecode, p.periode
    union all
    select p.gemeentecode, p.periode, 'traject_resultaten.begonnen' as figuur, count(*) as waarde
    from lang as p
    inner join core.fct_trajecten as t on p.gemeentecode = t.gemeentecode and t.begindatum between p.van and p.tot
    group by all
    union all
    select
        p.gemeentecode,
        p.periode,
        unnest(['ladder_matrix.personen 3', 'ladder_matrix.personen 6', 'ladder_matrix.personen 12']) as figuur,
        count(distinct s.client_key) as waarde
    from perioden as p
    inner join core.fct_spells as s
        on p.gemeentecode = s.gemeentecode and s.begindatum <= p.tot and (s.einddatum is null or s.einddatum > p.tot)
    where p.soort = 'maand'
    group by p.gemeentecode, p.periode
),

wat_werkt as (
    select
        gemeentecode,
        periode,
        sum(uitstroom_laatste) as uitstroom_laatste,
        sum(ingezet) as ingezet,
        sum(beeindigd) as beeindigd,
        sum(kosten_extern) as kosten_extern,
        sum(kosten_intern) as kosten_intern
    from marts.wat_werkt
    where doelgroep = 'alle'
    group by all
),

uit_marts as (
    select
        gemeentecode,
        periode,
        unnest([
            'wat_werkt.uitstroom_laatste',
            'wat_werkt.ingezet',
            'wat_werkt.beeindigd',
            'wat_werkt.kosten_extern',
            'wat_werkt.kosten_intern'
        ]) as figuur,
        unnest([uitstroom_laatste, ingezet, beeindigd, kosten_extern, kosten_intern]) as waarde
    from wat_werkt
    union all
    select
        gemeentecode,
        periode,
        'trede_verandering.trajecten' as figuur,
        sum(gestegen + gelijk + gedaald + onbekend) as waarde
    from marts.trede_verandering
    group by all
    union all
    select gemeentecode, periode, 'traject_resultaten.beeindigd' as figuur, sum(beeindigd) as waarde
    from marts.traject_resultaten
    group by all
    union all
    select gemeentecode, periode, 'traject_resultaten.begonnen' as figuur, sum(begonnen) as waarde
    from marts.traject_resultaten
    group by all
    union all
    select
        gemeentecode,
        strftime(peildatum, '%Y-%m') as periode,
        'ladder_matrix.personen ' || maanden as figuur,
        sum(personen) as waarde
    from marts.ladder_matrix
    group by all
)

select
    gemeentecode,
    figuur,
    periode,
    cast(coalesce(m.waarde, 0) as decimal(38, 2)) as mart,
    cast(coalesce(c.waarde, 0) as decimal(38, 2)) as core
from uit_marts as m
full outer join uit_core as c using (gemeentecode, figuur, periode)
where gemeentecode in (select gemeentecode from poort.gemeenten)
