-- Figures of everyone in bijstand at P, from who they are and what runs for them (measures 1, 2, 6, 7, 7b).
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with periods as (
    select gemeentecode, periode, tot
    from {{ ref('municipality_periods') }}
    where soort in ('jaar', 'kwartaal')
),

population as (
    select
        s.*,
        -- S4 tabel 2.6, the first that applies (measures 7b)
        case
            when s.scholing then 'scholing'
            when s.traject_werk then 'arbeidstoeleiding'
            when s.traject_activering and s.trede = cast(ladder.waarde as integer) then 'vrijwilligerswerk'
            when s.traject_activering then 'sociaal_isolement'
            when s.traject_zorg then 'zorg'
            when s.ontheffing_volledig then 'blijvend_niet_kunnen'
            else 'geen'
        end as reintegratieladder,
        s.trede = cast(vrijwilliger.waarde as integer) as vrijwilligerswerk
    from {{ ref('fct_client_stands') }} as s
    left join {{ ref('indicator_values') }} as ladder
        on {{ indicator_value_join('ladder', 'reintegratieladder', 'trede', 's.peildatum') }}
    left join {{ ref('indicator_values') }} as vrijwilliger
        on {{ indicator_value_join('vrijwilliger', 'vrijwilligerswerk', 'trede', 's.peildatum') }}
    where s.in_bijstand
),

totals as (
    select gemeentecode, peildatum, count(*) as personen
    from population
    group by gemeentecode, peildatum
),

counted as (
    select
        gemeentecode,
        peildatum,
        [
            {{ figure('bijstand_personen', 'alle', 'count(*)') }},
            {% for niveau in ['laag', 'midden', 'hoog', 'onbekend'] -%}
                {{ figure('bijstand_personen', 'opleiding:' ~ niveau, "count(*) filter (opleiding = '" ~ niveau ~ "')") }},
            {% endfor -%}
            {{ figure('parttime_aandeel', 'alle', 'count(*) filter (werkt_parttime)', 'count(*)') }},
            {{ figure('gemiddelde_duur', 'alle', 'sum(bijstand_dagen) / ' ~ days_per_year(), 'count(*)') }},
            -- midden_drenthe_2021: S1 bijlage 3 tabel 1 and S1 3.3.4
            {{ figure('bijstand_totaal', 'alle', 'count(*)') }},
            {{ figure(
                'zonder_startkwalificatie', 'alle',
                "count(*) filter (not statushouder and opleiding = 'laag')", 'count(*) filter (not statushouder)'
            ) }},
            -- smallingerland_2020: S2 7.4 and 2.1
            {{ figure('ontheffing_aandeel', 'alle', 'count(*) filter (ontheffing)', 'count(*)') }},
            {{ figure('voorziening_aandeel', 'alle', 'count(*) filter (activiteit)', 'count(*)') }},
            {{ figure('bab_indicatie_aandeel', 'alle', 'count(*) filter (banenafspraak)', 'count(*)') }},
            -- soest_2008: S4 tabel 2.1 and 2.6
            {{ figure('bestand_actief_werk', 'alle', 'count(*) filter (not ontheffing_volledig and traject_werk)') }},
            {{ figure('sociale_activering', 'alle', 'count(*) filter (traject_activering)') }},
            {{ figure('vrijwilligerswerk', 'alle', 'count(*) filter (vrijwilligerswerk)') }},
            {{ figure('ladderverdeling', 'trede:onbekend', 'count(*) filter (trede is null)', 'count(*)') }},
            {% for trede in range(1, 7) -%}
                {{ figure('ladderverdeling', 'trede:' ~ trede, 'count(*) filter (trede = ' ~ trede ~ ')', 'count(*)') }},
            {% endfor -%}
            {% for plek in [
                'scholing', 'arbeidstoeleiding', 'vrijwilligerswerk', 'sociaal_isolement', 'zorg', 'blijvend_niet_kunnen', 'geen'
            ] -%}
                {{ figure('reintegratieladder', plek, "count(*) filter (reintegratieladder = '" ~ plek ~ "')", 'count(*)') }}
                {{- ',' if not loop.last }}
            {% endfor -%}
        ] as figuren
    from population
    group by gemeentecode, peildatum
),

