"""No BSN leaves ingest (architecture 5 and 11): count the 9-digit tokens whose pseudonym is a known client_key."""

from __future__ import annotations

import hashlib

import duckdb

from zow import settings
from zow.warehouse.sql import owner

_BLOCK = 64  # block size of SHA-256 in bytes, for HMAC (RFC 2104)


def hmac_sql(text: str) -> str:
    """SQL expression (hex text) of HMAC-SHA256 of `text`; DuckDB has sha256 but no HMAC. Needs `hmac_parameters`, bound
    so that the key never stands in SQL, which errors and logs may quote."""
    return f"sha256($buiten::blob || unhex(sha256($binnen::blob || encode({text}))))"


def hmac_parameters(key: bytes) -> dict[str, bytes]:
    """The padded keys that `hmac_sql` binds."""
    padded = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return {"binnen": bytes(b ^ 0x36 for b in padded), "buiten": bytes(b ^ 0x5C for b in padded)}


def audit(con: duckdb.DuckDBPyConnection) -> None:
    """Make `poort.bsn_lek`: gemeentecode, schema_naam, tabel, kolom, aantal (tokens that are a BSN of a client of that
    gemeente). One row per gemeente of the gate and text column, also when nothing is found: an empty list proves
    nothing. Rows without a gemeente are tried against every gemeente of the gate."""
    columns = con.execute("""
        select c.table_schema, c.table_name, c.column_name,
               list(c.column_name) over (partition by c.table_schema, c.table_name)
        from information_schema.columns c where c.table_schema in ('core', 'marts', 'meta') and c.data_type = 'VARCHAR'
        qualify c.column_name <> 'gemeentecode' order by all""").fetchall()
    con.execute("""create or replace temp table bsn_kolommen
        (nr integer, schema_naam varchar, tabel varchar, kolom varchar)""")
    con.execute("""create or replace temp table bsn_tokens
        (nr integer, gemeentecode varchar, token varchar, aantal bigint)""")
    for number, (schema, table, column, siblings) in enumerate(columns):
        con.execute("insert into bsn_kolommen values (?, ?, ?, ?)", [number, schema, table, column])
        whose = f"t.{owner(siblings)}" if "gemeentecode" in siblings else "cast(null as varchar)"
        value = f't."{column}"'
        # a value that is wholly 64 hex characters is a pseudonym or a hash; digits in it are chance
        con.execute(f"""insert into bsn_tokens
            select {number}, gemeentecode, token, count(*) from (
                select {whose} as gemeentecode,
                       unnest(list_filter(regexp_extract_all({value}, '[0-9]+'), lambda x: length(x) = 9)) as token
                from "{schema}"."{table}" t
                where regexp_matches({value}, '[0-9]{{9}}') and not regexp_full_match({value}, '[0-9a-f]{{64}}'))
            group by all""")
    con.execute(f"create or replace temp table bsn_bekend as {_known_keys(con)}")
    pseudonym = hmac_sql("gemeentecode || ':' || token")
    con.execute(f"""create or replace table poort.bsn_lek as
        with toegewezen as (
            select t.nr, t.gemeentecode, t.token, t.aantal from bsn_tokens t
            semi join poort.gemeenten using (gemeentecode)
            union all
            select t.nr, g.gemeentecode, t.token, t.aantal from bsn_tokens t cross join poort.gemeenten g
            where t.gemeentecode is null or not starts_with(t.gemeentecode, 'GM')
        ), lekken as (
            select gemeentecode, token from (select distinct gemeentecode, token from toegewezen)
            where {pseudonym} in (select client_key from bsn_bekend where client_key is not null)
        ), geteld as (
            select gemeentecode, nr, sum(aantal) as aantal from toegewezen
            semi join lekken using (gemeentecode, token) group by all
        )
        select g.gemeentecode, k.schema_naam, k.tabel, k.kolom, cast(coalesce(n.aantal, 0) as bigint) as aantal
        from poort.gemeenten g cross join bsn_kolommen k
        left join geteld n on n.gemeentecode = g.gemeentecode and n.nr = k.nr""",
        hmac_parameters(settings.pseudonym_key()))
    for name in ("kolommen", "tokens", "bekend"):  # tokens can be BSNs: they do not outlive the count
        con.execute(f"drop table bsn_{name}")


def _known_keys(con: duckdb.DuckDBPyConnection) -> str:
    """Every client_key that ingest made for this candidate: the BSN of someone with only an aanvraag counts too."""
    tables = con.execute("""select table_schema, table_name from information_schema.columns
        where column_name = 'client_key' and table_schema in ('raw', 'core') order by all""").fetchall()
    legs = [f'select client_key from "{schema}"."{table}"' for schema, table in tables]
    return " union ".join(legs) or "select cast(null as varchar) as client_key where false"
