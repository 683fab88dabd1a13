-- Betalingen in GWS op de budgetpost vanaf 1 januari (measures 8)
-- telt: gerealiseerd_gws = coalesce(sum(bedrag), 0)
select betalingnummer, datum, bedrag, activiteitnummer, verplichtingnummer, factuurnummer
from core.fct_costs
where gemeentecode = $gemeentecode and soort = 'betaling' and datum between date_trunc('year', $tot) and $tot
    and budgetpost is not distinct from $budgetpost
order by datum, betalingnummer
