{#-
    Money is DECIMAL(18,2) and every product or quotient is rounded half up (away from zero) to the cent at once
    (measures 0, architecture 9). DuckDB's decimal / decimal is a DOUBLE: the cast to nine decimals before rounding takes
    the binary noise out (measured right for every divisor tried).
-#}
{% macro money_divide(amount, divisor) -%}
    {{ return(adapter.dispatch('money_divide', 'zow')(amount, divisor)) }}
{%- endmacro %}

{% macro default__money_divide(amount, divisor) -%}
    cast(round(cast({{ amount }} / nullif({{ divisor }}, 0) as decimal(38, 9)), 2) as decimal(18, 2))
{%- endmacro %}

{#- quantity x price, both with at most two decimals: the product is exact in four decimals before it is rounded.
    Over 18 digits, because DuckDB keeps a product of two short decimals in 18 and overflows far below what the result can hold. -#}
{% macro money_multiply(quantity, price) -%}
    {{ return(adapter.dispatch('money_multiply', 'zow')(quantity, price)) }}
{%- endmacro %}

{% macro default__money_multiply(quantity, price) -%}
    cast(round(cast({{ quantity }} as decimal(20, 2)) * cast({{ price }} as decimal(18, 2)), 2) as decimal(18, 2))
{%- endmacro %}

{#- percentage (0..100, two decimals) of an amount; / 100 is a shift of the decimal mark, so it is done on the exact side. -#}
{% macro money_percentage(amount, percentage) -%}
    {{ return(adapter.dispatch('money_percentage', 'zow')(amount, percentage)) }}
{%- endmacro %}

{% macro default__money_percentage(amount, percentage) -%}
    cast(
        round(
            cast({{ amount }} as decimal(20, 2))
            * cast(cast({{ percentage }} as decimal(9, 2)) * cast(0.01 as decimal(3, 2)) as decimal(12, 4)),
            2
        ) as decimal(18, 2)
    )
{%- endmacro %}

{#- A sum of money that is 0.00 where there is nothing to add. -#}
{% macro money_sum(amount) -%}
    cast(coalesce(sum({{ amount }}), 0) as decimal(18, 2))
{%- endmacro %}

{#- A share is kept unrounded; a zero noemer gives NULL (measures 0). -#}
{% macro share(teller, noemer) -%}
    cast({{ teller }} as double) / nullif({{ noemer }}, 0)
{%- endmacro %}
