{#-
    A count of CBS in ones: `waarde` in the unit of its table, `factor` what that unit multiplies with (1000 for 'x 1000'). CBS gives at
    most a few decimals, so rounding only takes the binary noise out.
-#}
{% macro cbs_count(waarde, factor) -%}
    cast(round({{ waarde }} * {{ factor }}) as bigint)
{%- endmacro %}

{#- A rate of CBS as a share 0..1: CBS writes 4.2 with the unit %. Rounded far behind its last decimal, so that 14.2 % is the same number
    as 142 of 1000. -#}
{% macro cbs_share(waarde, eenheid) -%}
    round(case when {{ eenheid }} = '%' then {{ waarde }} / 100 else {{ waarde }} end, 12)
{%- endmacro %}

{#- Where a gemeente stands against the mean of its group (measures 4), of a row with columns `measure` and groep_<measure>. Without
    binary noise: a difference of exactly the margin is still vergelijkbaar. NULL when one of the two is. -#}
{% macro benchmark_position(row, measure, margin, higher_is_better=false) -%}
    {%- set own, mean = row ~ '.' ~ measure, row ~ '.groep_' ~ measure -%}
    case
        when round(abs({{ own }} - {{ mean }}), 12) <= cast({{ margin }} as double) then 'vergelijkbaar'
        when {{ own }} {{ '>' if higher_is_better else '<' }} {{ mean }} then 'beter'
        when {{ own }} {{ '<' if higher_is_better else '>' }} {{ mean }} then 'slechter'
    end
{%- endmacro %}
