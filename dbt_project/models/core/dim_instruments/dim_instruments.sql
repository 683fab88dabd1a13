select gemeentecode, voorziening_code, omschrijving, soort, budgetpost
from {{ ref('stg_gws__voorzieningen') }}
