-- Activiteiten die in de periode begonnen of eindigden, van mensen die op de peildatum in de doelgroep vallen (measures 4)
-- telt: ingezet = count(*) filter (begonnen)
-- telt: clienten = count(distinct client_key) filter (begonnen)
-- telt: beeindigd = count(*) filter (geeindigd)
-- telt: afgerond_succesvol = count(*) filter (geeindigd and resultaat = 'succesvol')
-- telt: voortijdig_uitgevallen = count(*) filter (geeindigd and resultaat = 'vroegtijdig_beeindigd')
-- telt: clienten_beeindigd = count(distinct client_key) filter (geeindigd)
-- telt: teller = count(distinct client_key) filter (geeindigd and uitstroom_aan_deze_activiteit)
select
    activiteitnummer, client_key, aanbieder_code, begindatum, einddatum, resultaat,
    begindatum between $van and $tot as begonnen,
    coalesce(einddatum between $van and $tot, false) as geeindigd,
    activiteitnummer in (
        select activiteitnummer from core.fct_exit_credits
        where gemeentecode = $gemeentecode and is_laatste and activiteitnummer is not null
    ) as uitstroom_aan_deze_activiteit
from core.fct_activities
where gemeentecode = $gemeentecode and voorziening_code = $voorziening_code and trajectdoel = $trajectdoel
    and (begindatum between $van and $tot or einddatum between $van and $tot)
    and client_key in (
        select client_key from core.client_target_groups
        where gemeentecode = $gemeentecode and doelgroep = $doelgroep and peildatum = $tot
    )
order by begindatum, activiteitnummer
