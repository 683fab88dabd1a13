-- N20 (S1 actie 38): whoever has an ontheffing is spoken to regularly.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with spans as (
    select gemeentecode, ontheffingnummer as sleutel, client_key, begindatum, einddatum from {{ ref('fct_exemptions') }}
),

contacts as (
    select gemeentecode, client_key, datum from {{ ref('fct_contacts') }}
)

{{ contact_norm('N20', 'spans', 'contacts') }}
