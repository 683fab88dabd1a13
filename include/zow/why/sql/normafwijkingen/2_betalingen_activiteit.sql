-- Betalingen op de activiteit (measures 9)
-- normen: N01 N02 N03
-- telt: betaald = coalesce(sum(bedrag), 0)
select betalingnummer, datum, bedrag, verplichtingnummer, factuurnummer, budgetpost
from core.fct_costs
where gemeentecode = $gemeentecode and soort = 'betaling' and activiteitnummer = $sleutel
order by datum, betalingnummer
