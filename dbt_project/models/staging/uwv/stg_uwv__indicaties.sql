select * from {{ source('uwv', 'uwv_indicaties') }}
