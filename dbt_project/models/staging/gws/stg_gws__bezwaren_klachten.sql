{{ stg_gws('bezwaren_klachten') }}
