-- Which value of which policy key holds for a gemeente on which day (profiles.md): inside the validity of a profile that
-- defines the key, the profile's; else that of standaard. A key can have several values (a list), then each is a row.
{% set always = "date '1900-01-01'" %}
{% set forever = "date '9999-12-31'" %}

with candidates as (
    select
        g.gemeentecode,
        v.sleutel,
        v.waarde,
        v.profiel,
        v.clausule,
        p.gemeentecode is not null as is_own,
        greatest(coalesce(p.geldig_van, {{ always }}), coalesce(v.geldig_van, {{ always }})) as van,
        least(coalesce(p.geldig_tot, {{ forever }}), coalesce(v.geldig_tot, {{ forever }})) as tot
    from {{ ref('profile_values') }} as v
    inner join {{ ref('profiles') }} as p on v.profiel = p.profiel
    inner join {{ ref('stg_raw__peilmomenten') }} as g on p.gemeentecode = g.gemeentecode or p.gemeentecode is null
),

-- every day on which something starts to hold or has stopped to hold cuts the line of time
cuts as (
    select gemeentecode, sleutel, van as dag from candidates where van <= tot
    union
    select gemeentecode, sleutel, tot + 1 as dag from candidates where van <= tot and tot < {{ forever }}
),

pieces as (
    select
        gemeentecode,
        sleutel,
        dag as geldig_van,
        coalesce(lead(dag) over (partition by gemeentecode, sleutel order by dag) - 1, {{ forever }}) as geldig_tot
    from cuts
),

matched as (
    select
        pieces.gemeentecode,
        pieces.sleutel,
        candidates.waarde,
        pieces.geldig_van,
        pieces.geldig_tot,
        candidates.profiel,
        candidates.clausule,
        candidates.is_own,
        bool_or(candidates.is_own) over (
            partition by pieces.gemeentecode, pieces.sleutel, pieces.geldig_van
        ) as has_own
    from pieces
    inner join candidates
        on
            pieces.gemeentecode = candidates.gemeentecode
            and pieces.sleutel = candidates.sleutel
            and pieces.geldig_van between candidates.van and candidates.tot
)

select gemeentecode, sleutel, waarde, geldig_van, geldig_tot, profiel, clausule
from matched
where is_own = has_own
