-- N25 (S2 6.3): how long scholing may last.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'scholing'
)

{{ length_norm('N25', 'activities') }}
