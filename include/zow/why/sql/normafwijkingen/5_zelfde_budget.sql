-- Activiteiten met een persoonlijk re-integratiebudget van dezelfde persoon (N08) of van hetzelfde jaar (N09), op volgorde (measures 9)
-- normen: N08 N09
-- telt: gevonden = max(rang) filter (activiteitnummer = $sleutel)
select
    b.activiteitnummer, b.client_key, b.begindatum,
    row_number() over (order by b.begindatum, b.activiteitnummer) as rang
from core.fct_activities as b
inner join core.fct_activities as a on b.gemeentecode = a.gemeentecode
where a.gemeentecode = $gemeentecode and a.activiteitnummer = $sleutel and b.voorziening_soort = 'prb'
    and case $norm when 'N08' then b.client_key = a.client_key else year(b.begindatum) = year(a.begindatum) end
order by rang
