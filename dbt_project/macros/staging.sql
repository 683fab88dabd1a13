{#-
    A GWS file as known at K: the rows of one delivery per gemeente, with
    - a date that ends something and lies after asof read as empty: it is a plan (measures 0, "Ended means einddatum <= asof");
    - the contract's default where the source left the field empty (sources.md 1, percentage_niet_succesvol).
    Nothing about a column is written here: which files have an einddatum is read from the generated dbt source, the defaults
    come from the contract as var `contract_defaults` (zow.warehouse.dbt passes it; without it dbt stops).
-#}
{% macro stg_gws(bestand) -%}
    {%- set table = 'gws_' ~ bestand -%}
    {%- set changes = [] -%}
    {%- if 'einddatum' in source_columns('gws', table) -%}
        {%- do changes.append('case when g.einddatum <= k.asof then g.einddatum end as einddatum') -%}
    {%- endif -%}
    {%- for name, default in var('contract_defaults').get(bestand, {}).items() -%}
        {%- do changes.append("coalesce(g." ~ name ~ ", " ~ default ~ ") as " ~ name) -%}
    {%- endfor -%}
    select g.*{% if changes %} replace ({{ changes | join(', ') }}){% endif %}
    from {{ source('gws', table) }} as g
    inner join {{ ref('stg_raw__peilmomenten') }} as k on g.gemeentecode = k.gemeentecode
{%- endmacro %}

{#- The columns of a source by name; empty while dbt only parses. -#}
{% macro source_columns(source_name, table) -%}
    {%- set found = namespace(columns={}) -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() if node.source_name == source_name and node.name == table -%}
            {%- set found.columns = node.columns -%}
        {%- endfor -%}
        {%- if not found.columns -%}
            {{ exceptions.raise_compiler_error('source ' ~ source_name ~ '.' ~ table ~ ' has no columns') }}
        {%- endif -%}
    {%- endif -%}
    {{ return(found.columns) }}
{%- endmacro %}
