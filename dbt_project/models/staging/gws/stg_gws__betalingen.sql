{{ stg_gws('betalingen') }}
