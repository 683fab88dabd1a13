-- N21 (S2 5.3): a traject to work is evaluated regularly.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with spans as (
    select gemeentecode, trajectnummer as sleutel, client_key, begindatum, einddatum
    from {{ ref('fct_trajecten') }}
    where trajectdoel = 'werk'
),

contacts as (
    select gemeentecode, client_key, datum from {{ ref('fct_contacts') }} where soort = 'evaluatie'
)

{{ contact_norm('N21', 'spans', 'contacts') }}
