{#-
    The kinds of norms of measures 9. Each norm_nNN.sql says what it is about and takes its kind from here. All give one row per
    record that the norm looked at, broken or not:
    gemeentecode, sleutel, client_key, aanbieder_code, datum (first day of the breach), gevonden, toegestaan, eenheid, bedrag, geschonden.
    Whether a breach counts (validity of the profile, datum <= asof) is decided in marts.normafwijkingen, for all norms alike.
-#}

{#- The limit of a norm on the day that the judged record began; `sleutel` is SQL. -#}
{% macro norm_limit(alias, norm, sleutel, day) -%}
    {{ alias }}.norm = '{{ norm }}'
    and {{ alias }}.sleutel = {{ sleutel }}
    and {{ day }} between coalesce({{ alias }}.geldig_van, {{ day }}) and coalesce({{ alias }}.geldig_tot, {{ day }})
{%- endmacro %}

{% macro no_amount() -%} cast(null as decimal(18, 2)) {%- endmacro %}

{#-
    A length norm: `activities` may last n months and is broken from begindatum + n months on, because that day makes it longer
    (1 January - 31 March is 3 months). What still runs has lasted through asof.
-#}
{% macro length_norm(norm, activities, sleutel="'maanden'") -%}
select
    a.gemeentecode,
    a.activiteitnummer as sleutel,
    a.client_key,
    a.aanbieder_code,
    {{ add_months('a.begindatum', 'n.waarde') }} as datum,
    coalesce(a.einddatum, g.asof) - a.begindatum + 1 as gevonden,
    {{ add_months('a.begindatum', 'n.waarde') }} - a.begindatum as toegestaan,
    'dagen' as eenheid,
    {{ no_amount() }} as bedrag,
    coalesce(a.einddatum, g.asof) >= {{ add_months('a.begindatum', 'n.waarde') }} as geschonden
from {{ activities }} as a
inner join {{ ref('dim_municipalities') }} as g on a.gemeentecode = g.gemeentecode
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', norm, sleutel, 'a.begindatum') }}
{%- endmacro %}

{#-
    A window norm: `starts` (gemeentecode, sleutel, client_key, vanaf, deadline) needs one of `events` (gemeentecode, client_key,
    datum) from vanaf through the deadline. The breach is the day after the deadline, so it counts once the deadline has passed.
    `applies` (SQL on s): who the norm still holds for when the deadline comes.
-#}
{% macro window_norm(starts, events, applies='true') -%}
select
    s.gemeentecode,
    s.sleutel,
    s.client_key,
    cast(null as varchar) as aanbieder_code,
    s.deadline + 1 as datum,
    coalesce(e.datum, g.asof) - s.vanaf as gevonden,
    s.deadline - s.vanaf as toegestaan,
    'dagen' as eenheid,
    {{ no_amount() }} as bedrag,
    {{ applies }} and coalesce(e.datum > s.deadline, true) as geschonden
from {{ starts }} as s
inner join {{ ref('dim_municipalities') }} as g on s.gemeentecode = g.gemeentecode
-- the first one from the start on
asof left join {{ events }} as e
    on s.gemeentecode = e.gemeentecode and s.client_key = e.client_key and s.vanaf <= e.datum
{%- endmacro %}

{#-
    A norm on staying in touch: what of `spans` (gemeentecode, sleutel, client_key, begindatum, einddatum) runs at asof needs one of
    `contacts` (gemeentecode, client_key, datum) every n months.
-#}
{% macro contact_norm(norm, spans, contacts) -%}
select
    r.gemeentecode,
    r.sleutel,
    r.client_key,
    cast(null as varchar) as aanbieder_code,
    {{ add_months('r.sinds', 'n.waarde') }} as datum,
    r.asof - r.sinds as gevonden,
    {{ add_months('r.sinds', 'n.waarde') }} - r.sinds as toegestaan,
    'dagen' as eenheid,
    {{ no_amount() }} as bedrag,
    {{ add_months('r.sinds', 'n.waarde') }} <= r.asof as geschonden
from (
    select s.*, greatest(s.begindatum, coalesce(c.datum, s.begindatum)) as sinds
    from (
        select spans.*, g.asof
        from {{ spans }} as spans
        inner join {{ ref('dim_municipalities') }} as g
            on
                spans.gemeentecode = g.gemeentecode
                and g.asof >= spans.begindatum
                and (spans.einddatum is null or g.asof < spans.einddatum)
    ) as s
    -- the last one through asof
    asof left join {{ contacts }} as c
        on s.gemeentecode = c.gemeentecode and s.client_key = c.client_key and s.asof >= c.datum
) as r
inner join {{ ref('norm_values') }} as n on {{ norm_limit('n', norm, "'maanden'", 'r.sinds') }}
{%- endmacro %}

{#-
    A norm on the sum of payments: `payments` (gemeentecode, sleutel, client_key, aanbieder_code, betalingnummer, datum, bedrag, grens)
    of one `groep` (columns) together stay within grens. Judged on the final sum; the payment that last took the running sum over
    the limit is the one that passes it, so a creditnota later on can undo a breach or move it.
-#}
{% macro sum_norm(payments, groep) -%}
select
    p.gemeentecode,
    p.sleutel,
    p.client_key,
    p.aanbieder_code,
    p.datum,
    p.som as gevonden,
    p.grens as toegestaan,
    'euro' as eenheid,
    p.som - p.grens as bedrag,
    p.som > p.grens as geschonden
from (
    select
        stand.*,
        stand.na > stand.grens and (stand.voor is null or stand.voor <= stand.grens) as passeert
    from (
        select
            *,
            sum(bedrag) over (partition by {{ groep }}) as som,
            sum(bedrag) over (partition by {{ groep }} order by datum, betalingnummer rows unbounded preceding) as na,
            sum(bedrag) over (
                partition by {{ groep }} order by datum, betalingnummer rows between unbounded preceding and 1 preceding
            ) as voor
        from {{ payments }}
    ) as stand
) as p
qualify row_number() over (partition by {{ groep }} order by p.passeert desc, p.datum desc, p.betalingnummer desc) = 1
{%- endmacro %}
