-- The labour market of the gemeente's arbeidsmarktregio per quarter (midden_drenthe_2021, S1 bijlage 3 tabel 1; measures 7), from
-- CBS and, for the vacancies, from UWV as long as no CBS table of them holds.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with quarters as (
    select
        p.gemeentecode,
        p.periode,
        strftime(p.tot, '%Y-%m') as laatste_maand,
        g.arbeidsmarktregio_code,
        g.arbeidsmarktregio_cbs
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('dim_municipalities') }} as g on p.gemeentecode = g.gemeentecode
    where p.soort = 'kwartaal'
),

-- 2010-03 and 2010K1 lie in 2010K1; a year in none
rates as (
    select
        regio_code,
        case
            when length(periode) = 7 then periode[:4] || 'K' || cast((cast(periode[6:] as integer) + 2) // 3 as varchar)
            when periode[5] = 'K' then periode
        end as kwartaal,
        length(periode) = 7 as is_maand,
        periode,
        {{ cbs_share('waarde', 'eenheid') }} as aandeel
    from {{ ref('fct_cbs') }}
    where feed = 'werkloosheid_regio' and grootheid = 'werkloosheidspercentage' and waarde is not null
),

-- what CBS says of the quarter itself goes before the mean of its months
quarter_rates as (
    select regio_code, kwartaal, is_maand, sum(aandeel order by periode) as teller, count(*) as noemer
    from rates
    group by regio_code, kwartaal, is_maand
    qualify is_maand = min(is_maand) over (partition by regio_code, kwartaal)
),

cbs_vacancies as (
    select regio_code, periode, {{ cbs_count('waarde', 'factor') }} as vacatures
    from {{ ref('fct_cbs') }}
    where feed = 'vacatures_regio' and grootheid = 'openstaande_vacatures'
),

counted as (
    select
        q.gemeentecode,
        q.periode,
        [{{ figure('werkloosheid_amr', 'alle', 'r.teller', 'r.noemer') }}] as figuren
    from quarters as q
    inner join quarter_rates as r on q.arbeidsmarktregio_cbs = r.regio_code and q.periode = r.kwartaal
    union all
    -- one source for the whole series: a quarter that it lacks is unknown, not 0
    select
        q.gemeentecode,
        q.periode,
        [{{ figure(
            'vacatures_amr', 'alle',
            'case when exists (from cbs_vacancies) then c.vacatures else u.openstaande_vacatures end'
        ) }}] as figuren
    from quarters as q
    left join cbs_vacancies as c on q.arbeidsmarktregio_cbs = c.regio_code and q.periode = c.periode
    left join {{ ref('fct_labour_market') }} as u
        on q.arbeidsmarktregio_code = u.arbeidsmarktregio_code and q.laatste_maand = u.maand
)

{{ figures_of('counted') }}
