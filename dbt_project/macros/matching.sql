{#-
    One pass of the matching of measures 8, as CTEs: payments_<n> and lines_<n> are what is left over of the relations given, pairs_<n>
    what was matched on equal `columns` within a gemeente and year. Equality falls apart into groups in which every payment fits every
    line; taking both in order, one to one, is then joining the n-th payment of a group to its n-th line.
-#}
{% macro matching_pass(n, payments, lines, columns) -%}
    {%- set key = ['gemeentecode', 'jaar'] + columns -%}
numbered_payments_{{ n }} as (
    select *, row_number() over (partition by {{ key | join(', ') }} order by betalingnummer) as rang
    from {{ payments }}
),

numbered_lines_{{ n }} as (
    select *, row_number() over (partition by {{ key | join(', ') }} order by boekstuk, regel, bestandsmaand) as rang
    from {{ lines }}
),

pairs_{{ n }} as materialized (
    select
        p.gemeentecode,
        p.jaar,
        p.factuurnummer,
        p.periode,
        p.budgetpost,
        p.betalingnummer,
        p.bedrag,
        b.periode as periode_grootboek,
        b.budgetpost as budgetpost_grootboek,
        b.boekstuk,
        b.regel,
        b.bestandsmaand,
        b.bedrag as bedrag_grootboek
    from numbered_payments_{{ n }} as p
    inner join numbered_lines_{{ n }} as b
        on {% for column in key + ['rang'] %}{{ ' and ' if not loop.first }}p.{{ column }} = b.{{ column }}{% endfor %}
),

payments_{{ n }} as materialized (
    select left_over.*
    from {{ payments }} as left_over
    anti join pairs_{{ n }} as p
        on left_over.gemeentecode = p.gemeentecode and left_over.betalingnummer = p.betalingnummer
),

lines_{{ n }} as materialized (
    select left_over.*
    from {{ lines }} as left_over
    anti join pairs_{{ n }} as p
        on
            left_over.gemeentecode = p.gemeentecode
            and left_over.boekstuk = p.boekstuk
            and left_over.regel = p.regel
            and left_over.bestandsmaand = p.bestandsmaand
)
{%- endmacro %}

{#- An invoice number as it looks to a person: without spaces, in one case. Only to point out what nearly matches. -#}
{% macro near_invoice(column) -%}
    upper(regexp_replace({{ column }}, '\s', '', 'g'))
{%- endmacro %}
