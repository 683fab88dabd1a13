{#-
    Peildata, a row each: the last days P of the periods of a kind with van <= P <= tot. What runs from begindatum through
    einddatum runs at every P from begindatum through einddatum - 1 (measures 0), so a span costs the rows that it gives, where a
    join of all spans with all periods grows with the square of time.
-#}
{% macro each_period_end(soort, van, tot) -%}
    {%- set unit, months = {'kwartaal': ('quarter', 3), 'maand': ('month', 1)}[soort] -%}
    cast(
        unnest(
            generate_series(
                date_trunc('{{ unit }}', cast({{ van }} as timestamp)),
                date_trunc('{{ unit }}', cast({{ tot }} + 1 as timestamp)) - to_months({{ months }}),
                to_months({{ months }})
            )
        ) + to_months({{ months }}) as date
    ) - 1
{%- endmacro %}

{#- The day on which someone becomes `age`; born on 29 February: 1 March in other years (measures 0). -#}
{% macro birthday(geboortedatum, age) -%}
    (
        cast({{ geboortedatum }} + to_years({{ age }}) as date)
        + cast(day({{ geboortedatum }}) <> day({{ geboortedatum }} + to_years({{ age }})) as integer)
    )
{%- endmacro %}
