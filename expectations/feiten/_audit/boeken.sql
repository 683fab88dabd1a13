-- One row per gemeente: what the contract of ledger and budget allows and a controller would still ask about (measures 8, sources.md 4).
with maanden as (
    select
        gemeentecode,
        levering,
        venster,
        regels,
        geleverd_op,
        lag(levering) over maand as vorige_levering,
        lag(regels) over maand as vorige_regels,
        -- of months that came once: whether a later month was there before
        min(geleverd_op) over (
            partition by gemeentecode order by venster rows between 1 following and unbounded following
        ) < geleverd_op as na_latere_maand
    from raw.leveringen
    where bron = 'finance' and feed = 'grootboek' and status = 'geaccepteerd'
    window maand as (partition by gemeentecode, venster order by geleverd_op)
),

gebruikt as (
    select m.*
    from maanden as m
    inner join raw.peilmomenten as p on m.gemeentecode = p.gemeentecode and m.levering = p.levering
),

herleverd as (
    select
        gemeentecode,
        count(*) as aantal,
        min(venster || ': ' || levering || ' (' || regels || ' regels) in plaats van ' || vorige_levering || ' (' || vorige_regels || ' regels)')
            as voorbeeld
    from gebruikt
    where vorige_levering is not null
    group by gemeentecode
),

te_laat as (
    select gemeentecode, count(*) as aantal, min(venster) as eerste
    from gebruikt
    where na_latere_maand and vorige_levering is null
    group by gemeentecode
),

dubbele_boekingen as (
    select gemeentecode, count(*) as aantal, min(boekstuk) as eerste
    from (
        select gemeentecode, boekstuk, regel
        from core.fct_ledger
        group by gemeentecode, boekstuk, regel
        having count(distinct bestandsmaand) > 1
    )
    group by gemeentecode
),

versies as (
    select gemeentecode, count(*) as aantal, min(begrotingsjaar) as eerste
    from (
        select gemeentecode, begrotingsjaar, boekjaar, deel, soort_regel, budgetpost, vastgesteld_op
        from core.fct_budget
        group by all
        having count(distinct versie) > 1
    )
    group by gemeentecode
),

creditnotas as (
    select gemeentecode, count(*) as aantal, min(betalingnummer) as eerste
    from core.fct_costs
    where soort = 'betaling' and betalingsoort = 'creditnota' and factuurnummer is null
    group by gemeentecode
)

select
    g.gemeentecode,
    coalesce(h.aantal, 0) as maanden_herleverd,
    h.voorbeeld as herlevering,
    coalesce(l.aantal, 0) as maanden_te_laat,
    l.eerste as maand_te_laat,
    coalesce(d.aantal, 0) as regels_in_twee_maanden,
    d.eerste as boekstuk_in_twee_maanden,
    coalesce(v.aantal, 0) as versies_op_een_dag,
    v.eerste as begroting_met_versies,
    coalesce(c.aantal, 0) as creditnotas_zonder_factuur,
    c.eerste as creditnota_zonder_factuur
from poort.gemeenten as g
left join herleverd as h on g.gemeentecode = h.gemeentecode
left join te_laat as l on g.gemeentecode = l.gemeentecode
left join dubbele_boekingen as d on g.gemeentecode = d.gemeentecode
left join versies as v on g.gemeentecode = v.gemeentecode
left join creditnotas as c on g.gemeentecode = c.gemeentecode
