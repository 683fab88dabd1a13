{#-
    "Within n months" adds n calendar months to the EARLIER date (same day number, clamped to the month's end) and includes
    that day; a window (d, n) is closed when d + n months < asof (measures 0).
-#}
{% macro add_months(day, months) -%}
    {{ return(adapter.dispatch('add_months', 'zow')(day, months)) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro within_months(earlier, later, months) -%}
    {{ later }} <= {{ add_months(earlier, months) }}
{%- endmacro %}

{% macro window_closed(day, months, asof) -%}
    {{ add_months(day, months) }} < {{ asof }}
{%- endmacro %}

{#- The codes of the periods of the given kinds in which a day lies, as a list: joining on it keeps periods x facts linear. -#}
{% macro period_codes(day, soorten) -%}
    {%- set code = {
        'jaar': "strftime(" ~ day ~ ", '%Y')",
        'halfjaar': "strftime(" ~ day ~ ", '%Y') || 'H' || cast(1 + (month(" ~ day ~ ") - 1) // 6 as varchar)",
        'kwartaal': "strftime(" ~ day ~ ", '%Y') || 'K' || cast(quarter(" ~ day ~ ") as varchar)",
        'maand': "strftime(" ~ day ~ ", '%Y-%m')",
    } -%}
    [{% for soort in soorten %}{{ code[soort] }}{{ ', ' if not loop.last }}{% endfor %}]
{%- endmacro %}
