-- History of the undated attributes of a client (measures 0): one row per interval in which they were equal. The history follows
-- the clientnummer; geboortedatum, geslacht and client_key come from the latest delivery that has the clientnummer.
{% set attributes = [
    'postcode4', 'opleiding', 'startkwalificatie', 'leefvorm', 'statushouder', 'arbeidsbeperking',
    'voortijdig_schoolverlater', 'taalachterstand', 'ex_ondernemer', 'wiw', 'afstand_arbeidsmarkt', 'klantmanager',
] %}

with deliveries as (
    select *, cast(geleverd_op as date) as dag
    from {{ ref('stg_raw__gws_clienten_historie') }}
),

-- of several deliveries on one day the last one that has the client holds from that day; before all of them the first one does,
-- also when another followed on the same day
days as (
    select *
    from deliveries
    qualify row_number() over (partition by gemeentecode, clientnummer, dag order by geleverd_op desc) = 1
    union all
    select * replace (date '1900-01-01' as dag)
    from deliveries
    qualify row_number() over (partition by gemeentecode, clientnummer order by geleverd_op) = 1
),

latest as (
    select gemeentecode, clientnummer, client_key, geboortedatum, geslacht, geleverd_op
    from deliveries
    qualify row_number() over (partition by gemeentecode, clientnummer order by geleverd_op desc) = 1
),

-- a person is one client_key: of the clientnummers that carry it, the one delivered last speaks for the person (a current one is
-- delivered last of all)
persons as (
    select
        l.*,
        c.clientnummer is not null as in_laatste_levering
    from latest as l
    left join {{ ref('stg_gws__clienten') }} as c
        on l.gemeentecode = c.gemeentecode and l.clientnummer = c.clientnummer
    qualify row_number() over (
        partition by l.gemeentecode, l.client_key
        order by l.geleverd_op desc, l.clientnummer desc
    ) = 1
),

-- a day on which nothing differs from the day before opens no interval; a gap in the deliveries keeps the last known value
changes as (
    select *
    from days
    qualify row({{ attributes | join(', ') }}) is distinct from lag(row({{ attributes | join(', ') }})) over (
        partition by gemeentecode, clientnummer order by dag
    )
),

intervals as (
    select
        *,
        lead(dag) over (partition by gemeentecode, clientnummer order by dag) as volgende_dag
    from changes
)

select
    i.gemeentecode,
    p.client_key,
    i.dag as valid_from,
    i.volgende_dag - 1 as valid_to,
    p.geboortedatum,
    p.geslacht,
    {% for attribute in attributes -%}
        i.{{ attribute }},
    {% endfor -%}
    i.clientnummer,
    p.in_laatste_levering
from intervals as i
inner join persons as p on i.gemeentecode = p.gemeentecode and i.clientnummer = p.clientnummer
