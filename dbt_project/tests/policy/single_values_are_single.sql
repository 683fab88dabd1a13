-- Only the two lists may have several values on one day; each is named by measures 1.
select een.gemeentecode, een.sleutel, een.waarde, een.geldig_van
from {{ ref('policy_values') }} as een
inner join {{ ref('policy_values') }} as ander
    on
        een.gemeentecode = ander.gemeentecode
        and een.sleutel = ander.sleutel
        and een.waarde <> ander.waarde
        and een.geldig_van between ander.geldig_van and ander.geldig_tot
where een.sleutel not in ('bijstandsregelingen', 'uitstroom_werk_redenen')
