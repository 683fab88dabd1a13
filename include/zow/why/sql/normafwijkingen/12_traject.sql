-- Het traject (measures 9, N21)
-- normen: N21
select trajectnummer, client_key, trajectdoel, begindatum, einddatum
from core.fct_trajecten
where gemeentecode = $gemeentecode and trajectnummer = $sleutel
