-- Which norms were judged for which gemeente, how many records each looked at and how many findings it gave (measures 9): no
-- findings is something else than not looked at. One row for every norm that a profile of the gemeente switches on.
with switched_on as (
    select g.gemeentecode, s.profiel, s.norm, s.clausule
    from {{ ref('profile_norms') }} as s
    inner join {{ ref('profiles') }} as p on s.profiel = p.profiel
    inner join {{ ref('dim_municipalities') }} as g on g.gemeentecode = coalesce(p.gemeentecode, g.gemeentecode)
),

judged as (
    -- a record that a norm judges twice (N06) was looked at once; each judgement of it can be a finding
    select gemeentecode, profiel, norm, count(distinct sleutel) as bekeken, count(*) filter (telt) as afwijkingen
    from {{ ref('norm_oordelen') }}
    group by gemeentecode, profiel, norm
)

select
    s.gemeentecode,
    s.profiel,
    s.norm,
    coalesce(j.bekeken, 0) as bekeken,
    coalesce(j.afwijkingen, 0) as afwijkingen,
    s.clausule
from switched_on as s
left join judged as j on s.gemeentecode = j.gemeentecode and s.profiel = j.profiel and s.norm = j.norm
