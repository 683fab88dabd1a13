{{ stg_gws('verplichtingen') }}
