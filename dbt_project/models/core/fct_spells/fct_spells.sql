-- One row per bijstandsperiode of a person: when it began and ended, why, and whether the exit held (measures 1).
with spells as (
    select
        gemeentecode,
        bijstandsperiode_id,
        client_key,
        min(begindatum) as begindatum,
        case when count(einddatum) = count(*) then max(einddatum) end as einddatum,
        -- the last uitkering: latest einddatum (empty = latest), then highest uitkeringnummer
        arg_max(
            uitkeringnummer,
            { 'einde': coalesce(einddatum, date '9999-12-31'), 'nummer': uitkeringnummer }
        ) as laatste_uitkeringnummer
    from {{ ref('fct_benefits') }}
    where is_bijstand
    group by gemeentecode, bijstandsperiode_id, client_key
),

followed as (
    select
        *,
        lead(begindatum) over (partition by gemeentecode, client_key order by begindatum) as volgende_begindatum
    from spells
),

judged as (
    select
        s.*,
        case when s.einddatum is not null then u.reden_beeindiging end as reden_uitstroom,
        werk.waarde is not null as naar_werk,
        g.asof,
        cast(duurzaam.waarde as integer) as duurzaam_maanden,
        cast(draaideur.waarde as integer) as draaideur_maanden,
        cast(onderbreking.waarde as integer) as max_onderbreking_dagen
    from followed as s
    inner join {{ ref('dim_municipalities') }} as g on s.gemeentecode = g.gemeentecode
    left join {{ ref('fct_benefits') }} as u
        on s.gemeentecode = u.gemeentecode and s.laatste_uitkeringnummer = u.uitkeringnummer
    left join {{ ref('policy_values') }} as werk
        on
            {{ policy_join('werk', 'uitstroom_werk_redenen', 's.gemeentecode', 's.einddatum') }}
            and u.reden_beeindiging = werk.waarde
    left join {{ ref('policy_values') }} as duurzaam
        on {{ policy_join('duurzaam', 'duurzaam_maanden', 's.gemeentecode', 's.einddatum') }}
    left join {{ ref('policy_values') }} as draaideur
        on {{ policy_join('draaideur', 'draaideur_maanden', 's.gemeentecode', 's.einddatum') }}
    left join {{ ref('policy_values') }} as onderbreking
        on {{ policy_join('onderbreking', 'max_onderbreking_dagen', 's.gemeentecode', 's.einddatum') }}
)

select
    j.gemeentecode,
    j.bijstandsperiode_id,
    j.client_key,
    j.begindatum,
    j.einddatum,
    j.reden_uitstroom,
    j.naar_werk,
    coalesce(j.reden_uitstroom = 'werk_regulier', false) as regulier_werk,
    j.volgende_begindatum,
    -- known as soon as the new spell is seen, or when the window is closed; NULL before
    case
        when {{ within_months('j.einddatum', 'j.volgende_begindatum', 'j.duurzaam_maanden') }} then false
        when {{ window_closed('j.einddatum', 'j.duurzaam_maanden', 'j.asof') }} then true
    end as duurzaam,
    case
        when {{ within_months('j.einddatum', 'j.volgende_begindatum', 'j.draaideur_maanden') }} then true
        when {{ window_closed('j.einddatum', 'j.draaideur_maanden', 'j.asof') }} then false
    end as draaideur,
    -- a new uitkering can still undo the exit
    coalesce(j.einddatum + j.max_onderbreking_dagen >= j.asof, false) as voorlopig,
    j.laatste_uitkeringnummer
from judged as j
