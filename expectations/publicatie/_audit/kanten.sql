-- One row per gemeente: whether both sides of the tie-out have anything at all in the asked year. Two empty sides are equal, so that the
-- identity would hold without anything having been compared (measures 8). And the payments whose
-- invoice is nearly one that the ledger has alone.
select
    g.gemeentecode,
    coalesce(r.publicatie = 'verantwoording', false) as gevraagd,
    (
        select count(*) from core.fct_costs as k
        where k.gemeentecode = g.gemeentecode and k.soort = 'betaling' and year(k.datum) = year(r.peildatum)
    ) as betalingen,
    (
        select count(*) from core.fct_ledger as b where b.gemeentecode = g.gemeentecode and b.boekjaar = year(r.peildatum)
    ) as boekingen,
    (
        select count(*) from marts.aansluiting_totaal as t where t.gemeentecode = g.gemeentecode and t.jaar = year(r.peildatum)
    ) as totalen,
    coalesce(n.aantal, 0) as facturen_bijna_gelijk,
    n.jaar as bijna_gelijk_in,
    n.betalingnummer as bijna_gelijke_betaling
from poort.gemeenten as g
cross join poort.run as r
left join (
    select gemeentecode, count(*) as aantal, max(jaar) as jaar, arg_max(betalingnummer, (jaar, betalingnummer)) as betalingnummer
    from marts.aansluiting
    where bijna_factuurnummer is not null and betalingnummer is not null
    group by gemeentecode
) as n on g.gemeentecode = n.gemeentecode
