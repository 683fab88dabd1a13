{{ stg_gws('keuringen') }}
