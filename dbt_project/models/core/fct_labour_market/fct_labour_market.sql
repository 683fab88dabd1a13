select
    gemeentecode,
    arbeidsmarktregio_code,
    arbeidsmarktregio,
    maand,
    openstaande_vacatures,
    geregistreerde_werkzoekenden,
    ww_uitkeringen
from {{ ref('stg_uwv__arbeidsmarkt') }}
