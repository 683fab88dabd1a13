-- Every figure that a publication remembers, in long form (measures 10, Revisions). Uitputting is year to date: of a half-year
-- and a year it is the row of the quarter that ends on the same day.
with uitputting_per_periode as (
    {{ long_form('uitputting', ['begroot', 'gerealiseerd_grootboek', 'gerealiseerd_gws', 'openstaande_verplichtingen',
        'beschikbaar', 'uitputting_aandeel'], 'p.periode', "coalesce(m.budgetpost, '')") }}
    inner join {{ ref('municipality_periods') }} as k on m.gemeentecode = k.gemeentecode and m.periode = k.periode
    inner join {{ ref('municipality_periods') }} as p on m.gemeentecode = p.gemeentecode and k.tot = p.tot and p.soort <> 'maand'
),

alle as (
    select gemeentecode, periode, indicator, uitsplitsing, waarde from {{ ref('indicatoren') }}
    union all
    {{ long_form('effectmeting', ['succesvol', 'niet_succesvol', 'vroegtijdig_beeindigd', 'totaal', 'voorlopig',
        'betaalde_kosten', 'openstaande_verplichtingen', 'totale_kosten'], 'm.periode', 'm.einddoel') }}
    union all
    {{ long_form('participatiebudget_verloop', ['toegekend', 'meegenomen', 'ontvangsten', 'uitgaven', 'saldo', 'saldo_aandeel',
        'opgegeven_saldo', 'verschil_saldo', 'som_posten', 'opgegeven_totaal_posten', 'verschil_posten', 'opgegeven_totaal_toegekend',
        'verschil_toegekend', 'verschil_meegenomen'], 'cast(m.jaar as varchar)', 'm.deel') }}
    union all
    select gemeentecode, periode, indicator, uitsplitsing, waarde from uitputting_per_periode
)

select gemeentecode, periode, indicator, uitsplitsing, waarde from alle
