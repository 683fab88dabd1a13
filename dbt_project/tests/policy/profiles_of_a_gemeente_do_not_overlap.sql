-- Two profiles of one gemeente on one day would give a key two values.
select een.profiel, ander.profiel as overlapt_met
from {{ ref('profiles') }} as een
inner join {{ ref('profiles') }} as ander
    on een.gemeentecode = ander.gemeentecode and een.profiel < ander.profiel
where
    een.geldig_van <= coalesce(ander.geldig_tot, date '9999-12-31')
    and ander.geldig_van <= coalesce(een.geldig_tot, date '9999-12-31')
