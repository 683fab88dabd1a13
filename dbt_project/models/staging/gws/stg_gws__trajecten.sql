{{ stg_gws('trajecten') }}
