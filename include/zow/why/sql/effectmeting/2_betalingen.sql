-- Betalingen op een activiteit, met betaaldatum in de periode (measures 3)
-- telt: betaalde_kosten = coalesce(sum(bedrag), 0)
select betalingnummer, datum, bedrag, activiteitnummer, verplichtingnummer, factuurnummer, budgetpost, einddoel
from core.fct_costs
where gemeentecode = $gemeentecode and soort = 'betaling' and datum between $van and $tot and einddoel is not null
    and $einddoel in (einddoel, 'totaal')
order by datum, betalingnummer
