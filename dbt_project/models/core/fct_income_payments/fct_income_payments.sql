-- One row per monthly payment of an uitkering, with the earnings that were taken into account (measures 1, parttime).
select
    p.gemeentecode,
    p.betalingnummer,
    p.uitkeringnummer,
    u.client_key,
    u.is_bijstand,
    p.maand,
    p.bedrag,
    p.inkomsten_uit_arbeid
from {{ ref('stg_gws__inkomensbetalingen') }} as p
inner join {{ ref('fct_benefits') }} as u on p.gemeentecode = u.gemeentecode and p.uitkeringnummer = u.uitkeringnummer