-- S2 2.1; a class begins with vanaf and ends before tot
age_classes as (
    select
        p.gemeentecode,
        p.peildatum,
        'bijstand_personen' as indicator,
        'leeftijd:' || k.klasse as uitsplitsing,
        count(*) as teller
    from population as p
    inner join {{ ref('indicator_classes') }} as k
        on
            k.indeling = 'leeftijd'
            and p.leeftijd >= coalesce(k.vanaf, p.leeftijd)
            and (k.tot is null or p.leeftijd < k.tot)
            and p.peildatum between coalesce(k.geldig_van, p.peildatum) and coalesce(k.geldig_tot, p.peildatum)
    group by p.gemeentecode, p.peildatum, k.klasse
),

duration_classes as (
    select
        p.gemeentecode,
        p.peildatum,
        'bijstand_personen' as indicator,
        'duur:' || k.klasse as uitsplitsing,
        count(*) as teller
    from population as p
    inner join {{ ref('indicator_classes') }} as k
        on
            k.indeling = 'duur'
            and p.bijstand_dagen >= coalesce(k.vanaf, 0) * {{ days_per_year() }}
            and (k.tot is null or p.bijstand_dagen < k.tot * {{ days_per_year() }})
            and p.peildatum between coalesce(k.geldig_van, p.peildatum) and coalesce(k.geldig_tot, p.peildatum)
    group by p.gemeentecode, p.peildatum, k.klasse
),

target_groups as (
    select
        d.gemeentecode,
        d.peildatum,
        'bijstand_personen' as indicator,
        'doelgroep:' || d.doelgroep as uitsplitsing,
        count(*) as teller
    from {{ ref('client_target_groups') }} as d
    inner join population as p
        on d.gemeentecode = p.gemeentecode and d.peildatum = p.peildatum and d.client_key = p.client_key
    group by d.gemeentecode, d.peildatum, d.doelgroep
),

shared_target_groups as (
    select unnest(string_split(uitsplitsingen, ' ')) as uitsplitsing
    from {{ ref('indicators') }}
    where indicator = 'aandeel_doelgroep'
),

at_p as (
    {{ figures_of('counted', 'peildatum') }}
    union all
    select *, null as noemer, 0 as voorlopig from age_classes
    union all
    select *, null as noemer, 0 as voorlopig from duration_classes
    union all
    select *, null as noemer, 0 as voorlopig from target_groups
    union all
    -- midden_drenthe_2021: a doelgroep in which nobody is has a share of 0
    select
        totals.gemeentecode,
        totals.peildatum,
        'aandeel_doelgroep' as indicator,
        u.uitsplitsing,
        coalesce(d.teller, 0) as teller,
        totals.personen as noemer,
        0 as voorlopig
    from totals
    cross join shared_target_groups as u
    left join target_groups as d
        on totals.gemeentecode = d.gemeentecode and totals.peildatum = d.peildatum and u.uitsplitsing = d.uitsplitsing
    union all
    -- soest_2008, nuggers: a running traject and no bijstand (S4 3.5)
    select
        gemeentecode,
        peildatum,
        'nuggers' as indicator,
        'alle' as uitsplitsing,
        count(*) as teller,
        null as noemer,
        0 as voorlopig
    from {{ ref('fct_client_stands') }}
    where traject and not in_bijstand
    group by gemeentecode, peildatum
),

-- two persons can share a dossier: uitkeringen are dossiers that run (measures 1)
dossiers as (
    select gemeentecode, datum, sum(sum(mutatie)) over (partition by gemeentecode order by datum) as stand
    from (
        select gemeentecode, begindatum as datum, 1 as mutatie from {{ ref('fct_dossier_periods') }}
        union all
        select gemeentecode, einddatum as datum, -1 as mutatie from {{ ref('fct_dossier_periods') }} where einddatum is not null
    )
    group by gemeentecode, datum
)

select
    periods.gemeentecode,
    periods.periode,
    at_p.indicator,
    at_p.uitsplitsing,
    at_p.teller,
    at_p.noemer,
    at_p.voorlopig
from periods
inner join at_p on periods.gemeentecode = at_p.gemeentecode and periods.tot = at_p.peildatum
union all
select
    periods.gemeentecode,
    periods.periode,
    'bijstand_uitkeringen' as indicator,
    'alle' as uitsplitsing,
    coalesce(dossiers.stand, 0) as teller,
    null as noemer,
    0 as voorlopig
from periods
asof left join dossiers on periods.gemeentecode = dossiers.gemeentecode and periods.tot >= dossiers.datum
