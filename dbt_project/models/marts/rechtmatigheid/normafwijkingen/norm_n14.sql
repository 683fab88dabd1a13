-- N14 (S2 6.6.1): who has a beschikking for beschut werk is placed in time; a place that already runs on that day is one.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with starts as (
    select
        i.gemeentecode,
        i.indicatienummer as sleutel,
        i.client_key,
        i.beschikkingsdatum as vanaf,
        {{ add_months('i.beschikkingsdatum', 'n.waarde') }} as deadline
    from {{ ref('fct_decision_indications') }} as i
    inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N14', "'maanden'", 'i.beschikkingsdatum') }}
    where i.soort = 'beschut_werk'
),

places as (
    select gemeentecode, client_key, begindatum, einddatum
    from {{ ref('fct_activities') }}
    where voorziening_soort = 'beschut_werk'
),

events as (
    select gemeentecode, client_key, begindatum as datum
    from places
    union
    select s.gemeentecode, s.client_key, s.vanaf as datum
    from starts as s
    inner join places as p
        on
            s.gemeentecode = p.gemeentecode
            and s.client_key = p.client_key
            and s.vanaf >= p.begindatum
            and (p.einddatum is null or s.vanaf < p.einddatum)
)

{{ window_norm('starts', 'events') }}
