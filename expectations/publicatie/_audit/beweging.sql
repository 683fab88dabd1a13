-- One row per gemeente: figures that were not provisional in the version that is current now and that come out differently.
with effectmeting as (
    select
        n.gemeentecode,
        count(*) as vergeleken,
        count(*) filter (
            (n.succesvol, n.niet_succesvol, n.vroegtijdig_beeindigd, n.betaalde_kosten, n.openstaande_verplichtingen)
            is distinct from
            (v.succesvol, v.niet_succesvol, v.vroegtijdig_beeindigd, v.betaalde_kosten, v.openstaande_verplichtingen)
        ) as bewogen
    from marts.effectmeting as n
    inner join poort.vorige_effectmeting as v using (gemeentecode, periode, einddoel)
    where v.voorlopig = 0
    group by n.gemeentecode
),

stromen as (
    select
        n.gemeentecode,
        count(*) as vergeleken,
        count(*) filter (
            (n.stand_begin, n.instroom, n.uitstroom, n.uitstroom_werk, n.stand_eind)
            is distinct from (v.stand_begin, v.instroom, v.uitstroom, v.uitstroom_werk, v.stand_eind)
        ) as bewogen
    from marts.bijstand_stromen as n
    inner join poort.vorige_bijstand_stromen as v using (gemeentecode, periode)
    where v.voorlopig = 0
    group by n.gemeentecode
)

select
    g.gemeentecode,
    r.vergeleken as heeft_vorige_versie,
    coalesce(e.vergeleken, 0) as effectmeting_vergeleken,
    coalesce(e.bewogen, 0) as effectmeting_bewogen,
    coalesce(s.vergeleken, 0) as stromen_vergeleken,
    coalesce(s.bewogen, 0) as stromen_bewogen
from poort.gemeenten as g
cross join poort.run as r
left join effectmeting as e on g.gemeentecode = e.gemeentecode
left join stromen as s on g.gemeentecode = s.gemeentecode
