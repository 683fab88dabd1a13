-- How far people moved on the ladder during a traject that ended in the period (measures 4). The end is the last measurement in
-- (begindatum, einddatum]; the start the last one on or before begindatum, else the first in (begindatum, einddatum].
with trajecten as (
    select gemeentecode, trajectnummer, client_key, trajectdoel, begindatum, einddatum
    from {{ ref('fct_trajecten') }}
    where einddatum is not null
),

measured as (
    select
        t.*,
        case when eind.meetdatum > t.begindatum then eind.trede end as trede_eind,
        case when eind.meetdatum > t.begindatum then eind.meetdatum end as gemeten_eind,
        coalesce(vooraf.trede, case when tijdens.meetdatum <= t.einddatum then tijdens.trede end) as trede_begin,
        coalesce(vooraf.meetdatum, case when tijdens.meetdatum <= t.einddatum then tijdens.meetdatum end) as gemeten_begin
    from trajecten as t
    asof left join {{ ref('fct_ladder') }} as eind
        on t.gemeentecode = eind.gemeentecode and t.client_key = eind.client_key and t.einddatum >= eind.meetdatum
    asof left join {{ ref('fct_ladder') }} as vooraf
        on t.gemeentecode = vooraf.gemeentecode and t.client_key = vooraf.client_key and t.begindatum >= vooraf.meetdatum
    asof left join {{ ref('fct_ladder') }} as tijdens
        on t.gemeentecode = tijdens.gemeentecode and t.client_key = tijdens.client_key and t.begindatum < tijdens.meetdatum
),

judged as (
    select
        gemeentecode,
        trajectdoel,
        unnest({{ period_codes('einddatum', ['jaar', 'kwartaal']) }}) as periode,
        case
            when gemeten_eind is null or gemeten_begin is null or gemeten_begin = gemeten_eind then 'onbekend'
            when trede_eind > trede_begin then 'gestegen'
            when trede_eind < trede_begin then 'gedaald'
            else 'gelijk'
        end as verandering
    from measured
)

select
    j.gemeentecode,
    j.periode,
    j.trajectdoel,
    count(*) filter (j.verandering = 'gestegen') as gestegen,
    count(*) filter (j.verandering = 'gelijk') as gelijk,
    count(*) filter (j.verandering = 'gedaald') as gedaald,
    count(*) filter (j.verandering = 'onbekend') as onbekend
from judged as j
inner join {{ ref('municipality_periods') }} as p on j.gemeentecode = p.gemeentecode and j.periode = p.periode
group by j.gemeentecode, j.periode, j.trajectdoel
