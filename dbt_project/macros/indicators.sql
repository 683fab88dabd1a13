{#-
    A number that belongs to the definition of an indicator (seeds/policy/indicator_values.csv) or of a norm that it shares
    (norm_values.csv), as a join condition: SQL names the key and the day on which the value must hold.
-#}
{% macro indicator_value_join(alias, indicator, sleutel, day) -%}
    {{ alias }}.indicator = '{{ indicator }}'
    and {{ alias }}.sleutel = '{{ sleutel }}'
    and {{ day }} between coalesce({{ alias }}.geldig_van, {{ day }}) and coalesce({{ alias }}.geldig_tot, {{ day }})
{%- endmacro %}

{% macro norm_value_join(alias, norm, sleutel, day) -%}
    {{ alias }}.norm = '{{ norm }}'
    and {{ alias }}.sleutel = '{{ sleutel }}'
    and {{ day }} between coalesce({{ alias }}.geldig_van, {{ day }}) and coalesce({{ alias }}.geldig_tot, {{ day }})
{%- endmacro %}

{#- Days in a year of duration (measures 1, uitkeringsduur): a unit, not policy. -#}
{% macro days_per_year() -%}365.25{%- endmacro %}

{#- Full years at a day. Born 29 February: in other years 28 February is still before the birthday, so it is 1 March (measures 0). -#}
{% macro age_at(geboortedatum, day) -%}
    year({{ day }}) - year({{ geboortedatum }}) - cast(
        month({{ day }}) * 100 + day({{ day }}) < month({{ geboortedatum }}) * 100 + day({{ geboortedatum }}) as integer
    )
{%- endmacro %}

{#- Opleiding of S2 2.1 (measures 2): startkwalificatie first, the level of education where it is empty. -#}
{% macro education_level(opleiding, startkwalificatie) -%}
    case
        when not {{ startkwalificatie }} then 'laag'
        when {{ startkwalificatie }} is null and {{ opleiding }} in ('geen', 'basis', 'vmbo_mbo1') then 'laag'
        when {{ opleiding }} = 'hbo_wo' then 'hoog'
        when {{ opleiding }} in ('havo_vwo_mbo2', 'mbo34') or {{ startkwalificatie }} then 'midden'
        else 'onbekend'
    end
{%- endmacro %}

{#- One measured figure of a mart row: what is counted and of how many. A count has no noemer. NULL as teller means that it cannot
    be known; a figure that no fragment gives is 0. -#}
{% macro figure(indicator, uitsplitsing, teller, noemer='null', voorlopig='0') -%}
    {
        'indicator': '{{ indicator }}',
        'uitsplitsing': '{{ uitsplitsing }}',
        'teller': cast({{ teller }} as double),
        'noemer': cast({{ noemer }} as double),
        'voorlopig': cast({{ voorlopig }} as bigint)
    }
{%- endmacro %}

{#- The rows of a relation whose column `figuren` is a list of figures, without those of which there is nothing: the mart has a row
    of 0 for each. -#}
{% macro figures_of(counted, period='periode') -%}
    select
        f.gemeentecode,
        f.{{ period }},
        f.figuur.indicator as indicator,
        f.figuur.uitsplitsing as uitsplitsing,
        f.figuur.teller as teller,
        f.figuur.noemer as noemer,
        f.figuur.voorlopig as voorlopig
    from (select gemeentecode, {{ period }}, unnest(figuren) as figuur from {{ counted }}) as f
    where f.figuur.teller is null or f.figuur.teller <> 0 or f.figuur.noemer <> 0
{%- endmacro %}
