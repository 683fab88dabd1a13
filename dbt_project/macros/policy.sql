{#-
    The value of one policy key for a gemeente on a day, as a join condition on core.policy_values (alias given). Numbers of
    policy stand in seeds/policy only (architecture 8); SQL names the key and the day.
-#}
{% macro policy_join(alias, sleutel, gemeentecode, day) -%}
    {{ alias }}.gemeentecode = {{ gemeentecode }}
    and {{ alias }}.sleutel = '{{ sleutel }}'
    and {{ day }} between {{ alias }}.geldig_van and {{ alias }}.geldig_tot
{%- endmacro %}

{#-
    The policy that a run is made with takes the place of what the seed file says: the file with the changes that somebody decided
    over it, which the candidate holds as raw.beleid_<seed> (docs/policy.md). A warehouse without raw keeps the file.
-#}
{% macro policy_in_force() -%}
    {%- set given = adapter.get_relation(this.database, 'raw', 'beleid_' ~ this.identifier) if execute -%}
    {%- if given -%}
        delete from {{ this }};
        insert into {{ this }} by name select * from {{ given }}
    {%- endif -%}
{%- endmacro %}
