-- N11 (S2 7.3): how long a participatieplaats may last.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'participatieplaats'
)

{{ length_norm('N11', 'activities') }}
