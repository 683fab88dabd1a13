-- De ontheffing en haar keuring (measures 9)
-- normen: N19 N20
select o.ontheffingnummer, o.client_key, o.soort, o.besluitdatum, o.begindatum, o.einddatum, o.keuringnummer, k.extern, k.adviesdatum
from core.fct_exemptions as o
left join core.fct_medical_exams as k on o.gemeentecode = k.gemeentecode and o.keuringnummer = k.keuringnummer
where o.gemeentecode = $gemeentecode and o.ontheffingnummer = $sleutel
