-- Every record that a norm of measures 9 looked at, for the gemeenten whose profile switches that norm on; `telt` says which of
-- them are findings. What a norm is stands in norm_nNN.sql beside this file, its limits in seeds/policy/norm_values.csv.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with judged as (
    select *, 'N01' as norm from {{ ref('norm_n01') }}
    union all by name
    select *, 'N02' as norm from {{ ref('norm_n02') }}
    union all by name
    select *, 'N03' as norm from {{ ref('norm_n03') }}
    union all by name
    select *, 'N04' as norm from {{ ref('norm_n04') }}
    union all by name
    select *, 'N05' as norm from {{ ref('norm_n05') }}
    union all by name
    select *, 'N06' as norm from {{ ref('norm_n06') }}
    union all by name
    select *, 'N07' as norm from {{ ref('norm_n07') }}
    union all by name
    select *, 'N08' as norm from {{ ref('norm_n08') }}
    union all by name
    select *, 'N09' as norm from {{ ref('norm_n09') }}
    union all by name
    select *, 'N10' as norm from {{ ref('norm_n10') }}
    union all by name
    select *, 'N11' as norm from {{ ref('norm_n11') }}
    union all by name
    select *, 'N12' as norm from {{ ref('norm_n12') }}
    union all by name
    select *, 'N13' as norm from {{ ref('norm_n13') }}
    union all by name
    select *, 'N14' as norm from {{ ref('norm_n14') }}
    union all by name
    select *, 'N15' as norm from {{ ref('norm_n15') }}
    union all by name
    select *, 'N16' as norm from {{ ref('norm_n16') }}
    union all by name
    select *, 'N17' as norm from {{ ref('norm_n17') }}
    union all by name
    select *, 'N18' as norm from {{ ref('norm_n18') }}
    union all by name
    select *, 'N19' as norm from {{ ref('norm_n19') }}
    union all by name
    select *, 'N20' as norm from {{ ref('norm_n20') }}
    union all by name
    select *, 'N21' as norm from {{ ref('norm_n21') }}
    union all by name
    select *, 'N22' as norm from {{ ref('norm_n22') }}
    union all by name
    select *, 'N23' as norm from {{ ref('norm_n23') }}
    union all by name
    select *, 'N24' as norm from {{ ref('norm_n24') }}
    union all by name
    select *, 'N25' as norm from {{ ref('norm_n25') }}
    union all by name
    select *, 'N26' as norm from {{ ref('norm_n26') }}
)

select
    j.gemeentecode,
    p.profiel,
    j.norm,
    j.sleutel,
    j.client_key,
    j.aanbieder_code,
    j.datum,
    cast(j.gevonden as decimal(18, 2)) as gevonden,
    cast(j.toegestaan as decimal(18, 2)) as toegestaan,
    j.eenheid,
    cast(j.bedrag as decimal(18, 2)) as bedrag,
    s.clausule,
    -- it counts from its first day on, when that day lies in the validity of the profile (of standaard: any day)
    coalesce(
        j.geschonden
        and j.datum <= g.asof
        and j.datum between coalesce(p.geldig_van, j.datum) and coalesce(p.geldig_tot, j.datum)
        and j.datum between coalesce(s.geldig_van, j.datum) and coalesce(s.geldig_tot, j.datum),
        false
    ) as telt
from judged as j
inner join {{ ref('dim_municipalities') }} as g on j.gemeentecode = g.gemeentecode
inner join {{ ref('profile_norms') }} as s on j.norm = s.norm
inner join {{ ref('profiles') }} as p
    on s.profiel = p.profiel and (p.gemeentecode is null or j.gemeentecode = p.gemeentecode)
