-- One row per gemeente: how well optional fields are filled that figures lean on; 1 where there is nothing to fill.
with activiteiten as (
    select
        a.gemeentecode,
        avg(cast(a.doel_behaald is not null as integer)) filter (a.einddatum <= p.asof) as doel_behaald,
        avg(cast(a.kwaliteit_oordeel is not null as integer)) filter (a.einddatum <= p.asof) as kwaliteit_oordeel,
        avg(cast(a.overeengekomen_prijs is not null as integer)) filter (a.contractnummer is not null) as prijs_bij_contract
    from raw.gws_activiteiten as a
    inner join raw.peilmomenten as p on a.gemeentecode = p.gemeentecode and p.bron = 'gws'
    group by a.gemeentecode
),

uitkeringen as (
    select
        u.gemeentecode,
        avg(cast(u.reden_beeindiging is not null as integer)) filter (u.einddatum <= p.asof) as reden_beeindiging
    from raw.gws_uitkeringen as u
    inner join raw.peilmomenten as p on u.gemeentecode = p.gemeentecode and p.bron = 'gws'
    group by u.gemeentecode
),

betalingen as (
    select
        gemeentecode,
        avg(cast(activiteitnummer is not null or verplichtingnummer is not null as integer)) as betaling_herleidbaar
    from raw.gws_betalingen
    group by gemeentecode
)

select
    g.gemeentecode,
    round(coalesce(a.doel_behaald, 1), 4) as doel_behaald,
    round(coalesce(a.kwaliteit_oordeel, 1), 4) as kwaliteit_oordeel,
    round(coalesce(a.prijs_bij_contract, 1), 4) as prijs_bij_contract,
    round(coalesce(u.reden_beeindiging, 1), 4) as reden_beeindiging,
    round(coalesce(b.betaling_herleidbaar, 1), 4) as betaling_herleidbaar
from poort.gemeenten as g
left join activiteiten as a on g.gemeentecode = a.gemeentecode
left join uitkeringen as u on g.gemeentecode = u.gemeentecode
left join betalingen as b on g.gemeentecode = b.gemeentecode
