{{ stg_gws('uren') }}
