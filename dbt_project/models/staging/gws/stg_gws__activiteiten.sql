{{ stg_gws('activiteiten') }}
