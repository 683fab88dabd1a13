{{ stg_gws('indicaties_beschikking') }}
