{#-
    A GWS file as known at K: the rows of one delivery per gemeente, with
    - an einddatum that lies after asof read as empty: it is a plan (measures 0, "Ended means einddatum <= asof");
    - the contract's default where the source left the field empty (sources.md 1, percentage_niet_succesvol).
    Nothing about a column is written here: zow.warehouse.dbt reads both from the contract and passes them as var `contract`;
    without it dbt stops.
-#}
{% macro stg_gws(bestand) -%}
    {%- set facts = var('contract')[bestand] -%}
    {%- set changes = [] -%}
    {%- for name in facts['ends'] -%}
        {%- do changes.append('case when g.' ~ name ~ ' <= k.asof then g.' ~ name ~ ' end as ' ~ name) -%}
    {%- endfor -%}
    {%- for name, default in facts['defaults'].items() -%}
        {%- do changes.append('coalesce(g.' ~ name ~ ', ' ~ default ~ ') as ' ~ name) -%}
    {%- endfor -%}
    select g.*{% if changes %} replace ({{ changes | join(', ') }}){% endif %}
    from {{ source('gws', 'gws_' ~ bestand) }} as g
    inner join {{ ref('stg_raw__peilmomenten') }} as k on g.gemeentecode = k.gemeentecode
{%- endmacro %}
