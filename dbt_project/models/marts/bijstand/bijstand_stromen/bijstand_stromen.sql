-- Stand and flows of the bijstand (measures 1): stand_begin + instroom - uitstroom = stand_eind.
{% set kinds = ['maand', 'kwartaal', 'jaar'] %}

with periods as (
    select gemeentecode, periode, van, tot, van - 1 as dag_ervoor
    from {{ ref('municipality_periods') }}
    where soort in ('maand', 'kwartaal', 'jaar')
),

entries as (
    select gemeentecode, periode, count(*) as instroom
    from (
        select gemeentecode, unnest({{ period_codes('begindatum', kinds) }}) as periode
        from {{ ref('fct_spells') }}
    )
    group by gemeentecode, periode
),

exits as (
    select
        gemeentecode,
        periode,
        count(*) as uitstroom,
        count(*) filter (naar_werk) as uitstroom_werk,
        count(*) filter (voorlopig) as voorlopig
    from (
        select gemeentecode, naar_werk, voorlopig, unnest({{ period_codes('einddatum', kinds) }}) as periode
        from {{ ref('fct_spells') }}
        where einddatum is not null
    )
    group by gemeentecode, periode
),

-- a spell runs at the close of day P when it began on or before P and did not end on or before P; a person has one at a time,
-- so begins through P less ends through P is the number of persons
person_changes as (
    select gemeentecode, begindatum as datum, 1 as mutatie from {{ ref('fct_spells') }}
    union all
    select gemeentecode, einddatum as datum, -1 as mutatie from {{ ref('fct_spells') }} where einddatum is not null
),

persons as (
    select gemeentecode, datum, sum(sum(mutatie)) over (partition by gemeentecode order by datum) as stand
    from person_changes
    group by gemeentecode, datum
),

dossier_changes as (
    select gemeentecode, begindatum as datum, 1 as mutatie from {{ ref('fct_dossier_periods') }}
    union all
    select gemeentecode, einddatum as datum, -1 as mutatie from {{ ref('fct_dossier_periods') }} where einddatum is not null
),

dossiers as (
    select gemeentecode, datum, sum(sum(mutatie)) over (partition by gemeentecode order by datum) as stand
    from dossier_changes
    group by gemeentecode, datum
)

select
    periods.gemeentecode,
    periods.periode,
    cast(coalesce(persons_begin.stand, 0) as bigint) as stand_begin,
    coalesce(entries.instroom, 0) as instroom,
    coalesce(exits.uitstroom, 0) as uitstroom,
    coalesce(exits.uitstroom_werk, 0) as uitstroom_werk,
    cast(coalesce(persons_eind.stand, 0) as bigint) as stand_eind,
    cast(coalesce(dossiers.stand, 0) as bigint) as uitkeringen_eind,
    coalesce(exits.voorlopig, 0) as voorlopig
from periods
asof left join persons as persons_begin
    on periods.gemeentecode = persons_begin.gemeentecode and periods.dag_ervoor >= persons_begin.datum
asof left join persons as persons_eind
    on periods.gemeentecode = persons_eind.gemeentecode and periods.tot >= persons_eind.datum
asof left join dossiers
    on periods.gemeentecode = dossiers.gemeentecode and periods.tot >= dossiers.datum
left join entries
    on periods.gemeentecode = entries.gemeentecode and periods.periode = entries.periode
left join exits
    on periods.gemeentecode = exits.gemeentecode and periods.periode = exits.periode
