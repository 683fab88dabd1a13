-- One row per measurement of satisfaction; of a measurement no person is known (sources.md 1).
select gemeentecode, metingnummer, datum, onderzoek, aanbieder_code, score
from {{ ref('stg_gws__klanttevredenheid') }}
