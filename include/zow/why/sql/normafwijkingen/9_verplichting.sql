-- De verplichting en de betalingen erop (measures 9, N24)
-- normen: N24
-- telt: gevonden = sum(betaald)
-- telt: toegestaan = max(bedrag)
select v.verplichtingnummer, v.activiteitnummer, v.datum, v.bedrag, v.status, k.betalingnummer, k.datum as betaaldatum, k.bedrag as betaald
from core.fct_commitments as v
inner join core.fct_costs as k on v.gemeentecode = k.gemeentecode and v.verplichtingnummer = k.verplichtingnummer
where v.gemeentecode = $gemeentecode and v.verplichtingnummer = $sleutel and k.soort = 'betaling'
order by k.datum, k.betalingnummer
