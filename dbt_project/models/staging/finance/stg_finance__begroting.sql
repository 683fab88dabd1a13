select * from {{ source('finance', 'finance_begroting') }}
