"""Schema `raw` of a candidate (docs/house.md): which relations it has, with which columns and types. One definition, for the
candidate that is built from deliveries and for the empty one on which models are tested."""

from __future__ import annotations

from zow import contracts

LINEAGE = {"_delivery": "VARCHAR", "_file": "VARCHAR", "_line": "BIGINT", "_row_hash": "VARCHAR"}
# a UWV or finance view holds several deliveries of a gemeente: the month or year that each is about, and its stamp
DELIVERED = {"_venster": "VARCHAR", "geleverd_op": "TIMESTAMP"}
FEED_BRONNEN = ("uwv", "finance")
HISTORY = "gws_clienten_historie"

PEILMOMENTEN = {
    "gemeentecode": "VARCHAR", "bron": "VARCHAR", "levering": "VARCHAR", "geleverd_op": "TIMESTAMP", "asof": "DATE",
    "peilmoment": "VARCHAR", "eerste_levering_op": "TIMESTAMP",
}
LEVERINGEN = {
    "gemeentecode": "VARCHAR", "bron": "VARCHAR", "levering": "VARCHAR", "geleverd_op": "TIMESTAMP",
    "ontvangen_op": "TIMESTAMP", "status": "VARCHAR", "reden": "VARCHAR", "regels": "BIGINT", "afgekeurd": "BIGINT",
    "sha256": "VARCHAR", "feed": "VARCHAR", "venster": "VARCHAR",
}
QUARANTAINE = {
    "gemeentecode": "VARCHAR", "bron": "VARCHAR", "levering": "VARCHAR", "bestand": "VARCHAR", "regel": "BIGINT",
    "kolom": "VARCHAR", "regel_code": "VARCHAR", "ernst": "VARCHAR", "melding": "VARCHAR", "ruwe_regel": "VARCHAR",
}
# what earlier publications said, for mart revisies; made by zow.publish.revisions and empty in a nightly
REVISIONS = {
    "publicatiecijfers": {
        "gemeentecode": "VARCHAR", "publicatie": "VARCHAR", "versie": "BIGINT", "periode": "VARCHAR", "indicator": "VARCHAR",
        "uitsplitsing": "VARCHAR", "waarde": "DOUBLE",
    },
    "recordwijzigingen": {
        "gemeentecode": "VARCHAR", "publicatie": "VARCHAR", "versie": "BIGINT", "periode": "VARCHAR", "bron": "VARCHAR",
        "bestand": "VARCHAR", "toegevoegd": "BIGINT", "gewijzigd": "BIGINT", "vervallen": "BIGINT",
    },
    "figuurbronnen": {"indicator": "VARCHAR", "bron": "VARCHAR", "bestand": "VARCHAR"},
}
CBS = "cbs_waarnemingen"
OBSERVATION_KEY = ["feed", "tabel", "maat", "regio_code", "periode_code", "overige_dimensies"]
WAARNEMINGEN = {
    "gemeentecode": "VARCHAR", "feed": "VARCHAR", "tabel": "VARCHAR", "maat": "VARCHAR", "maat_titel": "VARCHAR", "grootheid": "VARCHAR",
    "regio_code": "VARCHAR", "periode_code": "VARCHAR", "overige_dimensies": "VARCHAR", "waarde": "DOUBLE", "tekst": "VARCHAR",
    "eenheid": "VARCHAR", "attribuut": "VARCHAR", "status": "VARCHAR", **LINEAGE, "geleverd_op": "TIMESTAMP",
}


def file_columns(file: contracts.FileContract) -> dict[str, str]:
    """Columns of `raw.gws_<file>`: the gemeente, what the contract keeps, where the row came from."""
    return {"gemeentecode": "VARCHAR", **dict(contracts.raw_columns(file)), **LINEAGE}


def feed_columns(file: contracts.FileContract) -> dict[str, str]:
    """Columns of `raw.uwv_<file>` and `raw.finance_<file>`."""
    return {**file_columns(file), **DELIVERED}


def history_columns() -> dict[str, str]:
    """Columns of `raw.gws_clienten_historie`: those of clienten and the stamp of the delivery."""
    clienten = next(file for file in contracts.load("gws", None).files if file.name == "clienten")
    return {**file_columns(clienten), "geleverd_op": "TIMESTAMP"}


def relations() -> dict[str, dict[str, str]]:
    """Every relation of schema `raw` with its columns."""
    files = {f"gws_{file.name}": file_columns(file) for file in contracts.load("gws", None).files}
    files |= {f"{bron}_{file.name}": feed_columns(file) for bron in FEED_BRONNEN for file in contracts.load(bron, None).files}
    return {**files, **REVISIONS, HISTORY: history_columns(), CBS: WAARNEMINGEN, "peilmomenten": PEILMOMENTEN, "leveringen": LEVERINGEN,
            "quarantaine": QUARANTAINE}


def definition(columns: dict[str, str]) -> str:
    """Columns as SQL of a CREATE TABLE; quoted, because `asof` is a word of DuckDB's own."""
    return ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
