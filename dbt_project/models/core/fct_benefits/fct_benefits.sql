-- One row per uitkering, with the bijstandsperiode (spell) it belongs to (measures 1).
with benefits as (
    select
        u.gemeentecode,
        u.uitkeringnummer,
        u.dossiernummer,
        c.client_key,
        u.clientnummer,
        u.rol,
        u.regeling,
        regelingen.waarde is not null as is_bijstand,
        u.aanvraagdatum,
        u.begindatum,
        u.einddatum,
        u.instroom_uit_ww,
        -- an ended uitkering without reason counts as onbekend, never work (sources.md 1)
        case when u.einddatum is not null then coalesce(u.reden_beeindiging, 'onbekend') end as reden_beeindiging,
        cast(onderbreking.waarde as integer) as max_onderbreking_dagen
    from {{ ref('stg_gws__uitkeringen') }} as u
    left join {{ ref('stg_gws__clienten') }} as c
        on u.gemeentecode = c.gemeentecode and u.clientnummer = c.clientnummer
    left join {{ ref('policy_values') }} as regelingen
        on
            {{ policy_join('regelingen', 'bijstandsregelingen', 'u.gemeentecode', 'u.begindatum') }}
            and u.regeling = regelingen.waarde
    left join {{ ref('policy_values') }} as onderbreking
        on {{ policy_join('onderbreking', 'max_onderbreking_dagen', 'u.gemeentecode', 'u.begindatum') }}
),

-- "latest einddatum so far" is a running maximum: a long uitkering keeps the spell open behind a short later one, an
-- uitkering without end keeps it open for ever
gaps as (
    select
        *,
        begindatum - max(coalesce(einddatum, date '9999-12-31')) over (
            partition by gemeentecode, client_key, is_bijstand
            order by begindatum, uitkeringnummer
            rows between unbounded preceding and 1 preceding
        ) as dagen_onderbreking
    from benefits
),

numbered as (
    select
        *,
        count(*) filter (dagen_onderbreking is null or dagen_onderbreking > max_onderbreking_dagen) over (
            partition by gemeentecode, client_key, is_bijstand
            order by begindatum, uitkeringnummer
            rows between unbounded preceding and current row
        ) as periode_volgnummer
    from gaps
)

select
    gemeentecode,
    uitkeringnummer,
    dossiernummer,
    client_key,
    clientnummer,
    rol,
    regeling,
    is_bijstand,
    aanvraagdatum,
    begindatum,
    einddatum,
    instroom_uit_ww,
    reden_beeindiging,
    -- named after the first uitkering of the spell: earliest begindatum, then lowest uitkeringnummer
    case
        when is_bijstand then first_value(uitkeringnummer) over (
            partition by gemeentecode, client_key, is_bijstand, periode_volgnummer
            order by begindatum, uitkeringnummer
        )
    end as bijstandsperiode_id
from numbered
