-- Uitstroom naar werk in de periode die aan de voorziening is toegekend (laatste) of waar zij bij betrokken was (measures 4)
-- telt: uitstroom_laatste = count(*) filter (is_laatste)
-- telt: uitstroom_betrokken = count(*) filter (is_betrokken)
select bijstandsperiode_id, client_key, datum, is_laatste, is_betrokken, activiteitnummer
from core.fct_exit_credits
where gemeentecode = $gemeentecode and voorziening_code = $voorziening_code and trajectdoel = $trajectdoel
    and datum between $van and $tot
    and client_key in (
        select client_key from core.client_target_groups
        where gemeentecode = $gemeentecode and doelgroep = $doelgroep and peildatum = $tot
    )
order by datum, bijstandsperiode_id
