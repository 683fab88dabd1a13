-- Boekingen op de budgetpost vanaf 1 januari; periode 13 hoort bij het vierde kwartaal (measures 8)
-- telt: gerealiseerd_grootboek = coalesce(sum(bedrag), 0)
select bestandsmaand, boekstuk, regel, boekdatum, periode, grootboekrekening, factuurnummer, bedrag
from core.fct_ledger
where gemeentecode = $gemeentecode and boekjaar = year($tot) and budgetpost is not distinct from $budgetpost
    and periode <= case when month($tot) = 12 then 13 else month($tot) end
order by bestandsmaand, boekstuk, regel
