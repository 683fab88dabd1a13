-- One row per gemeente, figure, period and budgetpost of the marts about money: the mart beside the same figure counted again from
-- core (measures 4, 8). Written apart from the models on purpose: days lie between the first and the last day of a period here,
-- months of the ledger between its first and last month, and a versie holds because it is the greatest.
with perioden as (
    select
        gemeentecode,
        periode,
        soort,
        van,
        tot,
        year(tot) as jaar,
        month(van) as eerste_maand,
        case when month(tot) = 12 then 13 else month(tot) end as laatste_maand
    from core.municipality_periods
    where gemeentecode in (select gemeentecode from poort.gemeenten) and soort in ('jaar', 'kwartaal')
),

kosten as (
    select
        k.gemeentecode,
        k.datum,
        k.soort,
        k.budgetpost,
        coalesce(a.voorziening_soort = 'werkpunt', false) as is_werkpunt,
        case
            when k.soort = 'betaling' then k.bedrag
            else cast(round(cast(k.uren as decimal(20, 2)) * cast(tarief.waarde as decimal(18, 2)), 2) as decimal(18, 2))
        end as bedrag
    from core.fct_costs as k
    left join core.fct_activities as a on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
    left join core.policy_values as tarief
        on
            k.gemeentecode = tarief.gemeentecode
            and tarief.sleutel = 'uurtarief_intern'
            and k.datum between tarief.geldig_van and tarief.geldig_tot
),

kosten_per_periode as (
    select
        p.gemeentecode,
        p.periode,
        coalesce(sum(k.bedrag) filter (k.soort = 'betaling'), 0) as betalingen,
        coalesce(sum(k.bedrag) filter (k.soort = 'betaling' and not k.is_werkpunt), 0) as andere_betalingen,
        coalesce(sum(k.bedrag) filter (k.soort = 'uren' and not k.is_werkpunt), 0) as andere_uren,
        coalesce(sum(k.bedrag) filter (k.is_werkpunt), 0) as werkpunt
    from perioden as p
    left join kosten as k on p.gemeentecode = k.gemeentecode and k.datum between p.van and p.tot
    group by p.gemeentecode, p.periode
),

grootboek_per_periode as (
    select p.gemeentecode, p.periode, coalesce(sum(g.bedrag), 0) as bedrag
    from perioden as p
    left join core.fct_ledger as g
        on p.gemeentecode = g.gemeentecode and p.jaar = g.boekjaar and g.periode between p.eerste_maand and p.laatste_maand
    group by p.gemeentecode, p.periode
),

kwartalen as (
    select * from perioden where soort = 'kwartaal'
),

posten as (
    select
        p.gemeentecode,
        p.periode,
        b.deel,
        b.budgetpost,
        arg_max(b.bedrag, (b.versie, b.begrotingsjaar)) as bedrag
    from kwartalen as p
    inner join core.fct_budget as b on p.gemeentecode = b.gemeentecode and p.jaar = b.boekjaar and b.vastgesteld_op <= p.tot
    where b.soort_regel = 'post'
    group by all
),

-- that the steps are those of measures 3 is counted again in aansluiting_marts
open_verplichtingen as (
    select p.gemeentecode, p.periode, m.budgetpost, sum(m.mutatie) as bedrag
    from kwartalen as p
    inner join core.fct_commitment_changes as m on p.gemeentecode = m.gemeentecode and m.datum <= p.tot
    group by p.gemeentecode, p.periode, m.budgetpost
),

uit_core as (
    select
        k.gemeentecode,
        k.periode,
        unnest([
            'kosten_per_soort.werkpunt',
            'kosten_per_soort.betalingen',
            'kosten_per_soort.uren',
            'kosten_per_soort.niet_toegerekend',
            'kosten_per_soort.samen'
        ]) as figuur,
        '-' as budgetpost,
        unnest([
            k.werkpunt,
            k.andere_betalingen,
            k.andere_uren,
            g.bedrag - k.betalingen,
            g.bedrag - k.betalingen + k.andere_betalingen + k.andere_uren + k.werkpunt
        ]) as waarde
    from kosten_per_periode as k
    inner join grootboek_per_periode as g on k.gemeentecode = g.gemeentecode and k.periode = g.periode
    union all
    select gemeentecode, periode, 'uitputting.begroot' as figuur, coalesce(budgetpost, '(leeg)') as budgetpost, sum(bedrag) as waarde
    from posten
    group by all
    union all
    select p.gemeentecode, p.periode, 'uitputting.gerealiseerd_grootboek' as figuur, g.budgetpost, sum(g.bedrag) as waarde
    from kwartalen as p
    inner join core.fct_ledger as g
        on p.gemeentecode = g.gemeentecode and p.jaar = g.boekjaar and g.periode <= p.laatste_maand
    group by all
    union all
    select p.gemeentecode, p.periode, 'uitputting.gerealiseerd_gws' as figuur, k.budgetpost, sum(k.bedrag) as waarde
    from kwartalen as p
    inner join kosten as k
        on p.gemeentecode = k.gemeentecode and k.datum between make_date(p.jaar, 1, 1) and p.tot and k.soort = 'betaling'
    group by all
    union all
    select gemeentecode, periode, 'uitputting.openstaande_verplichtingen' as figuur, budgetpost, bedrag as waarde
    from open_verplichtingen
),

per_kostensoort as (
    select
        gemeentecode,
        periode,
        sum(bedrag) filter (kostensoort = 'werkpunt') as werkpunt,
        sum(bedrag) filter (kostensoort in ('premie', 'extern', 'overig')) as betalingen,
        sum(bedrag) filter (kostensoort in ('interne_training', 'begeleiding')) as uren,
        sum(bedrag) filter (kostensoort = 'niet_toegerekend') as niet_toegerekend,
        sum(bedrag) as samen
    from marts.kosten_per_soort
    group by gemeentecode, periode
),

uit_marts as (
    select
        gemeentecode,
        periode,
        unnest([
            'kosten_per_soort.werkpunt',
            'kosten_per_soort.betalingen',
            'kosten_per_soort.uren',
            'kosten_per_soort.niet_toegerekend',
            'kosten_per_soort.samen'
        ]) as figuur,
        '-' as budgetpost,
        unnest([werkpunt, betalingen, uren, niet_toegerekend, samen]) as waarde
    from per_kostensoort
    union all
    select
        gemeentecode,
        periode,
        unnest([
            'uitputting.begroot',
            'uitputting.gerealiseerd_grootboek',
            'uitputting.gerealiseerd_gws',
            'uitputting.openstaande_verplichtingen'
        ]) as figuur,
        coalesce(budgetpost, '(leeg)') as budgetpost,
        unnest([begroot, gerealiseerd_grootboek, gerealiseerd_gws, openstaande_verplichtingen]) as waarde
    from marts.uitputting
),

samen as (
    select
        gemeentecode,
        figuur,
        periode,
        budgetpost,
        -- uitputting has a 0 where nothing was booked; a figure of kosten_per_soort that is not there is never a 0
        case when figuur like 'uitputting.%' then coalesce(m.waarde, 0) else m.waarde end as mart,
        case when figuur like 'uitputting.%' then coalesce(c.waarde, 0) else c.waarde end as core
    from uit_marts as m
    full outer join uit_core as c using (gemeentecode, figuur, periode, budgetpost)
)

select gemeentecode, figuur, periode, budgetpost, cast(mart as decimal(38, 2)) as mart, cast(core as decimal(38, 2)) as core
from samen
where gemeentecode in (select gemeentecode from poort.gemeenten)
