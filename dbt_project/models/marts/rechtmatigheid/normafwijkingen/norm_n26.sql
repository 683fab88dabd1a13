-- N26 (S2 6.6.1): how long a proefplaatsing may last.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'proefplaatsing'
)

{{ length_norm('N26', 'activities') }}
