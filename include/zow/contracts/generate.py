"""Files that follow from the contracts: dbt sources and documentation. Run: `python -m zow.contracts.generate`.

The results are checked in and a test compares them with `rendered()`: nothing about a column stands twice by hand.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from zow import settings
from zow.contracts.loader import load
from zow.contracts.model import Column, FileContract, SourceContract, raw_columns

NOTE = "Gemaakt uit include/zow/contracts door `python -m zow.contracts.generate`; wijzig het contract, niet dit."
LINEAGE = (
    ("_delivery", "VARCHAR", "Levering waar de rij uit komt."),
    ("_file", "VARCHAR", "Bestand waar de rij uit komt."),
    ("_line", "BIGINT", "Regelnummer in het bestand (de kop is regel 1)."),
    ("_row_hash", "VARCHAR", "md5 over de bewaarde waarden; nooit over een BSN."),
)
PER_FILE = (
    ("_venster", "VARCHAR", "Maand (jjjj-mm) of jaar (jjjj) in de naam van de levering."),
    ("geleverd_op", "TIMESTAMP", "Stempel van de levering (Europe/Amsterdam)."),
)
GEMEENTECODE = ("gemeentecode", "VARCHAR", "Gemeente die heeft geleverd.")
_TYPE_WORDS = {"str": "tekst", "date": "datum", "dec": "decimaal", "int": "geheel getal", "maand": "maand (jjjj-mm)",
               "jn": "J/N", "code": "code"}


def rendered(bronnen: tuple[str, ...] = ("gws", "uwv", "finance")) -> dict[str, str]:
    """Path relative to the project -> content, of every file that follows from the base contracts."""
    files = {}
    for bron in bronnen:
        contract = load(bron)
        files[f"dbt_project/models/staging/{bron}/_{bron}__sources.yml"] = dbt_sources(contract)
        files[f"docs/contracts/{bron}.md"] = documentation(contract)
    return files


def dbt_sources(contract: SourceContract) -> str:
    """The dbt source `<bron>` on schema raw: one table `<bron>_<bestand>` per file, with types and descriptions."""
    tables = [{"name": f"{contract.bron}_{file.name}", "description": file.description,
               "columns": [{"name": n, "data_type": t, "description": d} for n, t, d in _stored(file, contract.per_file)]}
              for file in contract.files]
    document = {"version": 2, "sources": [{"name": contract.bron, "schema": "raw", "description": contract.title,
                                           "tables": tables}]}
    return f"# {NOTE}\n" + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _stored(file: FileContract, per_file: bool) -> list[tuple[str, str, str]]:
    kept = {c.stored[0]: c.description for c in file.columns if c.stored}
    columns = [(name, kind, kept[name]) for name, kind in raw_columns(file)]
    return [GEMEENTECODE, *columns, *LINEAGE, *(PER_FILE if per_file else ())]


def documentation(contract: SourceContract) -> str:
    """The contract as a Dutch page: a table per file."""
    dialect = contract.dialect
    lines = [f"# Contract {contract.bron}: {contract.title}", "", f"> {NOTE}", "",
             f"Basisformaat: scheidingsteken `{dialect.delimiter}`, {dialect.encoding}, decimaalteken "
             f"`{dialect.decimal}`, datums `{dialect.date}`.",
             "Een gemeente die afwijkt, zegt dat in haar overlay (zie [overlays](overlays.md)).",
             "", "Kolom *s*: S = sleutel, ! = verplicht. Kolom *raw*: naam in raw; een streepje = wordt niet bewaard."]
    for file in contract.files:
        share = f"{file.limit_share * 100:f}".rstrip("0").rstrip(".").replace(".", ",") or "0"
        lines += ["", f"## `{file.file_name}`", "", file.description, "",
                  f"Geweigerd bij meer afgekeurde regels dan de grootste van {file.limit_minimum} en {share} % van de "
                  "regels (regels met alleen een kapotte verwijzing tellen niet mee).", "",
                  "| kolom | s | soort | raw | betekenis |", "|---|---|---|---|---|",
                  *(_row(column) for column in file.columns)]
    return "\n".join(lines) + "\n"


def _row(column: Column) -> str:
    mark = ("S" if column.key else "") + ("!" if column.required else "")
    stored = f"`{column.stored[0]}`" if column.stored else "-"
    return f"| {column.name} | {mark} | {_kind(column)} | {stored} | {column.description} |"


def _kind(column: Column) -> str:
    words = [_TYPE_WORDS[column.type]]
    if column.codes:
        words.append("{" + ", ".join(column.codes) + "}")
    if column.minimum is not None:
        words.append(f"{column.minimum} t/m {column.maximum}")
    if column.reference:
        words.append(f"-> {column.reference}")
    if column.unique:
        words.append("uniek")
    if column.not_before:
        words.append(f"niet voor {column.not_before}")
    if column.default:
        words.append(f"leeg = {column.default.replace('.', ',')}")
    if column.personal:
        words.append(f"persoonsgegeven [{column.personal}]")
    return ", ".join(words)


def main(root: Path | None = None) -> list[Path]:
    """Write every generated file under `root` (default: the project) and return the paths."""
    written = []
    for name, text in rendered().items():
        path = (root or settings.get().project_root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for written_path in main():
        print(written_path)
