{{ stg_gws('contracten') }}
