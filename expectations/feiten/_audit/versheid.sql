-- One row per gemeente: the delivery that the candidate was built from, and how far it reaches beyond P of the asked period.
select
    g.gemeentecode,
    p.levering,
    p.asof,
    r.peildatum,
    p.levering is not null as heeft_levering,
    -- a nightly asks no period, then every delivery is fresh enough
    r.peildatum is null or coalesce(p.asof > r.peildatum, false) as vers
from poort.gemeenten as g
cross join poort.run as r
left join raw.peilmomenten as p on g.gemeentecode = p.gemeentecode and p.bron = 'gws'
