select * from {{ source('finance', 'finance_grootboek') }}
