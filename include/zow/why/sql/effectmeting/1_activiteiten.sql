-- Activiteiten die in de periode zijn beëindigd (measures 3)
-- telt: succesvol = count(*) filter (resultaat = 'succesvol')
-- telt: niet_succesvol = count(*) filter (resultaat = 'niet_succesvol')
-- telt: vroegtijdig_beeindigd = count(*) filter (resultaat = 'vroegtijdig_beeindigd')
-- telt: totaal = count(*)
-- telt: voorlopig = count(*) filter (voorlopig)
select activiteitnummer, client_key, voorziening_code, aanbieder_code, einddoel, begindatum, einddatum, resultaat, voorlopig
from core.fct_activities
where gemeentecode = $gemeentecode and resultaat <> 'lopend' and einddatum between $van and $tot and $einddoel in (einddoel, 'totaal')
order by einddatum, activiteitnummer
