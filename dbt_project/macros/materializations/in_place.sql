{#- dbt builds a model under another name, moves what was there aside, renames and drops, for the sake of readers. Nobody reads a
    candidate while it is built (architecture 2), and those four statements cost as much as building a small model. -#}
{%- materialization table, adapter='duckdb', supported_languages=['sql'] -%}
  {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
  {%- set target = this.incorporate(type='table') -%}
  {%- call statement('main') -%}
    {{ create_table_as(False, target, compiled_code) }}
  {%- endcall -%}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{%- endmaterialization -%}

{%- materialization view, adapter='duckdb' -%}
  {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
  {%- set target = this.incorporate(type='view') -%}
  {%- call statement('main') -%}
    {{ get_create_view_as_sql(target, compiled_code) }}
  {%- endcall -%}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{%- endmaterialization -%}
