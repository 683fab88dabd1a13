{#- A reference of several columns: every row whose last column is filled has its counterpart in the other model. -#}
{% test references(model, columns, to, fields) %}
    select child.*
    from {{ model }} as child
    where
        child.{{ columns[-1] }} is not null
        and not exists (
            select 1
            from {{ to }} as parent
            where {% for column in columns %}child.{{ column }} = parent.{{ fields[loop.index0] }}{{ ' and ' if not loop.last }}{% endfor %}
        )
{% endtest %}
