{{ stg_gws('uitkeringen') }}
