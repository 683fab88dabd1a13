-- What of the participatiebudget may be kept for next year, is paid back or is paid from own means (measures 8; Besluit
-- participatiebudget art. 12, S0 4.3), of the years in which that rule holds. The saldo is that of participatiebudget_verloop.
with budgets as (
    select
        v.gemeentecode,
        v.jaar,
        v.toegekend,
        v.saldo,
        {{ money_percentage('v.toegekend', '100 * cast(aandeel.waarde as decimal(9, 4))') }} as ruimte
    from {{ ref('participatiebudget_verloop') }} as v
    inner join {{ ref('policy_values') }} as aandeel
        on {{ policy_join('aandeel', 'reservering_aandeel', 'v.gemeentecode', 'make_date(v.jaar, 1, 1)') }}
    where v.deel = 'participatiebudget'
),

payments as (
    select gemeentecode, betalingnummer, activiteitnummer, verplichtingnummer, year(datum) as jaar, bedrag
    from {{ ref('fct_costs') }}
    where soort = 'betaling'
),

findings as (
    select gemeentecode, norm, sleutel, year(datum) as jaar, bedrag
    from {{ ref('normafwijkingen') }}
),

-- each euro once: first the payments themselves
counted_payments as (
    select p.gemeentecode, p.betalingnummer, p.activiteitnummer, p.verplichtingnummer, p.jaar, p.bedrag
    from payments as p
    semi join findings as f
        on p.gemeentecode = f.gemeentecode and p.activiteitnummer = f.sleutel and f.norm in ('N01', 'N03')
    union
    select p.gemeentecode, p.betalingnummer, p.activiteitnummer, p.verplichtingnummer, p.jaar, p.bedrag
    from payments as p
    semi join findings as f
        on p.gemeentecode = f.gemeentecode and p.betalingnummer = f.sleutel and f.norm = 'N22'
),

-- then what was paid too much on activiteiten of which nothing is counted
counted_activities as (
    select f.gemeentecode, f.sleutel as activiteitnummer, f.jaar, f.bedrag
    from findings as f
    anti join counted_payments as p on f.gemeentecode = p.gemeentecode and f.sleutel = p.activiteitnummer
    where f.norm = 'N02'
),

touched as (
    select gemeentecode, verplichtingnummer from counted_payments
    union
    select p.gemeentecode, p.verplichtingnummer
    from payments as p
    semi join counted_activities as a on p.gemeentecode = a.gemeentecode and p.activiteitnummer = a.activiteitnummer
),

-- and on verplichtingen of which nothing is counted either way
unlawful as (
    select gemeentecode, jaar, bedrag from counted_payments
    union all
    select gemeentecode, jaar, bedrag from counted_activities
    union all
    select f.gemeentecode, f.jaar, f.bedrag
    from findings as f
    anti join touched as t on f.gemeentecode = t.gemeentecode and f.sleutel = t.verplichtingnummer
    where f.norm = 'N24'
),

unlawful_per_year as (
    select gemeentecode, jaar, sum(bedrag) as bedrag
    from unlawful
    group by gemeentecode, jaar
),

split as (
    select
        b.*,
        coalesce(u.bedrag, 0) as onrechtmatig,
        least(greatest(b.saldo, 0), b.ruimte) as meeneembaar,
        least(greatest(-b.saldo, 0), b.ruimte) as ten_laste_volgend_jaar
    from budgets as b
    left join unlawful_per_year as u on b.gemeentecode = u.gemeentecode and b.jaar = u.jaar
)

select
    gemeentecode,
    jaar,
    toegekend,
    saldo,
    ruimte,
    cast(meeneembaar as decimal(18, 2)) as meeneembaar,
    cast(onrechtmatig as decimal(18, 2)) as onrechtmatig,
    cast(greatest(saldo, 0) - meeneembaar + onrechtmatig as decimal(18, 2)) as terug_te_betalen,
    cast(ten_laste_volgend_jaar as decimal(18, 2)) as ten_laste_volgend_jaar,
    cast(greatest(-saldo, 0) - ten_laste_volgend_jaar as decimal(18, 2)) as eigen_middelen
from split
