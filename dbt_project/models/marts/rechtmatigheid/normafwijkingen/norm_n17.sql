-- N17 (S0 3.5.2): whoever stays in bijstand past the window has had a first talk within it.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with starts as (
    select
        s.gemeentecode,
        u.uitkeringnummer as sleutel,
        s.client_key,
        s.begindatum as vanaf,
        {{ add_months('s.begindatum', 'n.waarde') }} as deadline,
        s.einddatum
    from {{ ref('fct_spells') }} as s
    inner join {{ ref('fct_benefits') }} as u
        on s.gemeentecode = u.gemeentecode and s.bijstandsperiode_id = u.uitkeringnummer
    inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', 'N17', "'maanden'", 's.begindatum') }}
    where u.regeling in ('WWB', 'PW')
),

events as (
    select gemeentecode, client_key, datum from {{ ref('fct_contacts') }} where soort in ('intake', 'gesprek')
)

{{ window_norm('starts', 'events', '(s.einddatum is null or s.einddatum > s.deadline)') }}
