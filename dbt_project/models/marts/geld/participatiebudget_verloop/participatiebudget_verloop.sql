-- How the budget went per year and deel, from the begroting files alone (measures 8): everything at K counts, so the highest
-- versie of each line. What the source states itself stands beside what its lines give: a difference is shown, never repaired.
with holding as (
    select gemeentecode, boekjaar as jaar, deel, soort_regel, bedrag
    from {{ ref('fct_budget') }}
    qualify {{ holding_version('gemeentecode, boekjaar, deel, soort_regel, budgetpost') }}
),

per_kind as (
    select
        gemeentecode,
        jaar,
        deel,
        sum(bedrag) filter (soort_regel = 'toegekend') as toegekend,
        sum(bedrag) filter (soort_regel = 'meegenomen') as meegenomen,
        sum(bedrag) filter (soort_regel = 'ontvangsten') as ontvangsten,
        sum(bedrag) filter (soort_regel = 'uitgaven') as uitgaven,
        sum(bedrag) filter (soort_regel = 'post') as post,
        sum(bedrag) filter (soort_regel = 'totaal_posten') as totaal_posten,
        sum(bedrag) filter (soort_regel = 'totaal_toegekend') as totaal_toegekend,
        sum(bedrag) filter (soort_regel = 'saldo') as saldo
    from holding
    group by gemeentecode, jaar, deel
),

counted as (
    select
        gemeentecode,
        jaar,
        deel,
        coalesce(toegekend, 0) as toegekend,
        meegenomen as opgegeven_meegenomen,
        coalesce(meegenomen, 0) as meegenomen,
        coalesce(ontvangsten, 0) as ontvangsten,
        coalesce(uitgaven, post, 0) as uitgaven,
        post as som_posten,
        totaal_posten as opgegeven_totaal_posten,
        totaal_toegekend as opgegeven_totaal_toegekend,
        saldo as opgegeven_saldo
    from per_kind
),

balanced as (
    select
        *,
        toegekend + meegenomen + ontvangsten - uitgaven as saldo,
        case when deel in ('I-deel', 'buig') then toegekend else toegekend + meegenomen end as middelen
    from counted
)

select
    b.gemeentecode,
    b.jaar,
    b.deel,
    cast(b.toegekend as decimal(18, 2)) as toegekend,
    cast(b.meegenomen as decimal(18, 2)) as meegenomen,
    cast(b.ontvangsten as decimal(18, 2)) as ontvangsten,
    cast(b.uitgaven as decimal(18, 2)) as uitgaven,
    cast(b.saldo as decimal(18, 2)) as saldo,
    {{ share('b.saldo', 'b.middelen') }} as saldo_aandeel,
    cast(b.opgegeven_saldo as decimal(18, 2)) as opgegeven_saldo,
    cast(b.opgegeven_saldo - b.saldo as decimal(18, 2)) as verschil_saldo,
    cast(b.som_posten as decimal(18, 2)) as som_posten,
    cast(b.opgegeven_totaal_posten as decimal(18, 2)) as opgegeven_totaal_posten,
    cast(b.opgegeven_totaal_posten - b.som_posten as decimal(18, 2)) as verschil_posten,
    cast(b.opgegeven_totaal_toegekend as decimal(18, 2)) as opgegeven_totaal_toegekend,
    cast(b.opgegeven_totaal_toegekend - b.toegekend as decimal(18, 2)) as verschil_toegekend,
    -- empty without a line of its own and without a year before
    cast(b.opgegeven_meegenomen - vorig.saldo as decimal(18, 2)) as verschil_meegenomen
from balanced as b
left join balanced as vorig
    on b.gemeentecode = vorig.gemeentecode and b.deel = vorig.deel and b.jaar = vorig.jaar + 1
