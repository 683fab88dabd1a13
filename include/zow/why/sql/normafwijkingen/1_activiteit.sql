-- De activiteit waar de afwijking over gaat (measures 9)
-- normen: N01 N02 N03 N04 N05 N06 N08 N09 N10 N11 N12 N15 N25 N26
select
    activiteitnummer, client_key, voorziening_code, voorziening_soort, aanbieder_code, contractnummer, begindatum, einddatum, verlengingen,
    uren_per_week, resultaat, overeengekomen_prijs, verschuldigd, betaald
from core.fct_activities
where gemeentecode = $gemeentecode and activiteitnummer = $sleutel
