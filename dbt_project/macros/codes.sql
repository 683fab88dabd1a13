{#- The five einddoelen of measures 3, in the order of S3 bijlage II. -#}
{% macro einddoelen() -%}
    ['diagnose', 'sociaal_vaardig', 'arbeidsvaardig', 'werknemersvaardig', 'uitstroom']
{%- endmacro %}
