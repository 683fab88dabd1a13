-- No cure, less pay (measures 3; S3 4.1): what is due and what was paid for every ended activiteit with a contract.
select
    gemeentecode,
    activiteitnummer,
    aanbieder_code,
    resultaat,
    voorlopig,
    overeengekomen_prijs as prijs,
    verschuldigd,
    betaald,
    cast(betaald - verschuldigd as decimal(18, 2)) as verschil
from {{ ref('fct_activities') }}
where resultaat <> 'lopend' and contractnummer is not null
