-- GWS payments against ledger lines, one to one within a gemeente and year, in six passes (measures 8). What a pass leaves over
-- within equal columns stands on one side only: that is why "another periode", "another budgetpost" and "another bedrag" of
-- passes 2, 3 and 5 need no condition of their own.
with payments as (
    select
        k.gemeentecode,
        year(k.datum) as jaar,
        month(k.datum) as periode,
        k.budgetpost,
        k.factuurnummer,
        k.betalingnummer,
        k.bedrag
    from {{ ref('fct_costs') }} as k
    inner join {{ ref('dim_municipalities') }} as g on k.gemeentecode = g.gemeentecode
    where k.soort = 'betaling' and year(k.datum) between year(g.rapportage_vanaf) and year(g."asof")
),

lines as (
    select
        b.gemeentecode,
        b.boekjaar as jaar,
        b.periode,
        b.budgetpost,
        b.factuurnummer,
        b.boekstuk,
        b.regel,
        b.bestandsmaand,
        b.bedrag
    from {{ ref('fct_ledger') }} as b
    inner join {{ ref('dim_municipalities') }} as g on b.gemeentecode = g.gemeentecode
    where b.boekjaar between year(g.rapportage_vanaf) and year(g."asof")
),

-- an invoice that is not known equals no other
payments_0 as (
    select * from payments where factuurnummer is not null
),

lines_0 as (
    select * from lines where factuurnummer is not null
),

{{ matching_pass(1, 'payments_0', 'lines_0', ['factuurnummer', 'bedrag', 'budgetpost', 'periode']) }},

{{ matching_pass(2, 'payments_1', 'lines_1', ['factuurnummer', 'bedrag', 'budgetpost']) }},

{{ matching_pass(3, 'payments_2', 'lines_2', ['factuurnummer', 'bedrag']) }},

matched as (
    select gemeentecode, jaar, factuurnummer, bedrag from pairs_1
    union
    select gemeentecode, jaar, factuurnummer, bedrag from pairs_2
    union
    select gemeentecode, jaar, factuurnummer, bedrag from pairs_3
),

-- pass 4: what is left over of an invoice and amount that was matched, on either side, is a double
judged_payments as (
    select p.*, m.jaar is not null as is_dubbel
    from payments_3 as p
    left join matched as m
        on p.gemeentecode = m.gemeentecode and p.jaar = m.jaar and p.factuurnummer = m.factuurnummer and p.bedrag = m.bedrag
),

judged_lines as (
    select b.*, m.jaar is not null as is_dubbel
    from lines_3 as b
    left join matched as m
        on b.gemeentecode = m.gemeentecode and b.jaar = m.jaar and b.factuurnummer = m.factuurnummer and b.bedrag = m.bedrag
),

payments_4 as (
    select * from judged_payments where not is_dubbel
),

lines_4 as (
    select * from judged_lines where not is_dubbel
),

{{ matching_pass(5, 'payments_4', 'lines_4', ['factuurnummer', 'budgetpost']) }},

pairs as (
    select *, 'aangesloten' as status from pairs_1
    union all
    select *, 'periodeverschil' as status from pairs_2
    union all
    select *, 'bedragverschil' as status from pairs_5
),

payments_alone as (
    select * exclude (is_dubbel), 'alleen_gws' as status from payments_5
    union all by name
    select *, 'alleen_gws' as status from payments where factuurnummer is null
    union all by name
    select * exclude (is_dubbel), 'dubbel' as status from judged_payments where is_dubbel
    union all by name
    select gemeentecode, jaar, periode, budgetpost, factuurnummer, betalingnummer, bedrag, 'postverschil' as status from pairs_3
),

lines_alone as (
    select * exclude (is_dubbel), 'alleen_grootboek' as status from lines_5
    union all by name
    select *, 'alleen_grootboek' as status from lines where factuurnummer is null
    union all by name
    select * exclude (is_dubbel), 'dubbel' as status from judged_lines where is_dubbel
    union all by name
    select
        gemeentecode,
        jaar,
        periode_grootboek as periode,
        budgetpost_grootboek as budgetpost,
        factuurnummer,
        boekstuk,
        regel,
        bestandsmaand,
        bedrag_grootboek as bedrag,
        'postverschil' as status
    from pairs_3
),

-- nearly the same invoice on the other side, where each side is alone: somebody typed a space or another case. It is no match,
-- but worth a look
payments_near as (
    select distinct gemeentecode, jaar, factuurnummer, {{ near_invoice('factuurnummer') }} as bijna
    from payments_alone
    where status = 'alleen_gws'
),

lines_near as (
    select distinct gemeentecode, jaar, factuurnummer, {{ near_invoice('factuurnummer') }} as bijna
    from lines_alone
    where status = 'alleen_grootboek'
),

near as (
    select p.gemeentecode, p.jaar, p.factuurnummer as factuur_gws, b.factuurnummer as factuur_grootboek
    from payments_near as p
    inner join lines_near as b
        on p.gemeentecode = b.gemeentecode and p.jaar = b.jaar and p.bijna = b.bijna and p.factuurnummer <> b.factuurnummer
),

near_of as (
    select
        gemeentecode,
        jaar,
        'alleen_gws' as status,
        factuur_gws as factuurnummer,
        min(factuur_grootboek) as bijna_factuurnummer
    from near
    group by all
    union all
    select
        gemeentecode,
        jaar,
        'alleen_grootboek' as status,
        factuur_grootboek as factuurnummer,
        min(factuur_gws) as bijna_factuurnummer
    from near
    group by all
),

rows_of_all as (
    select * exclude (bedrag, periode_grootboek, budgetpost_grootboek), bedrag as bedrag_gws from pairs
    union all by name
    select * exclude (bedrag), bedrag as bedrag_gws from payments_alone
    union all by name
    select * exclude (bedrag), bedrag as bedrag_grootboek from lines_alone
)

select
    r.gemeentecode,
    r.jaar,
    cast(r.periode as bigint) as periode,
    r.budgetpost,
    r.status,
    r.factuurnummer,
    r.betalingnummer,
    r.boekstuk,
    r.regel,
    cast(coalesce(r.bedrag_gws, 0) as decimal(18, 2)) as bedrag_gws,
    cast(coalesce(r.bedrag_grootboek, 0) as decimal(18, 2)) as bedrag_grootboek,
    cast(coalesce(r.bedrag_gws, 0) - coalesce(r.bedrag_grootboek, 0) as decimal(18, 2)) as verschil,
    r.bestandsmaand,
    n.bijna_factuurnummer
from rows_of_all as r
left join near_of as n
    on r.gemeentecode = n.gemeentecode and r.jaar = n.jaar and r.status = n.status and r.factuurnummer = n.factuurnummer
