-- What came of trajecten, per trajectdoel (measures 4); rows where something began or ended.
{% set kinds = ['jaar', 'kwartaal'] %}

with exits as (
    select gemeentecode, client_key, einddatum as uitstroom
    from {{ ref('fct_spells') }}
    where naar_werk
),

earnings as (
    select distinct gemeentecode, client_key, maand
    from {{ ref('fct_income_payments') }}
    where inkomsten_uit_arbeid > 0
),

trajecten as (
    select
        t.*,
        -- the first exit to work on or after the begin: during the traject or within the months after it
        coalesce({{ within_months('t.einddatum', 'exits.uitstroom', 'cast(venster.waarde as integer)') }}, false) as naar_werk
    from {{ ref('fct_trajecten') }} as t
    asof left join exits
        on t.gemeentecode = exits.gemeentecode and t.client_key = exits.client_key and t.begindatum <= exits.uitstroom
    left join {{ ref('policy_values') }} as venster
        on {{ policy_join('venster', 'traject_na_maanden', 't.gemeentecode', 't.einddatum') }}
),

counted as (
    select
        gemeentecode,
        unnest({{ period_codes('begindatum', kinds) }}) as periode,
        trajectdoel,
        1 as begonnen,
        0 as beeindigd,
        null as reden_beeindiging,
        false as naar_werk,
        false as deeltijd,
        false as participatie
    from trajecten
    union all
    select
        t.gemeentecode,
        unnest({{ period_codes('t.einddatum', kinds) }}) as periode,
        t.trajectdoel,
        0 as begonnen,
        1 as beeindigd,
        t.reden_beeindiging,
        t.naar_werk,
        not t.naar_werk and earnings.maand is not null as deeltijd,
        coalesce(t.resultaat_participatie, false) as participatie
    from trajecten as t
    left join earnings
        on
            t.gemeentecode = earnings.gemeentecode
            and t.client_key = earnings.client_key
            and {{ period_codes('t.einddatum', ['maand']) }}[1] = earnings.maand
    where t.einddatum is not null
)

select
    c.gemeentecode,
    c.periode,
    c.trajectdoel,
    cast(sum(c.begonnen) as bigint) as begonnen,
    cast(sum(c.beeindigd) as bigint) as beeindigd,
    count(*) filter (c.reden_beeindiging = 'doel_bereikt') as doel_bereikt,
    count(*) filter (c.reden_beeindiging = 'verwijtbaar') as uitval_verwijtbaar,
    count(*) filter (c.reden_beeindiging = 'niet_verwijtbaar') as uitval_niet_verwijtbaar,
    count(*) filter (c.naar_werk) as uitstroom_werk,
    count(*) filter (c.deeltijd) as deeltijdwerk,
    count(*) filter (c.participatie) as participatie
from counted as c
inner join {{ ref('municipality_periods') }} as p on c.gemeentecode = p.gemeentecode and c.periode = p.periode
group by c.gemeentecode, c.periode, c.trajectdoel
