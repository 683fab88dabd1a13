-- A file holds every region and often earlier months as well: per region and month the row that was delivered last holds.
select *
from {{ source('uwv', 'uwv_arbeidsmarkt') }}
qualify
    row_number() over (partition by arbeidsmarktregio_code, maand order by geleverd_op desc, _venster desc) = 1
