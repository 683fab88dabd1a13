{{ stg_gws('ontheffingen') }}
