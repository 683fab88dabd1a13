-- Betalingen van dezelfde factuur tot en met deze (measures 9, N22)
-- normen: N22
-- telt: gevonden = count(*)
select k.betalingnummer, k.datum, k.bedrag, k.factuurnummer, k.aanbieder_code
from core.fct_costs as k
inner join core.fct_costs as b
    on k.gemeentecode = b.gemeentecode and k.factuurnummer = b.factuurnummer and k.bedrag = b.bedrag
    and k.aanbieder_code is not distinct from b.aanbieder_code
where b.gemeentecode = $gemeentecode and b.soort = 'betaling' and b.betalingnummer = $sleutel and k.soort = 'betaling'
    and k.betalingsoort = 'factuur' and (k.datum, k.betalingnummer) <= (b.datum, b.betalingnummer)
order by k.datum, k.betalingnummer
