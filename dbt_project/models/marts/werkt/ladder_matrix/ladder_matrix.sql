-- Persons in bijstand at P (month ends) by their step on the ladder some months earlier and at P (measures 4): the last
-- measurement on or before each date, NULL when there was none yet. The cells of one peildatum add up to the population at P.
with population as (
    select
        s.gemeentecode,
        s.client_key,
        {{ each_period_end(
            'maand', 'greatest(s.begindatum, g.rapportage_vanaf)', 'least(s.einddatum, g."asof") - 1'
        ) }} as peildatum
    from {{ ref('fct_spells') }} as s
    inner join {{ ref('dim_municipalities') }} as g on s.gemeentecode = g.gemeentecode
),

measured as (
    select p.gemeentecode, p.client_key, p.peildatum, nu.trede as trede_nu, unnest([3, 6, 12]) as maanden
    from population as p
    asof left join {{ ref('fct_ladder') }} as nu
        on p.gemeentecode = nu.gemeentecode and p.client_key = nu.client_key and p.peildatum >= nu.meetdatum
),

earlier as (
    select *, last_day({{ add_months('peildatum', '-maanden') }}) as peildatum_toen
    from measured
)

select
    e.gemeentecode,
    e.peildatum,
    cast(e.maanden as bigint) as maanden,
    toen.trede as trede_toen,
    e.trede_nu,
    count(*) as personen
from earlier as e
asof left join {{ ref('fct_ladder') }} as toen
    on e.gemeentecode = toen.gemeentecode and e.client_key = toen.client_key and e.peildatum_toen >= toen.meetdatum
group by e.gemeentecode, e.peildatum, e.maanden, toen.trede, e.trede_nu
