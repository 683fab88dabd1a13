-- N18 (S0 3.5.2): whoever stays in the WIJ past the window has had an offer, or started with something, within it.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with starts as (
    select
        u.gemeentecode,
        u.uitkeringnummer as sleutel,
        u.client_key,
        u.begindatum as vanaf,
        u.begindatum + cast(n.waarde as integer) as deadline,
        u.einddatum
    from {{ ref('fct_benefits') }} as u
    inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N18', "'dagen'", 'u.begindatum') }}
    where u.regeling = 'WIJ'
),

events as (
    select gemeentecode, client_key, datum from {{ ref('fct_contacts') }} where soort = 'aanbod'
    union all
    select gemeentecode, client_key, begindatum as datum from {{ ref('fct_activities') }}
)

{{ window_norm('starts', 'events', '(s.einddatum is null or s.einddatum > s.deadline)') }}
