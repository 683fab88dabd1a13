-- Contracten van de aanbieder (measures 9, N03)
-- normen: N03
select c.contractnummer, c.begindatum, c.einddatum, c.financiering, coalesce(c.contractnummer = a.contractnummer, false) as genoemd
from core.dim_contracts as c
inner join core.fct_activities as a on c.gemeentecode = a.gemeentecode and c.aanbieder_code = a.aanbieder_code
where a.gemeentecode = $gemeentecode and a.activiteitnummer = $sleutel
order by c.begindatum, c.contractnummer
