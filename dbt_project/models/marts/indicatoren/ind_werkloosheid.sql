-- Unemployment in the gemeente's arbeidsmarktregio per quarter (midden_drenthe_2021, S1 bijlage 3 tabel 1; measures 7), from CBS.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

-- 2010-03 and 2010K1 lie in 2010K1; a year in none
with rates as (
    select
        regio_code,
        case
            when length(periode) = 7 then periode[:4] || 'K' || cast((cast(periode[6:] as integer) + 2) // 3 as varchar)
            when periode[5] = 'K' then periode
        end as kwartaal,
        length(periode) = 7 as is_maand,
        periode,
        feed,
        {{ cbs_share('waarde', 'eenheid') }} as aandeel
    from {{ ref('fct_cbs') }}
    where feed in ('werkloosheid_regio', 'werkloosheid') and grootheid = 'werkloosheidspercentage' and waarde is not null
),

-- feed werkloosheid may be set to a table with regions: it fills the quarters that werkloosheid_regio has no figure of, and is
-- never mixed with it; what CBS says of the quarter itself goes before the mean of its months
quarter_rates as (
    select regio_code, kwartaal, feed, is_maand, sum(aandeel order by periode) as teller, count(*) as noemer
    from rates
    group by regio_code, kwartaal, feed, is_maand
    qualify row_number() over (partition by regio_code, kwartaal order by feed = 'werkloosheid_regio' desc, is_maand) = 1
),

counted as (
    select
        p.gemeentecode,
        p.periode,
        [{{ figure('werkloosheid_amr', 'alle', 'r.teller', 'r.noemer') }}] as figuren
    from {{ ref('municipality_periods') }} as p
    inner join {{ ref('dim_municipalities') }} as g on p.gemeentecode = g.gemeentecode
    inner join quarter_rates as r on g.arbeidsmarktregio_cbs = r.regio_code and p.periode = r.kwartaal
    where p.soort = 'kwartaal'
)

{{ figures_of('counted') }}
