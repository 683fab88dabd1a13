-- One row per gemeente, figure and period: the mart beside the same figure counted again from core (measures 1 and 3). Written
-- apart from the models on purpose: openstaande verplichtingen, for one, follow the words of measures 3 per P here.
with perioden as (
    select gemeentecode, periode, soort, van, tot
    from core.municipality_periods
    where gemeentecode in (select gemeentecode from poort.gemeenten)
),

half_en_jaar as (
    select * from perioden where soort in ('jaar', 'halfjaar')
),

beeindigd as (
    select p.gemeentecode, p.periode, p.soort, a.einddoel, a.resultaat, count(*) as aantal
    from perioden as p
    inner join core.fct_activities as a on p.gemeentecode = a.gemeentecode and a.einddatum between p.van and p.tot
    where p.soort <> 'maand'
    group by all
),

betaald as (
    select
        p.gemeentecode,
        p.periode,
        p.soort,
        sum(k.bedrag) filter (k.activiteitnummer is not null) as op_activiteit,
        sum(k.bedrag) filter (k.aanbieder_code is not null) as aan_aanbieder
    from perioden as p
    inner join core.fct_costs as k on p.gemeentecode = k.gemeentecode and k.datum between p.van and p.tot
    where p.soort <> 'maand' and k.soort = 'betaling'
    group by all
),

betaald_op_verplichting as (
    select
        v.gemeentecode,
        v.verplichtingnummer,
        p.periode,
        sum(k.bedrag) filter (k.datum <= p.tot) as betaald_tot_p,
        max(k.datum) as laatste_betaaldatum
    from half_en_jaar as p
    inner join core.fct_commitments as v on p.gemeentecode = v.gemeentecode and v.datum <= p.tot
    left join core.fct_costs as k on v.gemeentecode = k.gemeentecode and v.verplichtingnummer = k.verplichtingnummer
    group by all
),

openstaand as (
    select
        b.gemeentecode,
        b.periode,
        sum(
            case
                when v.status = 'vervallen' then 0
                when v.status = 'afgerekend' and (b.laatste_betaaldatum is null or b.laatste_betaaldatum <= p.tot) then 0
                else greatest(0, v.bedrag - coalesce(b.betaald_tot_p, 0))
            end
        ) as bedrag
    from betaald_op_verplichting as b
    inner join half_en_jaar as p on b.gemeentecode = p.gemeentecode and b.periode = p.periode
    inner join core.fct_commitments as v on b.gemeentecode = v.gemeentecode and b.verplichtingnummer = v.verplichtingnummer
    group by all
),

stromen as (
    select
        p.gemeentecode,
        p.periode,
        count(*) filter (s.begindatum between p.van and p.tot) as instroom,
        count(*) filter (s.einddatum between p.van and p.tot) as uitstroom,
        count(*) filter (s.begindatum <= p.tot and (s.einddatum is null or s.einddatum > p.tot)) as stand_eind
    from perioden as p
    left join core.fct_spells as s on p.gemeentecode = s.gemeentecode and s.begindatum <= p.tot
    where p.soort <> 'halfjaar'
    group by all
),

uit_core as (
    select gemeentecode, periode, 'effectmeting.totaal' as figuur, sum(aantal) as waarde
    from beeindigd where soort in ('jaar', 'halfjaar') group by all
    union all
    select gemeentecode, periode, 'effectmeting.succesvol' as figuur, sum(aantal) as waarde
    from beeindigd where soort in ('jaar', 'halfjaar') and resultaat = 'succesvol' group by all
    union all
    select gemeentecode, periode, 'effectmeting.totaal ' || einddoel as figuur, sum(aantal) as waarde
    from beeindigd where soort in ('jaar', 'halfjaar') group by all
    union all
    select gemeentecode, periode, 'effectmeting.betaalde_kosten' as figuur, op_activiteit as waarde
    from betaald where soort in ('jaar', 'halfjaar')
    union all
    select gemeentecode, periode, 'effectmeting.openstaande_verplichtingen' as figuur, bedrag as waarde from openstaand
    union all
    select gemeentecode, periode, 'aanbieders.beeindigd' as figuur, sum(aantal) as waarde from beeindigd group by all
    union all
    select gemeentecode, periode, 'aanbieders.betaald' as figuur, aan_aanbieder as waarde from betaald
    union all
    select gemeentecode, periode, 'bijstand_stromen.instroom' as figuur, instroom as waarde from stromen
    union all
    select gemeentecode, periode, 'bijstand_stromen.uitstroom' as figuur, uitstroom as waarde from stromen
    union all
    select gemeentecode, periode, 'bijstand_stromen.stand_eind' as figuur, stand_eind as waarde from stromen
    union all
    select gemeentecode, 'alle' as periode, 'nclp.activiteiten' as figuur, count(*) as waarde
    from core.fct_activities where einddatum is not null and contractnummer is not null group by gemeentecode
    union all
    select gemeentecode, 'alle' as periode, 'nclp.betaald' as figuur, sum(betaald) as waarde
    from core.fct_activities where einddatum is not null and contractnummer is not null group by gemeentecode
),

uit_marts as (
    select gemeentecode, periode, 'effectmeting.totaal' as figuur, totaal as waarde
    from marts.effectmeting where einddoel = 'totaal'
    union all
    select gemeentecode, periode, 'effectmeting.succesvol' as figuur, succesvol as waarde
    from marts.effectmeting where einddoel = 'totaal'
    union all
    select gemeentecode, periode, 'effectmeting.totaal ' || einddoel as figuur, totaal as waarde
    from marts.effectmeting where einddoel <> 'totaal'
    union all
    select gemeentecode, periode, 'effectmeting.betaalde_kosten' as figuur, betaalde_kosten as waarde
    from marts.effectmeting where einddoel = 'totaal'
    union all
    select gemeentecode, periode, 'effectmeting.openstaande_verplichtingen' as figuur, openstaande_verplichtingen as waarde
    from marts.effectmeting where einddoel = 'totaal'
    union all
    select gemeentecode, periode, 'aanbieders.beeindigd' as figuur, sum(beeindigd) as waarde from marts.aanbieders group by all
    union all
    select gemeentecode, periode, 'aanbieders.betaald' as figuur, sum(betaald) as waarde from marts.aanbieders group by all
    union all
    select gemeentecode, periode, 'bijstand_stromen.instroom' as figuur, instroom as waarde from marts.bijstand_stromen
    union all
    select gemeentecode, periode, 'bijstand_stromen.uitstroom' as figuur, uitstroom as waarde from marts.bijstand_stromen
    union all
    select gemeentecode, periode, 'bijstand_stromen.stand_eind' as figuur, stand_eind as waarde from marts.bijstand_stromen
    union all
    select gemeentecode, 'alle' as periode, 'nclp.activiteiten' as figuur, count(*) as waarde
    from marts.nclp group by gemeentecode
    union all
    select gemeentecode, 'alle' as periode, 'nclp.betaald' as figuur, sum(betaald) as waarde
    from marts.nclp group by gemeentecode
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
