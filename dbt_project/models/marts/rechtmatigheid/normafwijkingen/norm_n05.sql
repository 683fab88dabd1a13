-- N05 (S1 5.4): how long a taalstage may last.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'taalstage'
)

{{ length_norm('N05', 'activities') }}
