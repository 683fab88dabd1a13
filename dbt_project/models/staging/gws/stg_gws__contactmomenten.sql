{{ stg_gws('contactmomenten') }}
