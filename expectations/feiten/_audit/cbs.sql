-- One row per gemeente: the observations of CBS that hold in this candidate beside what the deliveries used said they hold, and where
-- CBS places the gemeente. A delivery is compared with the accepted one of the same feed before it by Modified.
with gebruikt as (
    select g.gemeentecode, p.levering
    from poort.gemeenten as g
    inner join raw.peilmomenten as p on g.gemeentecode = p.gemeentecode and p.bron = 'cbs'
),

geaccepteerd as (
    select levering, feed, regels, lag(regels) over (partition by feed order by geleverd_op) as vorige_regels
    from raw.leveringen
    where bron = 'cbs' and status = 'geaccepteerd'
),

geleverd as (
    select
        u.gemeentecode,
        sum(a.regels) as regels,
        -- of a handful of observations a share says nothing
        string_agg(a.feed, ', ' order by a.feed) filter (
            greatest(a.regels, a.vorige_regels) >= 100 and abs(a.regels - a.vorige_regels) > 0.20 * a.vorige_regels
        ) as anders_van_omvang
    from gebruikt as u
    inner join geaccepteerd as a on u.levering = a.levering
    group by u.gemeentecode
),

core as (
    select
        count(*) as regels,
        count(distinct (feed, maat, regio_code, coalesce(periode_code, ''), overige_dimensies)) as sleutels,
        count(*) filter (where grootheid is not null) as genoemd,
        count(distinct (feed, grootheid, regio_code, coalesce(periode_code, ''))) filter (where grootheid is not null) as genoemde_sleutels,
        count(*) filter (where gemeentecode is not null or feed is null or maat is null or regio_code is null) as onvolledig,
        count(*) filter (
            where (waarde is not null)::int + (tekst is not null)::int + (attribuut is not null)::int <> 1
        ) as waarde_of_reden,
        count(*) filter (
            where not regexp_full_match(periode, '[0-9]{4}(-(0[1-9]|1[0-2])|K[1-4]|H[1-2])?')
        ) as periode_ongeldig,
        count(*) filter (where grootheid is not null and periode_code is not null and periode is null) as periode_onbekend
    from core.fct_cbs
),

plaats as (
    select regio_code as gemeentecode, max(tekst) as regio
    from core.fct_cbs
    where feed = 'gebieden' and grootheid = 'arbeidsmarktregio'
    group by regio_code
)

select
    g.gemeentecode,
    (select count(*) from raw.cbs_waarnemingen) as regels_raw,
    coalesce(v.regels, 0) as regels_geleverd,
    c.regels as regels_core,
    c.sleutels,
    c.genoemd,
    c.genoemde_sleutels,
    c.onvolledig,
    c.waarde_of_reden,
    c.periode_ongeldig,
    c.periode_onbekend,
    v.anders_van_omvang,
    m.arbeidsmarktregio_cbs as regio_hier,
    p.regio as regio_cbs,
    coalesce(p.regio <> m.arbeidsmarktregio_cbs, false) as regio_anders
from poort.gemeenten as g
cross join core as c
left join geleverd as v on g.gemeentecode = v.gemeentecode
left join core.dim_municipalities as m on g.gemeentecode = m.gemeentecode
left join plaats as p on g.gemeentecode = p.gemeentecode
