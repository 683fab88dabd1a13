{{ stg_gws('aanbieders') }}
