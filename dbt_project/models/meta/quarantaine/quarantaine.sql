select gemeentecode, bron, levering, bestand, regel, kolom, regel_code, ernst, melding, ruwe_regel
from {{ source('raw', 'quarantaine') }}
