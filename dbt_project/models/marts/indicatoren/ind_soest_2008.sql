-- Soest 2008-2010 (S4 tabel 2.1 and 3.1-3.5) as far as it is not a stand of persons in bijstand; the Wsw in fte is of
-- Smallingerland (S2 2.2). Measures 6 and 7b.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with years as (
    select gemeentecode, periode, van, tot
    from {{ ref('municipality_periods') }}
    where soort = 'jaar'
),

withdrawn as (
    select gemeentecode, {{ period_codes('coalesce(uitkomstdatum, datum)', ['jaar']) }}[1] as periode
    from {{ ref('fct_applications') }}
    where uitkomst = 'ingetrokken'
),

-- trajecten that ended while the person was not in bijstand: the spell begun last, through that day, does not run at its close
left_outside as (
    select
        t.gemeentecode,
        t.client_key,
        t.einddatum,
        {{ period_codes('t.einddatum', ['jaar']) }}[1] as periode,
        {{ add_months('t.einddatum', 'n.waarde') }} as uiterlijk
    from {{ ref('fct_trajecten') }} as t
    left join {{ ref('indicator_values') }} as n on {{ indicator_value_join('n', 'nuggers_werk', 'maanden', 't.einddatum') }}
    asof left join {{ ref('fct_spells') }} as s
        on t.gemeentecode = s.gemeentecode and t.client_key = s.client_key and t.einddatum >= s.begindatum
    where t.einddatum is not null and (s.begindatum is null or s.einddatum <= t.einddatum)
),

nugger_persons as (
    select t.gemeentecode, t.periode, t.client_key, bool_or(a.activiteitnummer is not null) as aan_het_werk
    from left_outside as t
    left join {{ ref('fct_activities') }} as a
        on
            t.gemeentecode = a.gemeentecode
            and t.client_key = a.client_key
            and a.voorziening_soort = 'plaatsing_regulier'
            and t.uiterlijk >= a.begindatum
            and (t.einddatum <= a.begindatum or a.einddatum is null or t.einddatum < a.einddatum)
    group by t.gemeentecode, t.periode, t.client_key
),

werkpunt_persons as (
    select distinct years.gemeentecode, years.periode, a.client_key
    from years
    inner join {{ ref('fct_activities') }} as a
        on
            years.gemeentecode = a.gemeentecode
            and years.tot >= a.begindatum
            and (a.einddatum is null or years.van <= a.einddatum)
    where a.voorziening_soort = 'werkpunt'
),

working_persons as (
    select distinct gemeentecode, client_key, {{ period_codes('einddatum', ['jaar']) }}[1] as periode
    from {{ ref('fct_spells') }}
    where naar_werk
),

sheltered as (
    select years.gemeentecode, years.periode, w.client_key, w.soort, w.fte
    from years
    inner join {{ ref('fct_sheltered_places') }} as w
        on
            years.gemeentecode = w.gemeentecode
            and years.tot >= w.begindatum
            and (w.einddatum is null or years.tot < w.einddatum)
),

counted as (
    select gemeentecode, periode, [{{ figure('preventie_instroom', 'alle', 'count(*)') }}] as figuren
    from withdrawn
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [{{ figure('nuggers_werk', 'alle', 'count(*) filter (aan_het_werk)', 'count(*)') }}] as figuren
    from nugger_persons
    group by gemeentecode, periode
    union all
    select
        p.gemeentecode,
        p.periode,
        [{{ figure('werkpunt_uitstroom', 'alle', 'count(w.client_key)', 'count(*)') }}] as figuren
    from werkpunt_persons as p
    left join working_persons as w
        on p.gemeentecode = w.gemeentecode and p.client_key = w.client_key and p.periode = w.periode
    group by p.gemeentecode, p.periode
    union all
    select
        gemeentecode,
        periode,
        [
            {{ figure('wsw_dienstverband', 'alle', "count(distinct client_key) filter (soort = 'dienstverband')") }},
            {{ figure('wsw_wachtlijst', 'alle', "count(distinct client_key) filter (soort = 'wachtlijst')") }},
            {{ figure('wsw_fte', 'alle', "coalesce(sum(fte) filter (soort = 'dienstverband'), 0)") }}
        ] as figuren
    from sheltered
    group by gemeentecode, periode
)

{{ figures_of('counted') }}
