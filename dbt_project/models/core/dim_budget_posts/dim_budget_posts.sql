select gemeentecode, budgetpost from {{ ref('stg_gws__voorzieningen') }}
union
select gemeentecode, budgetpost from {{ ref('stg_gws__verplichtingen') }}
union
select gemeentecode, budgetpost from {{ ref('stg_gws__betalingen') }}
