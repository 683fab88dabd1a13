{#- The columns together are a key: no combination occurs twice (NULL counts as a value). -#}
{% test unique_combination(model, columns) %}
    select {{ columns | join(', ') }}, count(*) as aantal
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
