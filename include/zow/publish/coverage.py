"""Which gemeenten a publication covers and who must approve, read from the policy seeds (profiles.md): policy is data, also here."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from zow import policy, settings
from zow.errors import UsageError
from zow.warehouse.sql import literal

_KINDS = {"maand": "maand", "kwartaal": "kwartaal", "halfjaar": "half", "jaar": "jaar"}


def kind_of(publication: str) -> str:
    """The kind of period (`zow.periods`) that `publication` is made for. Raises UsageError when there is no such publication."""
    rows = _query("select distinct periodesoort from {publication_calendar} where publicatie = ?", [publication])
    if len(rows) != 1:
        raise UsageError(f"Publicatie {publication!r} bestaat niet.", "seeds/policy/publication_calendar.csv",
                         "Kies een publicatie die in de kalender staat.")
    return _KINDS[rows[0][0]]


def covered(publication: str, peildatum: date) -> list[str]:
    """Gemeentecodes with a profile valid at `peildatum` that names `publication` (marts.md)."""
    rows = _query("""
        select distinct p.gemeentecode
        from {profiles} p join {profile_publications} n using (profiel)
        where n.publicatie = $1 and p.gemeentecode is not null
          and $2 between coalesce(p.geldig_van, date '0001-01-01') and coalesce(p.geldig_tot, date '9999-12-31')
          and $2 between coalesce(n.geldig_van, date '0001-01-01') and coalesce(n.geldig_tot, date '9999-12-31')
        order by 1""", [publication, peildatum])
    return [code for (code,) in rows]


def approval_required(publication: str, peildatum: date, gemeenten: list[str]) -> list[str]:
    """Those of `gemeenten` whose profile valid at `peildatum` asks an approval for `publication` (profiles.md, goedkeuring_vereist). A
    gemeente without such a profile is published because somebody named it: then it is asked as soon as any profile does."""
    rows = _query("""
        select p.gemeentecode, n.goedkeuring_vereist,
          $2 between coalesce(p.geldig_van, date '0001-01-01') and coalesce(p.geldig_tot, date '9999-12-31')
          and $2 between coalesce(n.geldig_van, date '0001-01-01') and coalesce(n.geldig_tot, date '9999-12-31')
        from {profiles} p join {profile_publications} n using (profiel) where n.publicatie = $1""", [publication, peildatum])
    strictest = any(asked for _, asked, _ in rows)
    valid: dict[str, bool] = {}
    for code, asked, holds in rows:
        if holds:
            valid[code] = valid.get(code, False) or asked
    return [code for code in gemeenten if valid.get(code, strictest)]


def _query(sql: str, parameters: list) -> list[tuple]:
    folder = settings.get().dbt_project / "seeds" / "policy"
    dates = "types = {'geldig_van': 'DATE', 'geldig_tot': 'DATE'}"
    tables = {name: f"read_csv({literal(folder / f'{name}.csv')}, all_varchar = false, {dates})"
              for name in ("profiles", "publication_calendar")}
    tables["profile_publications"] = """(select profiel, publicatie, cast(goedkeuring_vereist as boolean) as goedkeuring_vereist,
        cast(nullif(geldig_van, '') as date) as geldig_van, cast(nullif(geldig_tot, '') as date) as geldig_tot from gewijzigd)"""
    with duckdb.connect() as con:
        con.register("gewijzigd", pd.DataFrame(policy.tables()["profile_publications"], dtype="str"))
        return con.execute(sql.format(**tables), parameters).fetchall()
