-- De betaling waar de afwijking over gaat (measures 9)
-- normen: N07 N13 N22 N23
select kosten_id, datum, bedrag, betalingsoort, activiteitnummer, verplichtingnummer, factuurnummer, aanbieder_code, client_key
from core.fct_costs
where gemeentecode = $gemeentecode and soort = 'betaling' and betalingnummer = $sleutel
