select * from {{ source('raw', 'publicatiecijfers') }}
