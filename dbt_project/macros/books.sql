{#- The quarter in which a ledger line counts: periode 1..12 is a month, 13 comes after December and counts in K4 (sources.md 4). -#}
{% macro ledger_quarter(periode) -%}
    least(({{ periode }} + 2) // 3, 4)
{%- endmacro %}

{#- The kinds of cost of S4 aanb. 4, in the order of measures 4. -#}
{% macro cost_kinds() -%}
    ['werkpunt', 'premie', 'extern', 'overig', 'interne_training', 'begeleiding', 'niet_toegerekend']
{%- endmacro %}

{#-
    Which of the budget lines of a partition holds: the highest versie (each is a full new amount), as a condition of qualify. A line that
    the files of two years give in one versie is one line: the file of the later year knew last.
-#}
{% macro holding_version(partition_by) -%}
    row_number() over (partition by {{ partition_by }} order by versie desc, begrotingsjaar desc) = 1
{%- endmacro %}
