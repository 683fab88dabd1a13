-- Who belongs to which doelgroep at which quarter end (measures 2). Every rule is a span of peildata, van through tot, in which
-- it holds for a person; what runs from begindatum through einddatum runs at the close of every P before einddatum (measures 0).
-- A person can be in several groups; `alle` is everyone of the measured population of P.

with running as (
    select
        gemeentecode,
        client_key,
        begindatum as van,
        einddatum - 1 as tot,
        case regeling
            when 'IOAZ' then ['ioaz', 'ex_ondernemers']
            when 'BBZ' then ['ex_ondernemers']
            when 'ANW' then ['anw_nug']
        end as doelgroepen
    from {{ ref('fct_benefits') }}
    where regeling in ('IOAZ', 'BBZ', 'ANW')
    union all
    select gemeentecode, client_key, begindatum as van, einddatum - 1 as tot, ['arbeidsbeperking'] as doelgroepen
    from {{ ref('fct_activities') }}
    where voorziening_soort in ('loonkostensubsidie', 'beschut_werk')
    union all
    -- geldig_tot is the last day on which an indicatie is valid
    select gemeentecode, client_key, besluitdatum as van, geldig_tot as tot, ['arbeidsbeperking'] as doelgroepen
    from {{ ref('fct_indications') }}
    union all
    select gemeentecode, client_key, begindatum as van, einddatum - 1 as tot, ['ontheffing'] as doelgroepen
    from {{ ref('fct_exemptions') }}
    union all
    select gemeentecode, client_key, begindatum as van, einddatum - 1 as tot, ['traject'] as doelgroepen
    from {{ ref('fct_trajecten') }}
    union all
    select gemeentecode, client_key, begindatum as van, einddatum - 1 as tot, ['bijstand'] as doelgroepen
    from {{ ref('fct_spells') }}
),

-- geboortedatum is one for the whole history, so the ages need one row of it
births as (
    select gemeentecode, client_key, geboortedatum
    from {{ ref('dim_clients') }}
    where valid_from = date '1900-01-01'
),

rules as (
    select gemeentecode, client_key, unnest(doelgroepen) as doelgroep, van, tot from running
    union all
    select
        gemeentecode,
        client_key,
        unnest([
            case when statushouder then 'statushouders' end,
            case when leefvorm = 'alleenstaande_ouder' then 'alleenstaande_ouders' end,
            case when arbeidsbeperking in ('banenafspraak', 'beschut_werk') then 'arbeidsbeperking' end,
            case when taalachterstand then 'taalachterstand' end,
            case when ex_ondernemer then 'ex_ondernemers' end,
            case when wiw then 'wiw' end
        ]) as doelgroep,
        valid_from as van,
        valid_to as tot
    from {{ ref('dim_clients') }}
    union all
    select
        gemeentecode,
        client_key,
        'schoolverlaters' as doelgroep,
        valid_from as van,
        least(valid_to, {{ birthday('geboortedatum', 27) }} - 1) as tot
    from {{ ref('dim_clients') }}
    where voortijdig_schoolverlater
    union all
    select
        gemeentecode,
        client_key,
        unnest(['jongeren_18_27', 'vijftigplus']) as doelgroep,
        unnest([{{ birthday('geboortedatum', 18) }}, {{ birthday('geboortedatum', 50) }}]) as van,
        unnest([{{ birthday('geboortedatum', 27) }} - 1, null]) as tot
    from births
    union all
    -- "in the year to P" is the twelve months that end on P: what happened on day d counts for the P from d through d + 12 months
    -- less a day, and so does a span that reaches into that year. Who is in bijstand at P is among them.
    select gemeentecode, client_key, 'alle' as doelgroep, begindatum as van, {{ add_months('einddatum', 12) }} - 1 as tot
    from (
        select gemeentecode, client_key, begindatum, einddatum from {{ ref('fct_spells') }}
        union all
        select gemeentecode, client_key, begindatum, einddatum from {{ ref('fct_activities') }}
        union all
        select gemeentecode, client_key, datum as begindatum, datum as einddatum from {{ ref('fct_costs') }}
    )
),

members as (
    select distinct
        r.gemeentecode,
        r.client_key,
        r.doelgroep,
        {{ each_period_end('kwartaal', 'greatest(r.van, g.rapportage_vanaf)', 'least(r.tot, g."asof" - 1)') }} as peildatum
    from rules as r
    inner join {{ ref('dim_municipalities') }} as g on r.gemeentecode = g.gemeentecode
    where r.doelgroep is not null
),

-- a traject makes someone anw_nug only where that person is not in bijstand
named as (
    select gemeentecode, client_key, doelgroep, peildatum
    from members
    where doelgroep not in ('traject', 'bijstand')
    union
    select gemeentecode, client_key, 'anw_nug' as doelgroep, peildatum
    from members
    group by gemeentecode, client_key, peildatum
    having bool_or(doelgroep = 'traject') and not bool_or(doelgroep = 'bijstand')
)

select n.gemeentecode, n.client_key, n.doelgroep, n.peildatum
from named as n
inner join members as population
    on
        n.gemeentecode = population.gemeentecode
        and n.client_key = population.client_key
        and n.peildatum = population.peildatum
        and population.doelgroep = 'alle'
