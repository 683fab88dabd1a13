-- Which instruments an exit to work is put down to (measures 4): a row per exit, voorziening and trajectdoel. Exactly one row of
-- an exit has is_laatste; where no activiteit is near enough it says geen_instrument, and so for is_betrokken.
with near as (
    select
        s.gemeentecode,
        s.bijstandsperiode_id,
        s.client_key,
        s.einddatum as datum,
        a.voorziening_code,
        a.trajectdoel,
        a.activiteitnummer,
        a.trajectnummer,
        a.begindatum,
        a.einddatum is null
        or {{ within_months('a.einddatum', 's.einddatum', 'cast(krediet.waarde as integer)') }} as in_krediet,
        a.einddatum is null
        or {{ within_months('a.einddatum', 's.einddatum', 'cast(betrokken.waarde as integer)') }} as in_betrokken
    from {{ ref('fct_spells') }} as s
    inner join {{ ref('fct_activities') }} as a
        on s.gemeentecode = a.gemeentecode and s.client_key = a.client_key and s.einddatum >= a.begindatum
    left join {{ ref('policy_values') }} as krediet
        on {{ policy_join('krediet', 'krediet_maanden', 'a.gemeentecode', 'a.einddatum') }}
    left join {{ ref('policy_values') }} as betrokken
        on {{ policy_join('betrokken', 'betrokken_maanden', 'a.gemeentecode', 'a.einddatum') }}
    where s.naar_werk
),

ranked as (
    select
        *,
        in_krediet and row_number() over (
            partition by gemeentecode, bijstandsperiode_id
            order by in_krediet desc, begindatum desc, activiteitnummer desc
        ) = 1 as is_laatste
    from near
    where in_krediet or in_betrokken
),

involved as (
    select
        gemeentecode,
        bijstandsperiode_id,
        voorziening_code,
        trajectdoel,
        bool_or(is_laatste) as is_laatste,
        bool_or(in_betrokken) as is_betrokken,
        any_value(activiteitnummer) filter (is_laatste) as activiteitnummer,
        any_value(trajectnummer) filter (is_laatste) as trajectnummer
    from ranked
    group by gemeentecode, bijstandsperiode_id, voorziening_code, trajectdoel
    having is_laatste or is_betrokken
),

found as (
    select gemeentecode, bijstandsperiode_id, bool_or(is_laatste) as has_laatste, bool_or(is_betrokken) as has_betrokken
    from involved
    group by gemeentecode, bijstandsperiode_id
),

rows_of_exits as (
    select * from involved
    union all
    select
        s.gemeentecode,
        s.bijstandsperiode_id,
        'geen_instrument' as voorziening_code,
        'geen' as trajectdoel,
        not coalesce(f.has_laatste, false) as is_laatste,
        not coalesce(f.has_betrokken, false) as is_betrokken,
        null as activiteitnummer,
        null as trajectnummer
    from {{ ref('fct_spells') }} as s
    left join found as f
        on s.gemeentecode = f.gemeentecode and s.bijstandsperiode_id = f.bijstandsperiode_id
    where s.naar_werk and not (coalesce(f.has_laatste, false) and coalesce(f.has_betrokken, false))
)

select
    r.gemeentecode,
    r.bijstandsperiode_id,
    s.client_key,
    s.einddatum as datum,
    r.voorziening_code,
    r.trajectdoel,
    r.is_laatste,
    r.is_betrokken,
    r.activiteitnummer,
    r.trajectnummer
from rows_of_exits as r
inner join {{ ref('fct_spells') }} as s
    on r.gemeentecode = s.gemeentecode and r.bijstandsperiode_id = s.bijstandsperiode_id
