-- Every accepted clienten file <= K: the one place where history across deliveries is read (architecture 2).
select h.*
from {{ source('raw', 'gws_clienten_historie') }} as h
inner join {{ ref('stg_raw__peilmomenten') }} as k on h.gemeentecode = k.gemeentecode
