{{ stg_gws('wsw_plaatsen') }}
