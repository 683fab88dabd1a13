-- One row per gemeente and norm that is switched on or judged: what the norm had to look at, counted again from core, beside what it
-- says it looked at, and its findings beside those in the mart. A norm that is gone, or whose limit is gone from the seeds, looks at
-- nothing: that would otherwise pass for a norm without findings.
with aangezet as (
    select g.gemeentecode, n.norm
    from poort.gemeenten as g
    inner join policy.profiles as p on p.gemeentecode is null or p.gemeentecode = g.gemeentecode
    inner join policy.profile_norms as n on p.profiel = n.profiel
    group by g.gemeentecode, n.norm
),

betaald as (
    select k.*, a.voorziening_soort
    from core.fct_costs as k
    left join core.fct_activities as a on k.gemeentecode = a.gemeentecode and k.activiteitnummer = a.activiteitnummer
    where k.soort = 'betaling'
),

geteld as (
    select
        gemeentecode,
        [
            {'norm': 'N01', 'aantal': count(*)},
            {'norm': 'N02', 'aantal': count(*) filter (financiering = 'nclp' and einddatum is not null and not voorlopig)},
            {'norm': 'N03', 'aantal': count(*) filter (aanbieder_soort = 'extern')},
            {'norm': 'N04', 'aantal': count(*) filter (voorziening_soort = 'werkstage')},
            {'norm': 'N05', 'aantal': count(*) filter (voorziening_soort = 'taalstage')},
            {'norm': 'N06', 'aantal': count(*) filter (voorziening_soort = 'stark_traject')},
            {'norm': 'N08', 'aantal': count(*) filter (voorziening_soort = 'prb')},
            {'norm': 'N09', 'aantal': count(*) filter (voorziening_soort = 'prb')},
            {'norm': 'N10', 'aantal': count(*) filter (voorziening_soort = 'participatieplaats')},
            {'norm': 'N11', 'aantal': count(*) filter (voorziening_soort = 'participatieplaats')},
            {'norm': 'N12', 'aantal': count(uren_per_week) filter (voorziening_soort = 'participatieplaats')},
            {'norm': 'N15', 'aantal': count(*) filter (voorziening_soort = 'bab_tijdelijk')},
            {'norm': 'N25', 'aantal': count(*) filter (voorziening_soort = 'scholing')},
            {'norm': 'N26', 'aantal': count(*) filter (voorziening_soort = 'proefplaatsing')}
        ] as aantallen
    from core.fct_activities
    group by gemeentecode
    union all
    select
        gemeentecode,
        [
            {'norm': 'N07', 'aantal': count(distinct client_key) filter (voorziening_soort = 'prb')},
            {
                'norm': 'N13',
                'aantal': count(distinct (client_key, year(datum), month(datum) > 6)) filter (
                    betalingsoort = 'premie' and voorziening_soort = 'participatieplaats'
                )
            },
            {'norm': 'N22', 'aantal': count(*) filter (betalingsoort = 'factuur' and factuurnummer <> '')},
            {'norm': 'N23', 'aantal': count(*) filter (betalingsoort = 'factuur')},
            {'norm': 'N24', 'aantal': count(distinct verplichtingnummer)}
        ] as aantallen
    from betaald
    group by gemeentecode
    union all
    select gemeentecode, [{'norm': 'N14', 'aantal': count(*)}] as aantallen
    from core.fct_decision_indications
    where soort = 'beschut_werk'
    group by gemeentecode
    union all
    select gemeentecode, [{'norm': 'N16', 'aantal': count(*)}] as aantallen
    from core.fct_indications
    where soort = 'banenafspraak'
    group by gemeentecode
    union all
    select
        gemeentecode,
        [
            {'norm': 'N17', 'aantal': count(*) filter (uitkeringnummer = bijstandsperiode_id and regeling in ('WWB', 'PW'))},
            {'norm': 'N18', 'aantal': count(*) filter (regeling = 'WIJ')}
        ] as aantallen
    from core.fct_benefits
    group by gemeentecode
    union all
    select
        o.gemeentecode,
        [
            {'norm': 'N19', 'aantal': count(*)},
            {'norm': 'N20', 'aantal': count(*) filter (o.begindatum <= g.asof and coalesce(o.einddatum > g.asof, true))}
        ] as aantallen
    from core.fct_exemptions as o
    inner join core.dim_municipalities as g on o.gemeentecode = g.gemeentecode
    group by o.gemeentecode
    union all
    select t.gemeentecode, [{'norm': 'N21', 'aantal': count(*)}] as aantallen
    from core.fct_trajecten as t
    inner join core.dim_municipalities as g on t.gemeentecode = g.gemeentecode
    where t.trajectdoel = 'werk' and t.begindatum <= g.asof and coalesce(t.einddatum > g.asof, true)
    group by t.gemeentecode
),

te_bekijken as (
    select gemeentecode, unnest(aantallen, recursive := true) from geteld
),

getoetst as (
    select gemeentecode, norm, sum(bekeken) as bekeken, sum(afwijkingen) as afwijkingen
    from marts.normtoetsing
    group by gemeentecode, norm
),

gevonden as (
    select gemeentecode, norm, count(*) as regels
    from marts.normafwijkingen
    group by gemeentecode, norm
)

select
    gemeentecode,
    norm,
    aangezet.norm is not null as aangezet,
    getoetst.norm is not null as getoetst,
    cast(coalesce(te_bekijken.aantal, 0) as bigint) as te_bekijken,
    cast(getoetst.bekeken as bigint) as bekeken,
    cast(getoetst.afwijkingen as bigint) as afwijkingen,
    coalesce(gevonden.regels, 0) as regels
from aangezet
full outer join getoetst using (gemeentecode, norm)
full outer join gevonden using (gemeentecode, norm)
left join te_bekijken using (gemeentecode, norm)
where gemeentecode in (select gemeentecode from poort.gemeenten)
