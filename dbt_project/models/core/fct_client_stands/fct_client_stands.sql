-- One row per person and quarter end P (also the P of half-years and years) who is in bijstand then or has a running traject:
-- who they are and what runs for them at the close of that day (measures 0, 1, 2).
with bounds as (
    select gemeentecode, min(tot) as eerste, max(tot) as laatste
    from {{ ref('municipality_periods') }}
    where soort = 'kwartaal'
    group by gemeentecode
),

spans as (
    select gemeentecode, client_key, 'bijstand' as kenmerk, begindatum, einddatum from {{ ref('fct_spells') }}
    union all
    select gemeentecode, client_key, 'ontheffing_' || soort as kenmerk, begindatum, einddatum from {{ ref('fct_exemptions') }}
    union all
    select gemeentecode, client_key, 'traject_' || trajectdoel as kenmerk, begindatum, einddatum from {{ ref('fct_trajecten') }}
    union all
    select gemeentecode, client_key, 'activiteit_' || voorziening_soort as kenmerk, begindatum, einddatum
    from {{ ref('fct_activities') }}
    union all
    -- geldig_tot is itself a day of validity (sources.md 2), where an einddatum no longer runs at its close
    select gemeentecode, client_key, 'indicatie_' || soort as kenmerk, besluitdatum as begindatum, geldig_tot + 1 as einddatum
    from {{ ref('fct_indications') }}
),

-- running at P: begindatum <= P and einddatum > P, so the last day that can be a P of it is the one before einddatum
running as (
    select
        spans.gemeentecode,
        spans.client_key,
        spans.kenmerk,
        spans.begindatum,
        {{ each_period_end(
            'kwartaal',
            'greatest(spans.begindatum, bounds.eerste)',
            'least(coalesce(spans.einddatum - 1, bounds.laatste), bounds.laatste)'
        ) }} as peildatum
    from spans
    inner join bounds on spans.gemeentecode = bounds.gemeentecode
),

stands as (
    select
        gemeentecode,
        client_key,
        peildatum,
        coalesce(bool_or(kenmerk = 'bijstand'), false) as in_bijstand,
        min(begindatum) filter (kenmerk = 'bijstand') as bijstand_sinds,
        bool_or(kenmerk like 'ontheffing%') as ontheffing,
        bool_or(kenmerk = 'ontheffing_volledig') as ontheffing_volledig,
        bool_or(kenmerk like 'traject%') as traject,
        bool_or(kenmerk = 'traject_werk') as traject_werk,
        bool_or(kenmerk = 'traject_activering') as traject_activering,
        bool_or(kenmerk = 'traject_zorg') as traject_zorg,
        bool_or(kenmerk like 'activiteit%') as activiteit,
        bool_or(kenmerk = 'activiteit_scholing') as scholing,
        bool_or(kenmerk = 'indicatie_banenafspraak') as indicatie_banenafspraak
    from running
    group by gemeentecode, client_key, peildatum
    having bool_or(kenmerk = 'bijstand' or kenmerk like 'traject%')
),

earners as (
    select distinct gemeentecode, client_key, maand
    from {{ ref('fct_income_payments') }}
    where is_bijstand and inkomsten_uit_arbeid > 0
)

select
    s.gemeentecode,
    s.peildatum,
    s.client_key,
    s.in_bijstand,
    s.bijstand_sinds,
    cast(s.peildatum - s.bijstand_sinds as bigint) as bijstand_dagen,
    cast({{ age_at('c.geboortedatum', 's.peildatum') }} as bigint) as leeftijd,
    {{ education_level('c.opleiding', 'c.startkwalificatie') }} as opleiding,
    c.statushouder,
    c.arbeidsbeperking = 'banenafspraak' or s.indicatie_banenafspraak as banenafspraak,
    coalesce(s.in_bijstand and earners.maand is not null, false) as werkt_parttime,
    s.ontheffing,
    s.ontheffing_volledig,
    s.traject,
    s.traject_werk,
    s.traject_activering,
    s.traject_zorg,
    s.activiteit,
    s.scholing,
    ladder.trede
from stands as s
asof left join {{ ref('dim_clients') }} as c
    on s.gemeentecode = c.gemeentecode and s.client_key = c.client_key and s.peildatum >= c.valid_from
asof left join {{ ref('fct_ladder') }} as ladder
    on s.gemeentecode = ladder.gemeentecode and s.client_key = ladder.client_key and s.peildatum >= ladder.meetdatum
left join earners
    on
        s.gemeentecode = earners.gemeentecode
        and s.client_key = earners.client_key
        and strftime(s.peildatum, '%Y-%m') = earners.maand
