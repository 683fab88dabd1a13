-- One row per activiteit with its result, what is due for it and what it cost (measures 3).
with costs as (
    select
        gemeentecode,
        activiteitnummer,
        coalesce(sum(bedrag) filter (soort = 'betaling'), 0) as betaald,
        coalesce(sum(uren), 0) as uren,
        coalesce(sum(bedrag) filter (soort = 'uren'), 0) as kosten_intern
    from {{ ref('fct_costs') }}
    where activiteitnummer is not null
    group by gemeentecode, activiteitnummer
),

exits as (
    select gemeentecode, client_key, einddatum
    from {{ ref('fct_spells') }}
    where regulier_werk
),

activities as (
    select
        a.*,
        c.client_key,
        i.soort as voorziening_soort,
        t.trajectdoel,
        p.soort as aanbieder_soort,
        contract.financiering,
        contract.percentage_niet_succesvol,
        cast(venster.waarde as integer) as succes_na_maanden,
        g.asof
    from {{ ref('stg_gws__activiteiten') }} as a
    inner join {{ ref('dim_municipalities') }} as g on a.gemeentecode = g.gemeentecode
    left join {{ ref('stg_gws__clienten') }} as c
        on a.gemeentecode = c.gemeentecode and a.clientnummer = c.clientnummer
    left join {{ ref('stg_gws__voorzieningen') }} as i
        on a.gemeentecode = i.gemeentecode and a.voorziening_code = i.voorziening_code
    left join {{ ref('stg_gws__trajecten') }} as t
        on a.gemeentecode = t.gemeentecode and a.trajectnummer = t.trajectnummer
    left join {{ ref('stg_gws__aanbieders') }} as p
        on a.gemeentecode = p.gemeentecode and a.aanbieder_code = p.aanbieder_code
    left join {{ ref('stg_gws__contracten') }} as contract
        on a.gemeentecode = contract.gemeentecode and a.contractnummer = contract.contractnummer
    left join {{ ref('policy_values') }} as venster
        on {{ policy_join('venster', 'succes_na_maanden', 'a.gemeentecode', 'a.einddatum') }}
),

judged as (
    select
        a.*,
        -- the order of measures 3: success first, so an early stop that led to regular work is a success
        case
            when a.einddatum is null then 'lopend'
            when a.doel_behaald then 'succesvol'
            when {{ within_months('a.einddatum', 'exits.einddatum', 'a.succes_na_maanden') }} then 'succesvol'
            when a.beeindiging = 'vroegtijdig' then 'vroegtijdig_beeindigd'
            else 'niet_succesvol'
        end as resultaat
    from activities as a
    -- the first exit to regular work on or after the end
    asof left join exits
        on
            a.gemeentecode = exits.gemeentecode
            and a.client_key = exits.client_key
            and a.einddatum <= exits.einddatum
)

select
    a.gemeentecode,
    a.activiteitnummer,
    a.trajectnummer,
    a.client_key,
    a.voorziening_code,
    a.voorziening_soort,
    a.einddoel,
    a.trajectdoel,
    a.aanbieder_code,
    a.begindatum,
    a.einddatum,
    a.resultaat,
    a.resultaat in ('niet_succesvol', 'vroegtijdig_beeindigd')
    and not {{ window_closed('a.einddatum', 'a.succes_na_maanden', 'a.asof') }} as voorlopig,
    a.overeengekomen_prijs,
    case
        when a.resultaat = 'lopend' then null
        when a.financiering = 'vast' then a.overeengekomen_prijs
        when a.financiering = 'nclp' and a.resultaat = 'succesvol' then a.overeengekomen_prijs
        when a.financiering = 'nclp'
            then {{ money_percentage('a.overeengekomen_prijs', 'a.percentage_niet_succesvol') }}
    end as verschuldigd,
    cast(coalesce(k.betaald, 0) as decimal(18, 2)) as betaald,
    cast(coalesce(k.uren, 0) as decimal(18, 2)) as uren,
    cast(coalesce(k.kosten_intern, 0) as decimal(18, 2)) as kosten_intern,
    a.contractnummer,
    a.financiering,
    a.aanbieder_soort,
    a.verlengingen,
    -- what is said about an end counts only once it has ended
    case when a.einddatum is not null then a.kwaliteit_oordeel end as kwaliteit_oordeel,
    a.geschatte_uren,
    a.uren_per_week,
    a.clientnummer
from judged as a
left join costs as k on a.gemeentecode = k.gemeentecode and a.activiteitnummer = k.activiteitnummer
