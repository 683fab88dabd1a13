-- How far each budgetpost is used up, per quarter and year to date through P (measures 8): budget, ledger, payments and what is
-- still open, of every budgetpost that has one of them. A post line without budgetpost is a row of its own: nothing drops out.
with quarters as (
    select gemeentecode, periode, year(tot) as jaar, quarter(tot) as kwartaal, tot
    from {{ ref('municipality_periods') }}
    where soort = 'kwartaal'
),

post_lines as (
    select q.gemeentecode, q.periode, b.deel, b.budgetpost, b.bedrag
    from quarters as q
    inner join {{ ref('fct_budget') }} as b
        on q.gemeentecode = b.gemeentecode and q.jaar = b.boekjaar and q.tot >= b.vastgesteld_op
    where b.soort_regel = 'post'
    qualify {{ holding_version('q.gemeentecode, q.periode, b.deel, b.budgetpost') }}
),

bookings as (
    select
        gemeentecode,
        budgetpost,
        boekjaar as jaar,
        {{ ledger_quarter('periode') }} as kwartaal,
        bedrag as grootboek,
        cast(0 as decimal(18, 2)) as gws
    from {{ ref('fct_ledger') }}
    union all
    select
        gemeentecode,
        budgetpost,
        year(datum) as jaar,
        quarter(datum) as kwartaal,
        cast(0 as decimal(18, 2)) as grootboek,
        bedrag as gws
    from {{ ref('fct_costs') }}
    where soort = 'betaling'
),

booked as (
    select gemeentecode, budgetpost, jaar, kwartaal, sum(grootboek) as grootboek, sum(gws) as gws
    from bookings
    group by gemeentecode, budgetpost, jaar, kwartaal
),

changes as (
    select gemeentecode, budgetpost, datum, sum(mutatie) as mutatie
    from {{ ref('fct_commitment_changes') }}
    group by gemeentecode, budgetpost, datum
),

stands as (
    select gemeentecode, budgetpost, datum, sum(mutatie) over (partition by gemeentecode, budgetpost order by datum) as openstaand
    from changes
),

committed_posts as (
    select distinct gemeentecode, budgetpost
    from changes
),

committed as (
    select q.gemeentecode, q.periode, q.tot, p.budgetpost
    from quarters as q
    inner join committed_posts as p on q.gemeentecode = p.gemeentecode
),

amounts as (
    select gemeentecode, periode, budgetpost, deel, bedrag as begroot
    from post_lines
    union all by name
    select q.gemeentecode, q.periode, b.budgetpost, b.grootboek, b.gws
    from quarters as q
    inner join booked as b on q.gemeentecode = b.gemeentecode and q.jaar = b.jaar and q.kwartaal >= b.kwartaal
    union all by name
    select c.gemeentecode, c.periode, c.budgetpost, s.openstaand
    from committed as c
    asof inner join stands as s
        on c.gemeentecode = s.gemeentecode and c.budgetpost = s.budgetpost and c.tot >= s.datum
    -- nothing is open when the sum is 0, because no verplichting is open for less than that
    where s.openstaand > 0
),

summed as (
    select
        gemeentecode,
        periode,
        min(deel) as deel,
        budgetpost,
        {{ money_sum('begroot') }} as begroot,
        {{ money_sum('grootboek') }} as gerealiseerd_grootboek,
        {{ money_sum('gws') }} as gerealiseerd_gws,
        {{ money_sum('openstaand') }} as openstaande_verplichtingen
    from amounts
    group by gemeentecode, periode, budgetpost
)

select
    *,
    cast(begroot - gerealiseerd_grootboek - openstaande_verplichtingen as decimal(18, 2)) as beschikbaar,
    {{ share('(gerealiseerd_grootboek + openstaande_verplichtingen)', 'begroot') }} as uitputting_aandeel
from summed
