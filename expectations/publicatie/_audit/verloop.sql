-- One row per gemeente, year and deel of the begroting: what the lines of the highest versie give, counted again from core (measures 8),
-- beside participatiebudget_verloop, and reservering in the years in which its rule holds.
with gehouden as (
    select
        gemeentecode,
        boekjaar as jaar,
        deel,
        soort_regel,
        arg_max(bedrag, (versie, begrotingsjaar)) as bedrag
    from core.fct_budget
    where gemeentecode in (select gemeentecode from poort.gemeenten)
    group by gemeentecode, boekjaar, deel, soort_regel, budgetpost
),

uit_core as (
    select
        gemeentecode,
        jaar,
        deel,
        coalesce(sum(bedrag) filter (soort_regel in ('toegekend', 'meegenomen', 'ontvangsten')), 0) as inkomsten,
        coalesce(sum(bedrag) filter (soort_regel = 'toegekend'), 0) as toegekend,
        case when bool_or(soort_regel = 'uitgaven') then 'uitgaven' else 'post' end as uitgavensoort,
        sum(bedrag) filter (soort_regel = 'uitgaven') as uitgaven,
        sum(bedrag) filter (soort_regel = 'post') as posten
    from gehouden
    group by gemeentecode, jaar, deel
)

select
    gemeentecode,
    jaar,
    deel,
    c.toegekend as toegekend_core,
    v.toegekend as toegekend_mart,
    c.inkomsten - coalesce(case c.uitgavensoort when 'uitgaven' then c.uitgaven else c.posten end, 0) as saldo_core,
    v.saldo as saldo_mart,
    c.posten as posten_core,
    v.som_posten as posten_mart,
    coalesce(aandeel.waarde is not null and deel = 'participatiebudget', false) as reserveert,
    r.toegekend as toegekend_reservering,
    r.saldo as saldo_reservering,
    r.meeneembaar - r.ten_laste_volgend_jaar - r.eigen_middelen + r.terug_te_betalen - r.onrechtmatig as saldo_verdeeld,
    r.onrechtmatig
from uit_core as c
full outer join marts.participatiebudget_verloop as v using (gemeentecode, jaar, deel)
left join core.policy_values as aandeel
    on
        aandeel.gemeentecode = coalesce(c.gemeentecode, v.gemeentecode)
        and aandeel.sleutel = 'reservering_aandeel'
        and make_date(coalesce(c.jaar, v.jaar), 12, 31) between aandeel.geldig_van and aandeel.geldig_tot
full outer join (select *, 'participatiebudget' as deel from marts.reservering) as r using (gemeentecode, jaar, deel)
where gemeentecode in (select gemeentecode from poort.gemeenten)
