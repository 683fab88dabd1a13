-- Smallingerland 2010-2013, what trajecten led to (measures 5, S0 3.5.2 and 3.5.3). The year is that in which the traject began.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with trajecten as (
    select
        gemeentecode,
        trajectnummer,
        client_key,
        trajectdoel,
        begindatum,
        einddatum,
        resultaat_participatie,
        {{ period_codes('begindatum', ['jaar']) }}[1] as periode
    from {{ ref('fct_trajecten') }}
    -- who stopped through no fault of theirs is not judged; the reason is empty while it runs
    where reden_beeindiging is distinct from 'niet_verwijtbaar'
),

exits as (
    select s.gemeentecode, s.client_key, s.einddatum, s.duurzaam, s.draaideur
    from {{ ref('fct_spells') }} as s
    inner join {{ ref('indicator_values') }} as redenen
        on
            {{ indicator_value_join('redenen', 'uitstroom_trajecten', 'redenen', 's.einddatum') }}
            and s.reden_uitstroom = redenen.waarde
),

-- per traject werk what is known of the exits from its begin through the window after its end
judged as (
    select
        t.gemeentecode,
        t.periode,
        t.trajectnummer,
        t.einddatum is null or not {{ window_closed('t.einddatum', 'n.waarde', 'g.asof') }} as venster_open,
        coalesce(bool_or(exits.duurzaam), false) as duurzaam,
        coalesce(bool_or(exits.einddatum is not null and exits.duurzaam is null), false) as onbekend,
        struct_extract(
            arg_min({ 'draaideur': exits.draaideur }, exits.einddatum) filter (exits.duurzaam), 'draaideur'
        ) as draaideur
    from trajecten as t
    inner join {{ ref('dim_municipalities') }} as g on t.gemeentecode = g.gemeentecode
    left join {{ ref('indicator_values') }} as n
        on
            {{ indicator_value_join(
                'n', 'uitstroom_trajecten', 'maanden_na_einde', 'coalesce(t.einddatum, t.begindatum)'
            ) }}
    left join exits
        on
            t.gemeentecode = exits.gemeentecode
            and t.client_key = exits.client_key
            and t.begindatum <= exits.einddatum
            and (t.einddatum is null or {{ within_months('t.einddatum', 'exits.einddatum', 'n.waarde') }})
    where t.trajectdoel = 'werk'
    group by t.gemeentecode, t.periode, t.trajectnummer, t.einddatum, n.waarde, g.asof
),

participants as (
    select p.gemeentecode, p.periode, t.client_key
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('fct_trajecten') }} as t
        on p.gemeentecode = t.gemeentecode and p.tot >= t.begindatum and (t.einddatum is null or p.van <= t.einddatum)
    where p.soort = 'jaar' and t.trajectdoel in ('activering', 'zorg')
),

counted as (
    select
        gemeentecode,
        periode,
        [
            {{ figure(
                'uitstroom_trajecten', 'alle',
                'count(*) filter (duurzaam)', 'count(*)', 'count(*) filter (not duurzaam and (venster_open or onbekend))'
            ) }},
            {{ figure(
                'draaideur', 'alle',
                'count(*) filter (duurzaam and draaideur)', 'count(*) filter (duurzaam)',
                'count(*) filter (duurzaam and draaideur is null)'
            ) }}
        ] as figuren
    from judged
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [{{ figure('participatie_trajecten', 'alle', 'count(*) filter (resultaat_participatie)', 'count(*)') }}] as figuren
    from trajecten
    where trajectdoel in ('activering', 'zorg')
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [{{ figure('deelnemers_activering_zorg', 'alle', 'count(distinct client_key)') }}] as figuren
    from participants
    group by gemeentecode, periode
)

{{ figures_of('counted') }}
