"""A slow, plain reading of sources.md 1 and 5 for one file: which quarantine rows a line must give (csv module, no product code but the
contract's columns)."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from decimal import Decimal

DECIMAL = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?")
FORMS = {"dec": DECIMAL, "int": re.compile(r"-?\d+"), "maand": re.compile(r"\d{4}-\d\d"), "jn": re.compile("[JN]"),
         "date": re.compile(r"\d\d-\d\d-\d{4}")}
CODES = {"dec": "decimaal", "int": "geheel_getal", "maand": "maand", "jn": "jn", "date": "datum"}


def elfproef(bsn: str) -> bool:
    if not re.fullmatch(r"\d{9}", bsn):
        return False
    return (sum(int(d) * w for d, w in zip(bsn, range(9, 1, -1), strict=False)) - int(bsn[8])) % 11 == 0


def field_fault(column, text: str) -> str | None:
    if not text:
        return "verplicht" if column.required else None
    if column.type in FORMS and not FORMS[column.type].fullmatch(text):
        return CODES[column.type]
    if column.type == "date":
        try:
            return None if 1900 <= datetime.strptime(text, "%d-%m-%Y").year <= 2100 else "datum"
        except ValueError:
            return "datum"
    if column.type == "maand" and not 1 <= int(text[5:]) <= 12:
        return "bereik"
    if column.type == "code" and text not in column.codes:
        return "codelijst"
    if column.minimum is not None and not column.minimum <= Decimal(text.replace(",", ".")) <= column.maximum:
        return "bereik"
    return None


def judge(file, line: bytes, keys: dict[str, set], people: set) -> list[tuple[str, str, str]]:
    values = next(csv.reader([line.decode("cp1252", errors="replace")], delimiter=";"))
    if len(values) != len(file.columns):
        return [("", "aantal_velden", "afgekeurd")]
    row = {c.name: v.strip() for c, v in zip(file.columns, values, strict=True)}
    bad = [(n, "codering", "afgekeurd") for n, v in row.items() if "�" in v]
    bad = bad or [(c.name, f, "afgekeurd") for c in file.columns if (f := field_fault(c, row[c.name])) == "verplicht"]
    bad = bad or [(c.name, f, "afgekeurd") for c in file.columns if (f := field_fault(c, row[c.name]))]
    bad = bad or [(c.name, "elfproef", "afgekeurd") for c in file.columns
                  if c.personal == "bsn" and not elfproef(row[c.name])]
    for column in file.columns if not bad else ():
        if column.not_before and row[column.name]:
            end, begin = (datetime.strptime(row[n], "%d-%m-%Y") for n in (column.name, column.not_before))
            bad += [(column.name, "datum_volgorde", "afgekeurd")] if end < begin else []
    key = tuple(row[c.name] for c in file.key)
    if not bad and key in keys[file.name]:
        bad = [(file.key[0].name, "dubbele_sleutel", "afgekeurd")]
    if not bad and file.name == "clienten" and row["bsn"] in people:
        bad = [("bsn", "dubbele_sleutel", "afgekeurd")]
    if bad:
        return bad
    broken = [(c.name, "verwijzing", "afgekeurd" if c.required or c.key else "waarschuwing") for c in file.columns
              if c.reference and row[c.name] and (row[c.name],) not in keys[c.reference.split(".")[0]]]
    if not any(weight == "afgekeurd" for _, _, weight in broken):
        keys[file.name].add(key)
        people.add(row.get("bsn"))
    return broken
