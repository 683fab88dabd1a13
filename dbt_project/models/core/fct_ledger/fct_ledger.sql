-- One row per ledger line in the files that hold, of each month the one stamped last. A boekstuk can go on in the file of another
-- month: the file month is part of the key, so that nothing of it is lost or doubled (sources.md 4).
select
    gemeentecode,
    _venster as bestandsmaand,
    boekstuk,
    regel,
    boekdatum,
    boekjaar,
    periode,
    grootboekrekening,
    kostenplaats,
    taakveld,
    budgetpost,
    factuurnummer,
    omschrijving,
    case dc when 'D' then bedrag when 'C' then -bedrag end as bedrag
from {{ ref('stg_finance__grootboek') }}
