-- Verplichtingen op de budgetpost die op de peildatum openstaan, van welk jaar ook (measures 8)
-- telt: openstaande_verplichtingen = coalesce(sum(openstaand), 0)
select m.verplichtingnummer, v.datum, v.bedrag, v.status, v.activiteitnummer, v.budgetpost, sum(m.mutatie) as openstaand
from core.fct_commitment_changes as m
inner join core.fct_commitments as v on m.gemeentecode = v.gemeentecode and m.verplichtingnummer = v.verplichtingnummer
where m.gemeentecode = $gemeentecode and m.datum <= $tot and m.budgetpost is not distinct from $budgetpost
group by all
having sum(m.mutatie) <> 0
order by v.datum, m.verplichtingnummer
