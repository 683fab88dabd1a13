{{ stg_gws('klanttevredenheid') }}
