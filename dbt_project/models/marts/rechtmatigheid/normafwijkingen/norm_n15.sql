-- N15 (S2 6.6.1): how long a temporary banenafspraak may last; longer once it is extended.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('fct_activities') }} where voorziening_soort = 'bab_tijdelijk'
)

{{ length_norm('N15', 'activities', "case when a.verlengingen >= 1 then 'maanden_na_verlenging' else 'maanden' end") }}
