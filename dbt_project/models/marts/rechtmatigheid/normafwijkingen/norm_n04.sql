-- N04 (S1 5.3): how long a werkstage may last; longer once it is extended.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'werkstage'
)

{{ length_norm('N04', 'activities', "case when a.verlengingen >= 1 then 'maanden_na_verlenging' else 'maanden' end") }}
