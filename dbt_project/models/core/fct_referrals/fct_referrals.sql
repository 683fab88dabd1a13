-- One row per referral in the files that hold, of each month the one stamped last (sources.md 2).
select
    gemeentecode,
    _venster as bestandsmaand,
    meldingnummer,
    client_key,
    meldingsdatum,
    soort,
    re_integratieadvies,
    aanvraag_ingenomen,
    werk_voor_aanvraag
from {{ ref('stg_uwv__doorverwijzingen') }}
