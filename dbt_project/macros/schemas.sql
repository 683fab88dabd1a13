{#- The schema of a node is exactly the room it lives in (policy, staging, core, marts, meta), without a prefix per target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
