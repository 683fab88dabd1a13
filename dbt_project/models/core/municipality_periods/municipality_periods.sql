-- The periods that are reported for a gemeente: from rapportage_vanaf through the last one over at asof (marts.md, "a version").
select g.gemeentecode, p.periode, p.soort, p.van, p.tot
from {{ ref('dim_periods') }} as p
inner join {{ ref('dim_municipalities') }} as g on p.van >= g.rapportage_vanaf and p.tot < g.asof
