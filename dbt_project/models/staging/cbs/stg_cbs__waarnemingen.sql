-- CBS writes a period as year, kind and number: MM a month, KW a quarter, HJ a half-year, JJ00 a year. What is none of these
-- (a week, a school year) has no period of ours. A unit 'x 1 000' says by how much the value is still to be multiplied.
select
    *,
    coalesce(regio_code, 'NL01') as regio,
    case substr(periode_code, 5, 2)
        when 'MM' then left(periode_code, 4) || '-' || right(periode_code, 2)
        when 'KW' then left(periode_code, 4) || 'K' || right(periode_code, 1)
        when 'HJ' then left(periode_code, 4) || 'H' || right(periode_code, 1)
        when 'JJ' then left(periode_code, 4)
    end as periode,
    coalesce(try_cast(replace(regexp_extract(eenheid, '^\s*x\s*([0-9][0-9 ]*)\s*$', 1), ' ', '') as bigint), 1) as factor
from {{ source('cbs', 'cbs_waarnemingen') }}
