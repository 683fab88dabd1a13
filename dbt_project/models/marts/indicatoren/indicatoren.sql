-- Every indicator of every profile that holds at P, one row per uitsplitsing, also where nothing happened (marts.md,
-- measures 7c). What is counted stands in the ind_*.sql beside this file; what an indicator is in seeds/policy/indicators.csv.
with expected as (
    select
        p.gemeentecode,
        p.periode,
        p.tot as peildatum,
        i.profiel,
        i.indicator,
        i.eenheid,
        i.richting,
        i.clausule,
        unnest(string_split(i.uitsplitsingen, ' ')) as uitsplitsing
    from {{ ref('indicators') }} as i
    inner join {{ ref('profiles') }} as profiel on i.profiel = profiel.profiel
    inner join {{ ref('municipality_periods') }} as p
        on
            p.gemeentecode = coalesce(profiel.gemeentecode, p.gemeentecode)
            and list_contains(string_split(i.periodesoorten, ' '), p.soort)
            and p.tot between coalesce(profiel.geldig_van, p.tot) and coalesce(profiel.geldig_tot, p.tot)
            and p.tot between coalesce(i.geldig_van, p.tot) and coalesce(i.geldig_tot, p.tot)
),

measured as (
    select *, true as gemeten from {{ ref('ind_stand') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_uitstroom') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_stromen') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_activiteiten') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_smallingerland_2010_aanpak') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_smallingerland_2010_trajecten') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_ervaring') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_soest_2008') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_uwv') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_vacatures') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_werkloosheid') }}
    union all by name
    select *, true as gemeten from {{ ref('ind_geld') }}
),

-- a target of "landelijk" is what CBS says of the whole country in the same period, in the feed of that name (profiles.md)
national as (
    select feed as indicator, periode, {{ cbs_share('waarde', 'eenheid') }} as doel
    from {{ ref('fct_cbs') }}
    where feed = grootheid and regio_code = 'NL01'
),

figures as (
    select
        e.*,
        case when m.gemeten then m.teller else 0 end as teller,
        case when e.eenheid not in ('aantal', 'euro') then coalesce(m.noemer, 0) end as noemer,
        coalesce(m.voorlopig, 0) as voorlopig
    from expected as e
    left join measured as m
        on
            e.gemeentecode = m.gemeentecode
            and e.periode = m.periode
            and e.indicator = m.indicator
            and e.uitsplitsing = m.uitsplitsing
),

valued as (
    select
        f.*,
        case when f.eenheid in ('aantal', 'euro') then f.teller else {{ share('f.teller', 'f.noemer') }} end as waarde,
        coalesce(t.doel, n.doel) as doel,
        -- a direction holds for the indicator, also in a year without a target (profiles.md)
        coalesce(t.richting, f.richting) as doelrichting
    from figures as f
    left join {{ ref('targets') }} as t
        on
            f.profiel = t.profiel
            and f.indicator = t.indicator
            and f.uitsplitsing = t.uitsplitsing
            and f.peildatum between coalesce(t.geldig_van, f.peildatum) and coalesce(t.geldig_tot, f.peildatum)
    left join national as n on t.doel_bron = 'landelijk' and f.indicator = n.indicator and f.periode = n.periode
)

select
    v.gemeentecode,
    v.profiel,
    v.indicator,
    v.periode,
    v.uitsplitsing,
    v.waarde,
    v.teller,
    v.noemer,
    v.doel,
    v.doelrichting as richting,
    case
        when v.doel is null or v.waarde is null then 'geen_doel'
        when v.doelrichting = 'minimaal' and v.waarde >= v.doel then 'gehaald'
        when v.doelrichting = 'maximaal' and v.waarde <= v.doel then 'gehaald'
        else 'niet_gehaald'
    end as status,
    v.voorlopig,
    v.eenheid,
    v.clausule,
    g.peilmoment
from valued as v
inner join {{ ref('dim_municipalities') }} as g on v.gemeentecode = g.gemeentecode
