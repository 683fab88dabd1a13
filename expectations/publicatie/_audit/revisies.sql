-- One row per gemeente: the figures that earlier publications said, and those of them that mart revisies has beside what they are now
-- (measures 10). A comparison that did not happen leaves nothing behind, so what should be there is counted.
select
    g.gemeentecode,
    (select count(*) from core.fct_published_figures as f where f.gemeentecode = g.gemeentecode) as gepubliceerd,
    (
        select count(*)
        from core.fct_published_figures as f
        inner join marts.revisies as r
            on
                f.gemeentecode = r.gemeentecode
                and f.publicatie = r.publicatie
                and f.versie = r.versie
                and f.periode = r.periode
                and f.indicator = r.indicator
                and f.uitsplitsing = r.uitsplitsing
                and f.waarde is not distinct from r.waarde_toen
        where f.gemeentecode = g.gemeentecode
    ) as vergeleken
from poort.gemeenten as g
