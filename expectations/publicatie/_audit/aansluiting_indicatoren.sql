-- One row per gemeente, figure and period of the indicators that count everyone: the mart beside the same figure counted again from
-- core (measures 1, 3). Written apart from the models on purpose: what runs is asked of every record for every P here.
with perioden as (
    select gemeentecode, periode, soort, van, tot
    from core.municipality_periods
    where gemeentecode in (select gemeentecode from poort.gemeenten) and soort <> 'maand'
),

uit_core as (
    select p.gemeentecode, p.periode, 'bijstand_personen' as figuur, count(distinct s.client_key) as waarde
    from perioden as p
    left join core.fct_spells as s
        on p.gemeentecode = s.gemeentecode and s.begindatum <= p.tot and (s.einddatum is null or s.einddatum > p.tot)
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
    union all
    select p.gemeentecode, p.periode, 'bijstand_uitkeringen' as figuur, count(distinct u.dossiernummer) as waarde
    from perioden as p
    left join core.fct_benefits as u
        on
            p.gemeentecode = u.gemeentecode and u.is_bijstand and u.begindatum <= p.tot
            and (u.einddatum is null or u.einddatum > p.tot)
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
    union all
    select p.gemeentecode, p.periode, 'uitstroom_werk' as figuur, count(s.client_key) as waarde
    from perioden as p
    left join core.fct_spells as s on p.gemeentecode = s.gemeentecode and s.naar_werk and s.einddatum between p.van and p.tot
    where p.soort in ('jaar', 'kwartaal')
    group by p.gemeentecode, p.periode
    union all
    select p.gemeentecode, p.periode, 'succes_aandeel' as figuur, count(a.client_key) as waarde
    from perioden as p
    left join core.fct_activities as a on p.gemeentecode = a.gemeentecode and a.einddatum between p.van and p.tot
    where p.soort = 'halfjaar'
    group by p.gemeentecode, p.periode
),

uit_mart as (
    select gemeentecode, periode, indicator as figuur, case indicator when 'succes_aandeel' then noemer else teller end as waarde
    from marts.indicatoren
    where indicator in ('bijstand_personen', 'bijstand_uitkeringen', 'uitstroom_werk', 'succes_aandeel') and uitsplitsing = 'alle'
)

select
    gemeentecode,
    figuur,
    periode,
    cast(m.waarde as bigint) as mart,
    coalesce(c.waarde, 0) as core
from uit_mart as m
left join uit_core as c using (gemeentecode, figuur, periode)
where gemeentecode in (select gemeentecode from poort.gemeenten)
