-- One row per payment and per booked hour line: every euro on re-integration, with what it was spent on.
with lines as (
    select
        b.gemeentecode,
        'B' || b.betalingnummer as kosten_id,
        'betaling' as soort,
        b.betaaldatum as datum,
        b.bedrag,
        -- the activiteit of a payment is its own, else that of its verplichting (sources.md 1)
        coalesce(b.activiteitnummer, v.activiteitnummer) as activiteitnummer,
        b.aanbieder_code,
        b.clientnummer,
        b.budgetpost,
        b.factuurnummer,
        b.betalingnummer,
        b.verplichtingnummer,
        b.soort as betalingsoort,
        cast(null as decimal(18, 2)) as uren
    from {{ ref('stg_gws__betalingen') }} as b
    left join {{ ref('stg_gws__verplichtingen') }} as v
        on b.gemeentecode = v.gemeentecode and b.verplichtingnummer = v.verplichtingnummer
    union all
    select
        u.gemeentecode,
        'U' || u.urennummer as kosten_id,
        'uren' as soort,
        u.datum,
        {{ money_multiply('u.uren', 'tarief.waarde') }} as bedrag,
        u.activiteitnummer,
        null as aanbieder_code,
        null as clientnummer,
        null as budgetpost,
        null as factuurnummer,
        null as betalingnummer,
        null as verplichtingnummer,
        null as betalingsoort,
        u.uren
    from {{ ref('stg_gws__uren') }} as u
    left join {{ ref('policy_values') }} as tarief
        on {{ policy_join('tarief', 'uurtarief_intern', 'u.gemeentecode', 'u.datum') }}
)

select
    k.gemeentecode,
    k.kosten_id,
    k.soort,
    k.datum,
    k.bedrag,
    k.activiteitnummer,
    a.voorziening_code,
    a.einddoel,
    coalesce(a.aanbieder_code, k.aanbieder_code) as aanbieder_code,
    c.client_key,
    k.budgetpost,
    k.factuurnummer,
    k.betalingnummer,
    k.verplichtingnummer,
    k.betalingsoort,
    k.uren
from lines as k
left join {{ ref('stg_gws__activiteiten') }} as a
    on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
left join {{ ref('stg_gws__clienten') }} as c
    on k.gemeentecode = c.gemeentecode and coalesce(a.clientnummer, k.clientnummer) = c.clientnummer
