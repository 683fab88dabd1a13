-- Vacancies in the gemeente's arbeidsmarktregio per quarter (midden_drenthe_2021, S1 bijlage 3 tabel 1; measures 7), from CBS or,
-- as long as no CBS table of them holds, from UWV.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with cbs_vacancies as (
    select regio_code, periode, {{ cbs_count('waarde', 'factor') }} as vacatures
    from {{ ref('fct_cbs') }}
    where feed = 'vacatures_regio' and grootheid = 'openstaande_vacatures'
),

-- one source for the whole series: a quarter that it lacks is unknown, not 0
counted as (
    select
        p.gemeentecode,
        p.periode,
        [{{ figure(
            'vacatures_amr', 'alle',
            'case when exists (from cbs_vacancies) then c.vacatures else u.openstaande_vacatures end'
        ) }}] as figuren
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('dim_municipalities') }} as g on p.gemeentecode = g.gemeentecode
    left join cbs_vacancies as c on g.arbeidsmarktregio_cbs = c.regio_code and p.periode = c.periode
    left join {{ ref('fct_labour_market') }} as u
        on g.arbeidsmarktregio_code = u.arbeidsmarktregio_code and strftime(p.tot, '%Y-%m') = u.maand
    where p.soort = 'kwartaal'
)

{{ figures_of('counted') }}
