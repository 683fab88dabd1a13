-- One row per UWV indicatie of the full list that holds. Valid at P: besluitdatum <= P, geldig_tot empty or >= P (sources.md 2);
-- geldig_tot is a last day of validity and not an einddatum, so one after asof stays.
select gemeentecode, indicatienummer, client_key, soort, besluitdatum, geldig_tot
from {{ ref('stg_uwv__indicaties') }}
