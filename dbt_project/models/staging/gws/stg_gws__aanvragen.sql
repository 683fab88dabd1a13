{{ stg_gws('aanvragen') }}
