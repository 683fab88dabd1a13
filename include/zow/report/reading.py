"""What every report asks of a version's database. Read-only; only the schemas core, marts and meta."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zow.errors import ZowError

Row = dict[str, Any]


class Reader:
    """Rows of one version. Use as a context manager; every method returns rows as dicts, in a fixed order.

    Raises ZowError when the database cannot be opened or one of `marts` (names, those that the report cannot do without) is missing.
    The tables of core and meta that only explain the figures may be missing: then `has` says so and their rows are empty."""

    def __init__(self, database: Path, marts: Iterable[str] = ()) -> None:
        self.database = database
        if not database.exists():
            raise ZowError("De database van de versie ontbreekt.", str(database), "Publiceer opnieuw met zow publish.")
        try:
            self.con = duckdb.connect(str(database), read_only=True)
        except duckdb.Error as error:
            raise ZowError(f"De database van de versie kan niet worden geopend: {error}", str(database),
                           "Sluit het programma dat er in schrijft, of publiceer opnieuw met zow publish.") from error
        self.tables: dict[str, set[str]] = {}
        for schema, table, column in self.con.execute(
                "select schema_name, table_name, column_name from duckdb_columns() where not internal").fetchall():
            self.tables.setdefault(f"{schema}.{table}", set()).add(column)
        missing = [f"marts.{name}" for name in marts if f"marts.{name}" not in self.tables]
        if missing:
            self.con.close()
            raise ZowError(f"Het rapport kan niet worden gemaakt: {', '.join(missing)} ontbreekt.", str(database),
                           "Bouw de marts opnieuw (zow publish) en controleer de log van dbt.")

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def has(self, table: str, *columns: str) -> bool:
        return table in self.tables and set(columns) <= self.tables[table]

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        try:
            cursor = self.con.execute(sql, list(parameters))
        except duckdb.Error as error:
            raise ZowError(f"Het rapport kan een tabel niet lezen: {error}", str(self.database),
                           "De versie is met een andere stand van de code gemaakt; publiceer opnieuw.") from error
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def name(self, gemeentecode: str) -> str | None:
        """The name of a gemeente as core.dim_municipalities has it."""
        if not self.has("core.dim_municipalities", "naam"):
            return None
        found = self.rows("select naam from core.dim_municipalities where gemeentecode = ?", gemeentecode)
        return found[0]["naam"] if found else None

    def policy_number(self, gemeentecode: str, sleutel: str, day: date) -> int | None:
        """A whole number of core.policy_values that holds on `day`; None when the version does not know it."""
        if not self.has("core.policy_values", "sleutel", "waarde", "geldig_van", "geldig_tot"):
            return None
        found = self.rows("""select waarde from core.policy_values
            where gemeentecode = ? and sleutel = ? and ? between geldig_van and geldig_tot""", gemeentecode, sleutel, day)
        return int(found[0]["waarde"]) if found else None

    def leveringen(self, version: Row, gemeentecode: str) -> list[Row]:
        """The deliveries used for a gemeente, with what meta.leveringen knows of them."""
        if not (self.has("meta.publicatie_leveringen") and self.has("meta.leveringen")):
            return []
        return self.rows(
            """select u.bron, u.levering, l.geleverd_op, l.ontvangen_op, l.regels, l.afgekeurd, l.sha256
            from meta.publicatie_leveringen u left join (
                from meta.leveringen where status = 'geaccepteerd'
                qualify row_number() over (partition by gemeentecode, bron, levering order by ontvangen_op) = 1) l
            on l.bron = u.bron and l.levering = u.levering and l.gemeentecode is not distinct from u.gemeentecode
            where u.publicatie = ? and u.periode = ? and u.versie = ? and u.gemeentecode = ?
            order by u.bron, u.levering""", *_which(version), gemeentecode)

    def geweigerd(self, gemeentecode: str) -> list[Row]:
        """Every refused delivery of a gemeente, newest first; `alsnog` when one of the same name was accepted."""
        if not self.has("meta.leveringen"):
            return []
        return self.rows(
            """select bron, levering, geleverd_op, ontvangen_op, reden, regels, afgekeurd, exists (
                from meta.leveringen b where b.gemeentecode = a.gemeentecode and b.bron = a.bron
                and b.levering = a.levering and b.status = 'geaccepteerd') as alsnog
            from meta.leveringen a where status = 'geweigerd' and gemeentecode = ?
            order by geleverd_op desc, levering, ontvangen_op""", gemeentecode)

    def quarantaine(self, gemeentecode: str, leveringen: list[str]) -> list[Row]:
        """Quarantined lines of `leveringen` by file, rule and severity: `regels` counts lines, `meldingen` findings."""
        if not self.has("meta.quarantaine") or not leveringen:
            return []
        return self.rows(
            """select levering, bestand, regel_code, ernst, count(distinct regel) as regels, count(*) as meldingen
            from meta.quarantaine where gemeentecode = ? and list_contains(?, levering)
            group by all order by levering desc, bestand, ernst, regel_code""", gemeentecode, leveringen)

    def kwaliteit(self, version: Row, gemeentecode: str, leveringen: list[str]) -> list[Row]:
        """The gate results behind the figures of a gemeente: gate levering of the deliveries used (the last judgement),
        feiten and publicatie of this version."""
        if not self.has("meta.kwaliteit"):
            return []
        return self.rows(
            """select poort, expectation, omschrijving, tabel, kolom, ernst, geslaagd, waargenomen, drempel,
            onverwacht_aantal from meta.kwaliteit where (gemeentecode = ? or gemeentecode is null)
            and case when poort = 'levering' then list_contains(?, levering)
                else publicatie = ? and periode = ? and versie = ? end
            qualify poort <> 'levering'
                or run_id is not distinct from arg_max(run_id, tijdstip) over (partition by poort, levering)
            order by poort, ernst, tabel, kolom, expectation""", gemeentecode, leveringen, *_which(version))


def _which(version: Row) -> tuple[object, object, object]:
    return version["publicatie"], version["periode"], version["versie"]
