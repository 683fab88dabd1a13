-- Eerdere activiteiten van de aanbieder met oordeel onvoldoende (measures 9, N01)
-- normen: N01
-- telt: gevonden = count(*)
select o.activiteitnummer, o.einddatum, o.kwaliteit_oordeel
from core.fct_activities as o
inner join core.fct_activities as a on o.gemeentecode = a.gemeentecode and o.aanbieder_code = a.aanbieder_code
where a.gemeentecode = $gemeentecode and a.activiteitnummer = $sleutel and o.kwaliteit_oordeel = 'onvoldoende'
    and o.einddatum < a.begindatum
order by o.einddatum, o.activiteitnummer
