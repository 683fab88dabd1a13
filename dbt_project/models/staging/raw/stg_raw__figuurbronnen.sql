select * from {{ source('raw', 'figuurbronnen') }}
