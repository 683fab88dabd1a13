-- One row per gemeente: the delivery used beside the accepted one before it by stamp, whatever the order of arrival was.
with geaccepteerd as (
    select
        gemeentecode,
        levering,
        regels,
        afgekeurd,
        lag(levering) over stempel as vorige_levering,
        lag(regels) over stempel as vorige_regels
    from raw.leveringen
    where bron = 'gws' and status = 'geaccepteerd'
    window stempel as (partition by gemeentecode order by geleverd_op)
)

select
    g.gemeentecode,
    a.levering,
    a.regels,
    a.afgekeurd,
    a.vorige_levering,
    a.vorige_regels,
    round(coalesce(abs(a.regels - a.vorige_regels) / nullif(a.vorige_regels, 0), 0), 4) as verandering,
    round(coalesce(a.afgekeurd / nullif(a.regels, 0), 0), 4) as aandeel_afgekeurd
from poort.gemeenten as g
left join raw.peilmomenten as p on g.gemeentecode = p.gemeentecode and p.bron = 'gws'
left join geaccepteerd as a on g.gemeentecode = a.gemeentecode and p.levering = a.levering
