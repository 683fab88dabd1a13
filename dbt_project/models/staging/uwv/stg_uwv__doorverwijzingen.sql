select * from {{ source('uwv', 'uwv_doorverwijzingen') }}
