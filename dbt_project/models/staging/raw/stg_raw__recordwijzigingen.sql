select * from {{ source('raw', 'recordwijzigingen') }}
