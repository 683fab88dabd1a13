{{ stg_gws('voorzieningen') }}
