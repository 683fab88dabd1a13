-- One row per gemeente: counts of what a contract allows and a reader would still ask about. Judged against asof, never against
-- today, so that an old K gives the same answer.
select
    g.gemeentecode,
    (
        select count(*) from raw.gws_uren as u
        where u.gemeentecode = g.gemeentecode and u.uren < 0
    ) as uren_negatief,
    (
        select count(*) from raw.gws_uren as u
        where u.gemeentecode = g.gemeentecode and u.uren > 24
    ) as uren_boven_24_per_regel,
    (
        select count(*) from raw.gws_betalingen as b
        where b.gemeentecode = g.gemeentecode and b.betaaldatum > p.asof
    ) as betaald_na_asof,
    (
        select count(*) from raw.gws_activiteiten as a
        where a.gemeentecode = g.gemeentecode and a.begindatum > p.asof + interval 1 year
    ) as activiteit_begin_ver_vooruit,
    (
        select count(*) from raw.gws_uitkeringen as u
        where u.gemeentecode = g.gemeentecode and u.begindatum > p.asof + interval 1 year
    ) as uitkering_begin_ver_vooruit,
    (
        select count(*) from raw.gws_clienten as c
        where
            c.gemeentecode = g.gemeentecode
            and (c.geboortedatum > p.asof or c.geboortedatum < p.asof - interval 110 year)
    ) as leeftijd_onmogelijk,
    (
        select count(*) from raw.gws_verplichtingen as v
        where v.gemeentecode = g.gemeentecode and v.bedrag < 0
    ) as verplichting_negatief,
    (
        select count(*) from (
            select v.meldingnummer from core.fct_referrals as v
            where v.gemeentecode = g.gemeentecode
            group by v.meldingnummer
            having count(*) > 1
        )
    ) as melding_in_meer_bestanden,
    (
        select count(*) from (
            select l.boekstuk, l.regel from core.fct_ledger as l
            where l.gemeentecode = g.gemeentecode
            group by l.boekstuk, l.regel
            having count(*) > 1
        )
    ) as boeking_in_meer_bestanden,
    (
        select count(*) from core.fct_ledger as l
        where l.gemeentecode = g.gemeentecode and cast(l.boekjaar as varchar) <> left(l.bestandsmaand, 4)
    ) as boekjaar_buiten_bestand,
    (
        select count(*) from core.fct_budget as b
        where b.gemeentecode = g.gemeentecode and b.boekjaar <> b.begrotingsjaar
    ) as begroting_ander_jaar,
    -- the pseudonym is all that ties UWV to GWS: when it ties nobody, something is wrong with the BSNs, the key or the gemeente
    (
        select count(*) >= 20 and count(k.client_key) = 0
        from (
            select v.client_key from core.fct_referrals as v where v.gemeentecode = g.gemeentecode
            union
            select i.client_key from core.fct_indications as i where i.gemeentecode = g.gemeentecode
        ) as u
        left join
            (select distinct d.client_key from core.dim_clients as d where d.gemeentecode = g.gemeentecode) as k
            on u.client_key = k.client_key
    ) as uwv_kent_niemand
from poort.gemeenten as g
left join raw.peilmomenten as p on g.gemeentecode = p.gemeentecode and p.bron = 'gws'
