-- N16 (S2 6.6.1): who UWV puts in the banenafspraak and is still in bijstand after the window has been offered a place in it.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with starts as (
    select
        i.gemeentecode,
        i.indicatienummer as sleutel,
        i.client_key,
        i.besluitdatum as vanaf,
        {{ add_months('i.besluitdatum', 'n.waarde') }} as deadline
    from {{ ref('fct_indications') }} as i
    inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N16', "'maanden'", 'i.besluitdatum') }}
    where i.soort = 'banenafspraak'
),

in_bijstand as (
    select distinct s.gemeentecode, s.sleutel
    from starts as s
    inner join {{ ref('fct_spells') }} as b
        on
            s.gemeentecode = b.gemeentecode
            and s.client_key = b.client_key
            and s.deadline >= b.begindatum
            and (b.einddatum is null or s.deadline < b.einddatum)
),

judged as (
    select s.*, b.sleutel is not null as in_bijstand
    from starts as s
    left join in_bijstand as b on s.gemeentecode = b.gemeentecode and s.sleutel = b.sleutel
),

events as (
    select gemeentecode, client_key, begindatum as datum
    from {{ ref('fct_activities') }}
    where voorziening_soort in ('leerwerkplek', 'proefplaatsing', 'bab_tijdelijk', 'bab_vast')
)

{{ window_norm('judged', 'events', 's.in_bijstand') }}
