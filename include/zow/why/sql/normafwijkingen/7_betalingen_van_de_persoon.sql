-- Betalingen van dezelfde persoon die samen over de grens gaan: op prb (N07), of premies op participatieplaatsen in het halfjaar (N13)
-- normen: N07 N13
-- telt: gevonden = sum(bedrag)
select k.betalingnummer, k.datum, k.bedrag, k.betalingsoort, k.activiteitnummer
from core.fct_costs as k
inner join core.fct_costs as b on k.gemeentecode = b.gemeentecode and k.client_key = b.client_key
inner join core.fct_activities as a on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
where b.gemeentecode = $gemeentecode and b.soort = 'betaling' and b.betalingnummer = $sleutel and k.soort = 'betaling'
    and case $norm
        when 'N07' then a.voorziening_soort = 'prb'
        else a.voorziening_soort = 'participatieplaats' and k.betalingsoort = 'premie' and year(k.datum) = year(b.datum)
            and (month(k.datum) <= 6) = (month(b.datum) <= 6)
    end
order by k.datum, k.betalingnummer
