-- One row per application. It carries a BSN of its own, so the person is known before there is a client (sources.md 1).
select gemeentecode, aanvraagnummer, client_key, datum, regeling, uitkomst, uitkomstdatum, clientnummer
from {{ ref('stg_gws__aanvragen') }}
