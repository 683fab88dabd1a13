-- De uitkering en de bijstandsperiode (measures 9)
-- normen: N17 N18
select u.uitkeringnummer, u.client_key, u.regeling, u.begindatum, u.einddatum, s.begindatum as periode_begin, s.einddatum as periode_eind
from core.fct_benefits as u
left join core.fct_spells as s on u.gemeentecode = s.gemeentecode and u.bijstandsperiode_id = s.bijstandsperiode_id
where u.gemeentecode = $gemeentecode and u.uitkeringnummer = $sleutel
