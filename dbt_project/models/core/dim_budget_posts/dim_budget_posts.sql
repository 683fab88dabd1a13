select gemeentecode, budgetpost from {{ ref('stg_gws__voorzieningen') }}
union
select gemeentecode, budgetpost from {{ ref('stg_gws__verplichtingen') }}
union
select gemeentecode, budgetpost from {{ ref('stg_gws__betalingen') }}
union
select gemeentecode, budgetpost from {{ ref('fct_ledger') }}
union
-- a line about a deel as a whole has no post
select gemeentecode, budgetpost from {{ ref('fct_budget') }} where budgetpost is not null
