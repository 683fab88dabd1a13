-- Every finding of every norm (measures 9): who, what, since when, found, allowed, the amount, the clause.
select
    gemeentecode,
    profiel,
    norm,
    sleutel,
    client_key,
    aanbieder_code,
    datum,
    gevonden,
    toegestaan,
    eenheid,
    bedrag,
    clausule
from {{ ref('norm_oordelen') }}
where telt
