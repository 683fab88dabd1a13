-- Smallingerland 2010-2013, reaching everyone in time: sluitende aanpak, first talks and offers, ontheffingen (measures 5).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with persons as (
    select p.gemeentecode, p.periode, p.tot as peildatum, u.regeling, u.client_key, min(u.begindatum) as uitkering_sinds
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('fct_benefits') }} as u
        on p.gemeentecode = u.gemeentecode and p.tot >= u.begindatum and (u.einddatum is null or p.tot < u.einddatum)
    where p.soort = 'jaar' and u.regeling in ('WWB', 'WIJ')
    group by p.gemeentecode, p.periode, p.tot, u.regeling, u.client_key
),

-- the intake phase of WWB starts with the bijstandsperiode, that of WIJ with the earliest WIJ uitkering that runs
started as (
    select
        p.*,
        coalesce(s.ontheffing, false) as ontheffing,
        coalesce(s.traject, false) as traject,
        case when p.regeling = 'WIJ' then p.uitkering_sinds else s.bijstand_sinds end as sinds
    from persons as p
    left join {{ ref('fct_client_stands') }} as s
        on p.gemeentecode = s.gemeentecode and p.client_key = s.client_key and p.peildatum = s.peildatum
),

examined as (
    select distinct p.gemeentecode, p.client_key, p.peildatum
    from persons as p
    inner join {{ ref('fct_medical_exams') }} as k
        on
            p.gemeentecode = k.gemeentecode
            and p.client_key = k.client_key
            and p.peildatum >= k.opdrachtdatum
            and (k.adviesdatum is null or p.peildatum < k.adviesdatum)
),

reached as (
    select
        p.gemeentecode,
        p.periode,
        p.regeling,
        p.ontheffing
        or p.traject
        or k.client_key is not null
        or coalesce(
            p.peildatum < case
                when p.regeling = 'WIJ' then p.sinds + cast(wij.waarde as integer)
                else {{ add_months('p.sinds', 'wwb.waarde') }}
            end
            and (t.begindatum is null or t.begindatum < p.sinds),
            false
        ) as bereikt
    from started as p
    -- the traject begun last, through P
    asof left join {{ ref('fct_trajecten') }} as t
        on p.gemeentecode = t.gemeentecode and p.client_key = t.client_key and p.peildatum >= t.begindatum
    left join examined as k
        on p.gemeentecode = k.gemeentecode and p.client_key = k.client_key and p.peildatum = k.peildatum
    left join {{ ref('norm_values') }} as wwb on {{ norm_value_join('wwb', 'N17', 'maanden', 'p.sinds') }}
    left join {{ ref('norm_values') }} as wij on {{ norm_value_join('wij', 'N18', 'dagen', 'p.sinds') }}
),

talks as (
    select gemeentecode, client_key, datum
    from {{ ref('fct_contacts') }}
    where soort in ('intake', 'gesprek')
),

first_talks as (
    select
        s.gemeentecode,
        {{ period_codes('s.begindatum', ['jaar']) }}[1] as periode,
        coalesce({{ within_months('s.begindatum', 'talks.datum', 'n.waarde') }}, false) as tijdig,
        {{ window_closed('s.begindatum', 'n.waarde', 'g.asof') }} as gesloten
    from {{ ref('fct_spells') }} as s
    inner join {{ ref('dim_municipalities') }} as g on s.gemeentecode = g.gemeentecode
    inner join {{ ref('fct_benefits') }} as u
        on s.gemeentecode = u.gemeentecode and s.bijstandsperiode_id = u.uitkeringnummer and u.regeling = 'WWB'
    left join {{ ref('norm_values') }} as n on {{ norm_value_join('n', 'N17', 'maanden', 's.begindatum') }}
    -- the first one from the begin on
    asof left join talks
        on s.gemeentecode = talks.gemeentecode and s.client_key = talks.client_key and s.begindatum <= talks.datum
),

offers as (
    select gemeentecode, client_key, datum from {{ ref('fct_contacts') }} where soort = 'aanbod'
    union all
    select gemeentecode, client_key, begindatum as datum from {{ ref('fct_activities') }}
),

first_offers as (
    select
        u.gemeentecode,
        {{ period_codes('u.begindatum', ['jaar']) }}[1] as periode,
        coalesce(offers.datum <= u.begindatum + cast(n.waarde as integer), false) as tijdig,
        u.begindatum + cast(n.waarde as integer) < g.asof as gesloten
    from {{ ref('fct_benefits') }} as u
    inner join {{ ref('dim_municipalities') }} as g on u.gemeentecode = g.gemeentecode
    left join {{ ref('norm_values') }} as n on {{ norm_value_join('n', 'N18', 'dagen', 'u.begindatum') }}
    asof left join offers
        on u.gemeentecode = offers.gemeentecode and u.client_key = offers.client_key and u.begindatum <= offers.datum
    where u.regeling = 'WIJ'
),

decisions as (
    select
        o.gemeentecode,
        {{ period_codes('o.besluitdatum', ['jaar']) }}[1] as periode,
        1 as ontheffing,
        0 as keuring,
        coalesce(k.extern and k.adviesdatum <= o.besluitdatum, false) as extern
    from {{ ref('fct_exemptions') }} as o
    left join {{ ref('fct_medical_exams') }} as k on o.gemeentecode = k.gemeentecode and o.keuringnummer = k.keuringnummer
    union all
    select
        gemeentecode,
        {{ period_codes('opdrachtdatum', ['jaar']) }}[1] as periode,
        0 as ontheffing,
        1 as keuring,
        false as extern
    from {{ ref('fct_medical_exams') }}
),

counted as (
    select
        gemeentecode,
        periode,
        [
            -- S0 3.5.2: everyone is on a traject or has a reason not to be
            {% for regeling in ['WWB', 'WIJ'] -%}
                {{ figure(
                    'sluitende_aanpak', regeling,
                    "count(*) filter (bereikt and regeling = '" ~ regeling ~ "')", "count(*) filter (regeling = '" ~ regeling ~ "')"
                ) }}
                {{- ',' if not loop.last }}
            {% endfor -%}
        ] as figuren
    from reached
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [
            {{ figure(
                'eerste_gesprek_tijdig', 'alle', 'count(*) filter (tijdig)', 'count(*)', 'count(*) filter (not (tijdig or gesloten))'
            ) }}
        ] as figuren
    from first_talks
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [
            {{ figure(
                'wij_aanbod_tijdig', 'alle', 'count(*) filter (tijdig)', 'count(*)', 'count(*) filter (not (tijdig or gesloten))'
            ) }}
        ] as figuren
    from first_offers
    group by gemeentecode, periode
    union all
    select
        gemeentecode,
        periode,
        [
            {{ figure('ontheffing_extern', 'alle', 'count(*) filter (extern)', 'sum(ontheffing)') }},
            {{ figure('keuringen_per_ontheffing', 'alle', 'sum(keuring)', 'sum(ontheffing)') }}
        ] as figuren
    from decisions
    group by gemeentecode, periode
)

{{ figures_of('counted') }}
