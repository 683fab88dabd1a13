select gemeentecode, bron, levering, geleverd_op, ontvangen_op, status, reden, regels, afgekeurd, sha256
from {{ source('raw', 'leveringen') }}
