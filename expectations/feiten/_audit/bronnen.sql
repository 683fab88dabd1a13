-- One row per gemeente and feed of UWV and finance: the windows (months, or years of the budget) that are missing from the first one
-- delivered through the one that should be there, and the newest delivery used beside the accepted one before it by stamp (of the
-- same window when there is one). A feed that was never delivered misses the window that should be there. That window is over: at P
-- of the asked period, and in a nightly one month before asof, because files come after their month. Presence is that of the
-- delivery, for a month without rows is a month too. Where the books are closed (verantwoording) the ledger is needed from January of
-- the asked year at the latest, whatever the first month was that came.
with feeds as (
    select * from (values
        ('finance', 'grootboek', 7, true), ('finance', 'begroting', 4, true),
        ('uwv', 'doorverwijzingen', 7, true), ('uwv', 'indicaties', 7, false)
    ) as f (bron, feed, lengte, elk_venster)
),

verwacht as (
    select
        g.gemeentecode,
        f.*,
        coalesce(r.publicatie = 'verantwoording' and f.feed = 'grootboek', false) as sluitend,
        coalesce(r.peildatum, cast(date_trunc('month', p.asof - interval 1 month) - interval 1 day as date)) as tot
    from poort.gemeenten as g
    cross join feeds as f
    cross join poort.run as r
    left join raw.peilmomenten as p on g.gemeentecode = p.gemeentecode and p.bron = 'gws'
),

geaccepteerd as (
    select
        gemeentecode,
        feed,
        venster,
        levering,
        geleverd_op,
        regels,
        lag(levering) over (zelfde) as zelfde_levering,
        lag(regels) over (zelfde) as zelfde_regels,
        lag(levering) over (stempel) as stempel_levering,
        lag(regels) over (stempel) as stempel_regels
    from raw.leveringen
    where bron in ('uwv', 'finance') and status = 'geaccepteerd'
    window
        zelfde as (partition by gemeentecode, feed, venster order by geleverd_op),
        stempel as (partition by gemeentecode, feed order by geleverd_op, venster)
),

gebruikt as (
    select a.*
    from geaccepteerd as a
    inner join raw.peilmomenten as p on a.gemeentecode = p.gemeentecode and a.levering = p.levering
),

vensters as (
    select
        v.gemeentecode,
        v.feed,
        unnest(
            list_distinct(
                list_transform(
                    generate_series(
                        -- the first of the month, also of a window that is a year
                        least(
                            coalesce(min(strptime(left(g.venster || '-01', 7), '%Y-%m')), v.tot),
                            case when v.sluitend then date_trunc('year', v.tot) else v.tot end
                        ),
                        cast(v.tot as timestamp),
                        interval 1 month
                    ),
                    lambda dag: left(strftime(dag, '%Y-%m'), v.lengte)
                )
            )
        ) as venster
    from verwacht as v
    left join gebruikt as g on v.gemeentecode = g.gemeentecode and v.feed = g.feed
    where v.elk_venster
    group by v.gemeentecode, v.feed, v.lengte, v.tot, v.sluitend
),

ontbreekt as (
    select w.gemeentecode, w.feed, count(*) as aantal, min(w.venster) as eerste
    from vensters as w
    anti join gebruikt as g on w.gemeentecode = g.gemeentecode and w.feed = g.feed and w.venster = g.venster
    group by w.gemeentecode, w.feed
),

nieuwste as (
    select
        *,
        coalesce(zelfde_levering, stempel_levering) as vorige_levering,
        coalesce(zelfde_regels, stempel_regels) as vorige_regels
    from gebruikt
    qualify row_number() over (partition by gemeentecode, feed order by geleverd_op desc, venster desc) = 1
)

select
    v.gemeentecode,
    v.bron,
    v.feed,
    v.sluitend,
    coalesce(o.aantal, 0) as ontbrekend,
    o.eerste as eerste_ontbrekend,
    n.levering,
    n.regels,
    n.vorige_levering,
    n.vorige_regels,
    -- of a handful of lines a share says nothing
    round(
        case
            when n.vorige_levering is not null and greatest(n.regels, n.vorige_regels) >= 20
                then coalesce(abs(n.regels - n.vorige_regels) / nullif(n.vorige_regels, 0), 1)
            else 0
        end, 4
    ) as verandering
from verwacht as v
left join ontbreekt as o on v.gemeentecode = o.gemeentecode and v.feed = o.feed
left join nieuwste as n on v.gemeentecode = n.gemeentecode and v.feed = n.feed
