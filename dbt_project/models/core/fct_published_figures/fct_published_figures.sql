-- One row per figure of an earlier publication, as it was published (measures 10, Revisions).
select gemeentecode, publicatie, versie, periode, indicator, uitsplitsing, waarde
from {{ ref('stg_raw__publicatiecijfers') }}
