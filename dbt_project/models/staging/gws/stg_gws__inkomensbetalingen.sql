{{ stg_gws('inkomensbetalingen') }}
