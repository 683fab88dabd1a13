{#-
    The 95 % Wilson interval of a share k / n (measures 4): (k + z2/2 -/+ z/2 * sqrt(z2 + 4 k (n - k) / n)) / (n + z2), with z2 the
    square of z. NULL when n is 0. Kept within 0..1, because binary noise can leave it by the last digit.
-#}
{% macro wilson_low(k, n) -%}
    case when {{ n }} > 0 then greatest(0, {{ wilson_bound(k, n, '-') }}) end
{%- endmacro %}

{% macro wilson_high(k, n) -%}
    case when {{ n }} > 0 then least(1, {{ wilson_bound(k, n, '+') }}) end
{%- endmacro %}

{% macro wilson_bound(k, n, side) -%}
    {%- set z = 'cast(1.959963984540054 as double)' -%}
    (
        2 * {{ k }} + {{ z }} * {{ z }}
        {{ side }} {{ z }} * sqrt({{ z }} * {{ z }} + cast(4 * {{ k }} * ({{ n }} - {{ k }}) as double) / {{ n }})
    ) / (2 * ({{ n }} + {{ z }} * {{ z }}))
{%- endmacro %}
