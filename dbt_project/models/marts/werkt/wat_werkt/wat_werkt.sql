-- What works for whom, at what cost (measures 4), per period, voorziening, trajectdoel and doelgroep: rows with something in it.
-- Everything is counted per client first and then put under each doelgroep of that client at P: a client counts once in each.

with credited as (
    select distinct gemeentecode, activiteitnummer
    from {{ ref('fct_exit_credits') }}
    where activiteitnummer is not null
),

activities as (
    select
        a.gemeentecode,
        a.client_key,
        a.activiteitnummer,
        a.voorziening_code,
        a.trajectdoel,
        a.begindatum,
        a.einddatum,
        a.resultaat,
        credited.activiteitnummer is not null as is_credited,
        not {{ window_closed('a.einddatum', 'cast(krediet.waarde as integer)', 'g."asof"') }} as is_open
    from {{ ref('fct_activities') }} as a
    inner join {{ ref('dim_municipalities') }} as g on a.gemeentecode = g.gemeentecode
    left join {{ ref('policy_values') }} as krediet
        on {{ policy_join('krediet', 'krediet_maanden', 'a.gemeentecode', 'a.einddatum') }}
    left join credited
        on a.gemeentecode = credited.gemeentecode and a.activiteitnummer = credited.activiteitnummer
),

events as (
    select gemeentecode, client_key, voorziening_code, trajectdoel, begindatum as datum, 1 as ingezet
    from activities
    union all by name
    select
        gemeentecode,
        client_key,
        voorziening_code,
        trajectdoel,
        einddatum as datum,
        1 as beeindigd,
        cast(resultaat = 'succesvol' as integer) as afgerond_succesvol,
        cast(resultaat = 'vroegtijdig_beeindigd' as integer) as voortijdig_uitgevallen,
        cast(is_credited as integer) as credited,
        cast(is_open as integer) as still_open
    from activities
    where einddatum is not null
    union all by name
    select
        a.gemeentecode,
        a.client_key,
        a.voorziening_code,
        a.trajectdoel,
        k.datum,
        case when k.soort = 'betaling' then k.bedrag end as kosten_extern,
        case when k.soort = 'uren' then k.bedrag end as kosten_intern
    from {{ ref('fct_costs') }} as k
    inner join activities as a on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
    union all by name
    select
        gemeentecode,
        client_key,
        voorziening_code,
        trajectdoel,
        datum,
        cast(is_laatste as integer) as uitstroom_laatste,
        cast(is_betrokken as integer) as uitstroom_betrokken
    from {{ ref('fct_exit_credits') }}
),

dated as (
    select *, unnest({{ period_codes('datum', ['jaar', 'kwartaal']) }}) as periode
    from events
),

per_client as (
    select
        t.gemeentecode,
        t.periode,
        p.tot as peildatum,
        t.voorziening_code,
        t.trajectdoel,
        t.client_key,
        sum(t.ingezet) as ingezet,
        sum(t.beeindigd) as beeindigd,
        sum(t.afgerond_succesvol) as afgerond_succesvol,
        sum(t.voortijdig_uitgevallen) as voortijdig_uitgevallen,
        sum(t.kosten_extern) as kosten_extern,
        sum(t.kosten_intern) as kosten_intern,
        sum(t.uitstroom_laatste) as uitstroom_laatste,
        sum(t.uitstroom_betrokken) as uitstroom_betrokken,
        sum(t.credited) as credited,
        sum(t.still_open) as still_open
    from dated as t
    inner join {{ ref('municipality_periods') }} as p on t.gemeentecode = p.gemeentecode and t.periode = p.periode
    group by all
),

counted as (
    select
        c.gemeentecode,
        c.periode,
        c.voorziening_code,
        c.trajectdoel,
        d.doelgroep,
        cast(coalesce(sum(c.ingezet), 0) as bigint) as ingezet,
        count(*) filter (c.ingezet > 0) as clienten,
        cast(coalesce(sum(c.beeindigd), 0) as bigint) as beeindigd,
        cast(coalesce(sum(c.afgerond_succesvol), 0) as bigint) as afgerond_succesvol,
        cast(coalesce(sum(c.voortijdig_uitgevallen), 0) as bigint) as voortijdig_uitgevallen,
        {{ money_sum('c.kosten_extern') }} as kosten_extern,
        {{ money_sum('c.kosten_intern') }} as kosten_intern,
        cast(coalesce(sum(c.uitstroom_laatste), 0) as bigint) as uitstroom_laatste,
        cast(coalesce(sum(c.uitstroom_betrokken), 0) as bigint) as uitstroom_betrokken,
        count(*) filter (c.beeindigd > 0) as clienten_beeindigd,
        count(*) filter (c.credited > 0) as teller,
        count(*) filter (c.credited = 0 and c.still_open > 0) as voorlopig
    from per_client as c
    inner join {{ ref('client_target_groups') }} as d
        on c.gemeentecode = d.gemeentecode and c.client_key = d.client_key and c.peildatum = d.peildatum
    group by all
)

select
    gemeentecode,
    periode,
    voorziening_code,
    trajectdoel,
    doelgroep,
    ingezet,
    clienten,
    beeindigd,
    afgerond_succesvol,
    voortijdig_uitgevallen,
    kosten_extern,
    kosten_intern,
    cast(kosten_extern + kosten_intern as decimal(18, 2)) as kosten_totaal,
    {{ money_divide('(kosten_extern + kosten_intern)', 'afgerond_succesvol') }} as kosten_per_succes,
    uitstroom_laatste,
    uitstroom_betrokken,
    clienten_beeindigd,
    voorlopig,
    {{ share('teller', 'clienten_beeindigd') }} as bruto_effectiviteit,
    {{ wilson_low('teller', 'clienten_beeindigd') }} as wilson_laag,
    {{ wilson_high('teller', 'clienten_beeindigd') }} as wilson_hoog,
    {{ money_divide('(kosten_extern + kosten_intern)', 'uitstroom_laatste') }} as kosten_per_uitstroom,
    teller
from counted
where
    ingezet <> 0
    or beeindigd <> 0
    or kosten_extern <> 0
    or kosten_intern <> 0
    or uitstroom_laatste <> 0
    or uitstroom_betrokken <> 0
