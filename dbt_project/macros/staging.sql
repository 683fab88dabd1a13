{#-
    A GWS file as known at K: the rows of one delivery per gemeente, with
    - a date that ends something and lies after asof read as empty: it is a plan (measures 0, "Ended means einddatum <= asof");
    - the contract's default where the source left the field empty (sources.md 1, percentage_niet_succesvol).
    Which columns there are, which of them end something and which have a default stands in the contract only: it is read from
    the generated dbt source.
-#}
{% macro stg_gws(bestand) -%}
    {%- set bron = source('gws', 'gws_' ~ bestand) -%}
    {%- set columns = source_columns('gws', 'gws_' ~ bestand) -%}
    {%- set changes = [] -%}
    {%- for name, column in columns.items() -%}
        {%- set default = column.get('meta', {}).get('default') -%}
        {%- if name == 'einddatum' -%}
            {%- do changes.append('case when g.einddatum <= k.asof then g.einddatum end as einddatum') -%}
        {%- elif default is not none -%}
            {%- do changes.append("coalesce(g." ~ name ~ ", cast('" ~ default ~ "' as " ~ column.data_type ~ ")) as " ~ name) -%}
        {%- endif -%}
    {%- endfor -%}
    select g.*{% if changes %} replace ({{ changes | join(', ') }}){% endif %}
    from {{ bron }} as g
    inner join {{ ref('stg_raw__peilmomenten') }} as k on g.gemeentecode = k.gemeentecode
{%- endmacro %}

{#- The columns of a source by name; empty while dbt only parses. -#}
{% macro source_columns(source_name, table) -%}
    {%- set found = namespace(columns={}) -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() if node.source_name == source_name and node.name == table -%}
            {%- set found.columns = node.columns -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.columns) }}
{%- endmacro %}
