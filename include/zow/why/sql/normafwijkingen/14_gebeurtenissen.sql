-- Wat er met de persoon gebeurde: contactmomenten en begonnen activiteiten (measures 9)
-- normen: N14 N16 N17 N18 N20 N21
select datum, wat, nummer from (
    select datum, 'contactmoment ' || soort as wat, contactnummer as nummer from core.fct_contacts
    where gemeentecode = $gemeentecode and client_key = $client_key
    union all
    select begindatum as datum, 'activiteit ' || voorziening_soort as wat, activiteitnummer as nummer from core.fct_activities
    where gemeentecode = $gemeentecode and client_key = $client_key
)
order by datum, nummer
