{#-
    The 95 % Wilson interval of a share p = k / n (measures 4): (p + z2 / 2n -/+ z sqrt(p (1 - p) / n + z2 / 4n2)) / (1 + z2 / n). NULL when
    n is 0. Kept within 0..1, which binary noise would leave by the last digit.
-#}
{% macro wilson_low(k, n) -%}
    case when {{ n }} > 0 then greatest(0, {{ wilson_bound(k, n, '-') }}) end
{%- endmacro %}

{% macro wilson_high(k, n) -%}
    case when {{ n }} > 0 then least(1, {{ wilson_bound(k, n, '+') }}) end
{%- endmacro %}

{% macro wilson_bound(k, n, side) -%}
    {%- set z = 'cast(1.959963984540054 as double)' -%}
    {%- set p = '(cast(' ~ k ~ ' as double) / ' ~ n ~ ')' -%}
    (
        {{ p }} + {{ z }} * {{ z }} / (2 * {{ n }})
        {{ side }} {{ z }} * sqrt({{ p }} * (1 - {{ p }}) / {{ n }} + {{ z }} * {{ z }} / (4 * {{ n }} * {{ n }}))
    ) / (1 + {{ z }} * {{ z }} / {{ n }})
{%- endmacro %}
