-- The bijstand of a gemeente against its peers, from CBS alone, its own figures too (measures 4, S4 bijlage 3): one row per
-- group, year of the publication window and gemeente, also where CBS has no figure.
with years as (
    select gemeentecode, year(tot) as jaar, tot
    from {{ ref('municipality_periods') }}
    where soort = 'jaar'
),

peers as (
    select y.gemeentecode as eigen_gemeentecode, y.jaar, y.tot, g.groep, g.gemeentecode, g.naam
    from years as y
    inner join {{ ref('benchmark_groups') }} as g
        on
            y.gemeentecode = g.eigen_gemeentecode
            and y.tot between coalesce(g.geldig_van, y.tot) and coalesce(g.geldig_tot, y.tot)
),

members as (
    select eigen_gemeentecode, jaar, tot, groep, gemeentecode, naam, false as is_eigen from peers
    union all
    select distinct p.eigen_gemeentecode, p.jaar, p.tot, p.groep, p.eigen_gemeentecode as gemeentecode, m.naam, true as is_eigen
    from peers as p
    inner join {{ ref('dim_municipalities') }} as m on p.eigen_gemeentecode = m.gemeentecode
),

observed as (
    select
        regio_code,
        grootheid,
        try_cast(periode as bigint) as jaar,
        {{ cbs_count('waarde', 'factor') }} as aantal,
        coalesce(status <> 'Definitief', false) as is_voorlopig
    from {{ ref('fct_cbs') }}
    where feed = 'bijstand_stromen_gemeente' and waarde is not null and length(periode) = 4
),

-- a year of a gemeente, one row
flows as (
    select
        regio_code,
        jaar,
        max(aantal) filter (grootheid = 'bijstandsontvangers') as volume,
        max(aantal) filter (grootheid = 'instroom') as instroom,
        max(aantal) filter (grootheid = 'uitstroom') as uitstroom,
        count(*) filter (is_voorlopig and grootheid in ('bijstandsontvangers', 'instroom', 'uitstroom')) as voorlopig,
        count(*) filter (is_voorlopig and grootheid = 'bijstandsontvangers') as volume_voorlopig
    from observed
    group by regio_code, jaar
),

measured as (
    select
        m.*,
        nu.volume as volume_ultimo,
        vorig.volume as volume_vorig_jaar,
        nu.instroom,
        nu.uitstroom,
        coalesce(nu.voorlopig, 0) + coalesce(vorig.volume_voorlopig, 0) as voorlopig,
        {{ share('nu.volume - vorig.volume', 'vorig.volume') }} as volume_verandering,
        {{ share('nu.instroom', 'nu.volume') }} as instroom_aandeel,
        {{ share('nu.uitstroom', 'nu.instroom + vorig.volume') }} as uitstroom_aandeel
    from members as m
    left join flows as nu on m.gemeentecode = nu.regio_code and m.jaar = nu.jaar
    left join flows as vorig on m.gemeentecode = vorig.regio_code and m.jaar - 1 = vorig.jaar
),

-- the own gemeente is not in the mean that it is compared with; a peer without a figure weighs nothing. The order makes the last
-- bit of the mean the same in every run.
compared as (
    select
        *,
        avg(volume_verandering) filter (not is_eigen) over groepsjaar as groep_volume_verandering,
        avg(instroom_aandeel) filter (not is_eigen) over groepsjaar as groep_instroom_aandeel,
        avg(uitstroom_aandeel) filter (not is_eigen) over groepsjaar as groep_uitstroom_aandeel,
        count(volume_verandering) filter (not is_eigen) over groepsjaar as groep_volume_gemeenten,
        count(instroom_aandeel) filter (not is_eigen) over groepsjaar as groep_instroom_gemeenten,
        count(uitstroom_aandeel) filter (not is_eigen) over groepsjaar as groep_uitstroom_gemeenten
    from measured
    window
        groepsjaar as (
            partition by eigen_gemeentecode, groep, jaar
            order by gemeentecode
            rows between unbounded preceding and unbounded following
        )
)

select
    c.gemeentecode,
    c.eigen_gemeentecode,
    c.jaar,
    c.groep,
    c.is_eigen,
    c.volume_ultimo,
    c.volume_verandering,
    c.instroom_aandeel,
    c.uitstroom_aandeel,
    c.groep_volume_verandering,
    c.groep_instroom_aandeel,
    c.groep_uitstroom_aandeel,
    case when c.is_eigen then {{ benchmark_position('c', 'volume_verandering', 'marge.waarde') }} end as positie_volume,
    case when c.is_eigen then {{ benchmark_position('c', 'instroom_aandeel', 'marge.waarde') }} end as positie_instroom,
    case
        when c.is_eigen then {{ benchmark_position('c', 'uitstroom_aandeel', 'marge.waarde', higher_is_better=true) }}
    end as positie_uitstroom,
    c.naam,
    c.volume_vorig_jaar,
    c.instroom,
    c.uitstroom,
    c.groep_volume_gemeenten,
    c.groep_instroom_gemeenten,
    c.groep_uitstroom_gemeenten,
    c.voorlopig
from compared as c
inner join {{ ref('policy_values') }} as marge on {{ policy_join('marge', 'benchmark_marge', 'c.eigen_gemeentecode', 'c.tot') }}
