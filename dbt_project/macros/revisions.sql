{#-
    The figures of a mart in long form: a row per figure column, indicator `<mart>.<column>` (measures 10, Revisions). NULL stays a row:
    a figure that has no value is a figure.
-#}
{% macro long_form(mart, columns, periode, uitsplitsing) -%}
    select
        m.gemeentecode,
        {{ periode }} as periode,
        unnest([{% for column in columns %}'{{ mart }}.{{ column }}'{{ ', ' if not loop.last }}{% endfor %}]) as indicator,
        {{ uitsplitsing }} as uitsplitsing,
        unnest([{% for column in columns %}cast(m.{{ column }} as double){{ ', ' if not loop.last }}{% endfor %}]) as waarde
    from {{ ref(mart) }} as m
{%- endmacro %}
