{{ stg_gws('ladderstanden') }}
