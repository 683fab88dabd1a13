-- One row per contract with an aanbieder (sources.md 1).
select gemeentecode, contractnummer, aanbieder_code, begindatum, einddatum, financiering, percentage_niet_succesvol
from {{ ref('stg_gws__contracten') }}
