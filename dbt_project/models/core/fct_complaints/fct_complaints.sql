-- One row per bezwaar, beroep or klacht (measures 6).
select gemeentecode, zaaknummer, soort, datum, uitkomst, uitkomstdatum
from {{ ref('stg_gws__bezwaren_klachten') }}
