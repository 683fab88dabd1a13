-- Betalingen en uren in de periode op activiteiten van de voorziening (measures 4)
-- telt: kosten_extern = coalesce(sum(bedrag) filter (soort = 'betaling'), 0)
-- telt: kosten_intern = coalesce(sum(bedrag) filter (soort = 'uren'), 0)
select k.kosten_id, k.soort, k.datum, k.bedrag, k.uren, k.activiteitnummer, a.client_key, k.factuurnummer
from core.fct_costs as k
inner join core.fct_activities as a on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
where k.gemeentecode = $gemeentecode and a.voorziening_code = $voorziening_code and a.trajectdoel = $trajectdoel
    and k.datum between $van and $tot
    and a.client_key in (
        select client_key from core.client_target_groups
        where gemeentecode = $gemeentecode and doelgroep = $doelgroep and peildatum = $tot
    )
order by k.datum, k.kosten_id
