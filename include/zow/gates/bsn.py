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
    tables = con.execute("""
        select table_schema, table_name, bool_or(column_name = 'gemeentecode'), list(column_name order by column_name),
               list(column_name order by column_name) filter (data_type = 'VARCHAR' and column_name <> 'gemeentecode') as tekst
        from information_schema.columns where table_schema in ('core', 'marts', 'meta') group by all
        having len(tekst) > 0 order by all""").fetchall()
    columns = [(schema, table, column) for schema, table, _, _, text in tables for column in text]
    con.execute("""create or replace temp table bsn_kolommen as select generate_subscripts($1, 1) - 1 as nr,
        unnest($1) as schema_naam, unnest($2) as tabel, unnest($3) as kolom""", [list(part) for part in zip(*columns, strict=True)])
    con.execute("""create or replace temp table bsn_tokens
        (nr integer, gemeentecode varchar, token varchar, aantal bigint)""")
    for schema, table, owned, siblings, text in tables:
        whose = f"t.{owner(siblings)}" if owned else "cast(null as varchar)"
        first, values = columns.index((schema, table, text[0])), ", ".join(f't."{column}"' for column in text)
        # one pass over a table: rows without nine digits fall off before they are taken apart by column;
        # a value that is wholly 64 hex characters is a pseudonym or a hash: digits in it are chance
        con.execute(f"""insert into bsn_tokens
            select nr, gemeentecode, token, count(*) from (
                select nr, gemeentecode, unnest(list_filter(regexp_extract_all(waarde, '[0-9]+'), lambda x: length(x) = 9)) as token
                from (select {whose} as gemeentecode, unnest(range({first}, {first + len(text)})) as nr, unnest([{values}]) as waarde
                      from "{schema}"."{table}" t where regexp_matches(concat_ws(' ', {values}), '[0-9]{{9}}'))
                where regexp_matches(waarde, '[0-9]{{9}}') and not regexp_full_match(waarde, '[0-9a-f]{{64}}'))
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
