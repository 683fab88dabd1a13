-- One row per outcome event of a person: into bijstand, out of it, another step on the ladder, a traject that ended (marts.md).
with steps as (
    select
        *,
        lag(trede) over (partition by gemeentecode, client_key order by meetdatum) as vorige_trede
    from {{ ref('fct_ladder') }}
),

events as (
    select
        gemeentecode,
        'I' || bijstandsperiode_id as uitkomst_id,
        client_key,
        'instroom' as soort,
        begindatum as datum,
        null as waarde,
        null as naar_werk,
        null as regulier_werk,
        null as duurzaam,
        null as draaideur,
        null as laatste_voorziening_code,
        null as trajectnummer
    from {{ ref('fct_spells') }}
    union all
    select
        s.gemeentecode,
        'U' || s.bijstandsperiode_id as uitkomst_id,
        s.client_key,
        'uitstroom' as soort,
        s.einddatum as datum,
        s.reden_uitstroom as waarde,
        s.naar_werk,
        s.regulier_werk,
        s.duurzaam,
        s.draaideur,
        c.voorziening_code as laatste_voorziening_code,
        c.trajectnummer
    from {{ ref('fct_spells') }} as s
    left join {{ ref('fct_exit_credits') }} as c
        on s.gemeentecode = c.gemeentecode and s.bijstandsperiode_id = c.bijstandsperiode_id and c.is_laatste
    where s.einddatum is not null
    union all
    select
        gemeentecode,
        'L' || clientnummer || ' ' || meetdatum as uitkomst_id,
        client_key,
        'trede_wijziging' as soort,
        meetdatum as datum,
        vorige_trede || '>' || trede as waarde,
        null as naar_werk,
        null as regulier_werk,
        null as duurzaam,
        null as draaideur,
        null as laatste_voorziening_code,
        null as trajectnummer
    from steps
    where trede <> vorige_trede
    union all
    select
        gemeentecode,
        'T' || trajectnummer as uitkomst_id,
        client_key,
        'traject_resultaat' as soort,
        einddatum as datum,
        reden_beeindiging as waarde,
        null as naar_werk,
        null as regulier_werk,
        null as duurzaam,
        null as draaideur,
        null as laatste_voorziening_code,
        trajectnummer
    from {{ ref('fct_trajecten') }}
    where einddatum is not null
)

select * from events
