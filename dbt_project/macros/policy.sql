{#-
    The value of one policy key for a gemeente on a day, as a join condition on core.policy_values (alias given). Numbers of
    policy stand in seeds/policy only (architecture 8); SQL names the key and the day.
-#}
{% macro policy_join(alias, sleutel, gemeentecode, day) -%}
    {{ alias }}.gemeentecode = {{ gemeentecode }}
    and {{ alias }}.sleutel = '{{ sleutel }}'
    and {{ day }} between {{ alias }}.geldig_van and {{ alias }}.geldig_tot
{%- endmacro %}
