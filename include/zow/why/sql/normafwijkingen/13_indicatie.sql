-- De indicatie (measures 9): van de eigen beschikking (N14) of van UWV (N16)
-- normen: N14 N16
select indicatienummer, client_key, soort, beschikkingsdatum as datum, 'N14' as norm from core.fct_decision_indications
where gemeentecode = $gemeentecode and indicatienummer = $sleutel and $norm = 'N14'
union all
select indicatienummer, client_key, soort, besluitdatum as datum, 'N16' as norm from core.fct_indications
where gemeentecode = $gemeentecode and indicatienummer = $sleutel and $norm = 'N16'
