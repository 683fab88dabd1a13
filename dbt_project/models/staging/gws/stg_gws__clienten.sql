{{ stg_gws('clienten') }}
