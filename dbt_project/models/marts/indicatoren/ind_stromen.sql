-- Figures of who came in and went out in a period beside each other and beside who stood there (measures 6, 7b).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with exit_counts as (
    select gemeentecode, periode, count(*) as uitstroom_werk
    from (
        select gemeentecode, unnest({{ period_codes('einddatum', ['jaar', 'maand']) }}) as periode
        from {{ ref('fct_spells') }}
        where naar_werk
    )
    group by gemeentecode, periode
),

entry_counts as (
    select gemeentecode, periode, count(*) as instroom, count(*) filter (uit_ww) as instroom_uit_ww
    from (
        select
            s.gemeentecode,
            coalesce(u.instroom_uit_ww, false) as uit_ww,
            unnest({{ period_codes('s.begindatum', ['jaar']) }}) as periode
        from {{ ref('fct_spells') }} as s
        -- a spell is named after its first uitkering
        inner join {{ ref('fct_benefits') }} as u
            on s.gemeentecode = u.gemeentecode and s.bijstandsperiode_id = u.uitkeringnummer
    )
    group by gemeentecode, periode
),

changes as (
    select gemeentecode, begindatum as datum, 1 as mutatie from {{ ref('fct_spells') }}
    union all
    select gemeentecode, einddatum as datum, -1 as mutatie from {{ ref('fct_spells') }} where einddatum is not null
),

stands as (
    select gemeentecode, datum, sum(sum(mutatie)) over (partition by gemeentecode order by datum) as personen
    from changes
    group by gemeentecode, datum
),

active as (
    select gemeentecode, peildatum, count(*) as personen
    from {{ ref('fct_client_stands') }}
    where in_bijstand and traject_werk and not ontheffing_volledig
    group by gemeentecode, peildatum
),

ratios as (
    select
        p.gemeentecode,
        p.periode,
        [
            -- smallingerland_2020: S2 5 and 2.4; stand_begin is the stand at the day before the period
            {{ figure('ww_doorstroom', 'alle', 'coalesce(i.instroom_uit_ww, 0)', 'coalesce(i.instroom, 0)') }},
            {{ figure('uitstroom_werk_maand', 'alle', 'coalesce(x.uitstroom_werk, 0)', 'coalesce(stands.personen, 0)') }},
            -- soest_2008: S4 tabel 2.1
            {{ figure('uitstroom_aandeel_instroom', 'alle', 'coalesce(x.uitstroom_werk, 0)', 'coalesce(i.instroom, 0)') }},
            {{ figure('uitstroom_aandeel_traject', 'alle', 'coalesce(x.uitstroom_werk, 0)', 'coalesce(active.personen, 0)') }}
        ] as figuren
    from (select *, van - 1 as dag_ervoor from {{ ref('municipality_periods') }} where soort in ('jaar', 'maand')) as p
    left join exit_counts as x on p.gemeentecode = x.gemeentecode and p.periode = x.periode
    left join entry_counts as i on p.gemeentecode = i.gemeentecode and p.periode = i.periode
    left join active on p.gemeentecode = active.gemeentecode and p.tot = active.peildatum
    asof left join stands on p.gemeentecode = stands.gemeentecode and p.dag_ervoor >= stands.datum
)

{{ figures_of('ratios') }}
