"""A table as CBS sends it: the JSON documents of OData v4 and of v3 (sources.md 3), keyed by the resource in the URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zow.sample.cbs.tables import Dimension, Missing, Table

SOURCE = "Zicht op Werk, verzonnen cijfers voor demo en tests; geen cijfers van het CBS"
V4_ROWS, V3_ROWS = "Observations", "TypedDataSet"
PAD = 10  # v3 gives a region code in a field of this width


def rows_resource(table: Table) -> str:
    """The resource that holds the figures, and the only one that comes in pages."""
    return V4_ROWS if table.version == "v4" else V3_ROWS


def documents(table: Table, base: str) -> dict[str, Any]:
    """resource -> document without the figures; `base` is the address that the links in it name."""
    return _v4(table, base) if table.version == "v4" else _v3(table)


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """The figures: v4 an observation per measure, v3 a row with a column per measure and padded region codes."""
    if table.version == "v4":
        number = 0
        for dims, values in table.rows:
            for measure, value in zip(table.measures, values, strict=True):
                yield {"Id": number, "Measure": measure.identifier} | _cell(value) | dict(
                    zip((d.identifier for d in table.dimensions), dims, strict=True))
                number += 1
        return
    for number, (dims, values) in enumerate(table.rows):
        yield {"ID": number} | {d.identifier: _key(d, code) for d, code in zip(table.dimensions, dims, strict=True)} | {
            m.identifier: None if isinstance(value, Missing) else value for m, value in zip(table.measures, values, strict=True)}


def _cell(value: float | str | None) -> dict[str, Any]:
    if isinstance(value, Missing):
        return {"ValueAttribute": str(value), "Value": None, "StringValue": None}
    text = isinstance(value, str)
    return {"ValueAttribute": "None", "Value": None if text else value, "StringValue": value if text else None}


def _key(dimension: Dimension, code: str) -> str:
    return code.ljust(PAD) if dimension.kind == "GeoDimension" else code


def _v4(table: Table, base: str) -> dict[str, Any]:
    place = f"{base}/CBS/{table.identifier}"

    def listing(resource: str, value: list[dict[str, Any]]) -> dict[str, Any]:
        return {"@odata.context": f"{place}/$metadata#{resource}", "value": value}

    stamp = table.modified.isoformat()
    properties = {
        "@odata.context": f"{place}/$metadata#Properties", "Identifier": table.identifier, "Title": table.title, "Description": SOURCE,
        "Language": "nl", "Modified": stamp, "ReleaseDate": stamp, "ModificationDate": stamp, "TemporalCoverage": table.coverage,
        "Catalog": "CBS", "Version": f"{table.modified:%Y%m%d%H%M}", "Status": "Regulier",
        "ObservationCount": len(table.rows) * len(table.measures), "ObservationsModified": stamp, "DatasetType": "Numeric",
        "Source": SOURCE}
    dimensions = []
    for d in table.dimensions:
        typed = {} if d.kind == "Dimension" else {"@odata.type": f"#Cbs.Ccb.Models.{d.kind}"}
        dimensions.append(typed | {
            "Identifier": d.identifier, "Title": d.identifier, "Description": "", "MapYear": None, "ReleasePolicy": None, "Kind": d.kind,
            "ContainsGroups": False, "ContainsCodes": True, "CodesUrl": f"{place}/{d.identifier}Codes", "GroupsUrl": None})
    measures = [{"Identifier": m.identifier, "Index": n, "Title": m.title, "Description": "", "MeasureGroupId": None,
                 "DataType": m.data_type, "Unit": m.unit, "Decimals": m.decimals, "PresentationType": None}
                for n, m in enumerate(table.measures, 1)]
    found = {"Properties": properties, "Dimensions": listing("Dimensions", dimensions), "MeasureCodes": listing("MeasureCodes", measures)}
    for d in table.dimensions:
        codes = [{"Identifier": c.identifier, "Index": n, "Title": c.title,
                  "Description": "Voorlopige cijfers" if c.status == "Voorlopig" else "", "DimensionGroupId": None}
                 | ({"Status": c.status} if c.status else {}) for n, c in enumerate(d.codes, 1)]
        found[f"{d.identifier}Codes"] = listing(f"{d.identifier}Codes", codes)
    return found


def _v3(table: Table) -> dict[str, Any]:
    infos = {"ID": 0, "Title": table.title, "ShortTitle": table.title, "Identifier": table.identifier, "Summary": SOURCE,
             "Modified": table.modified.replace(tzinfo=None).isoformat(), "ReasonDelivery": "Actualisering", "Language": "nl",
             "Catalog": "CBS", "Frequency": "Permaand", "Period": table.coverage, "ShortDescription": SOURCE, "OutputStatus": "Regulier",
             "Source": SOURCE, "RecordCount": len(table.rows), "ColumnCount": len(table.dimensions) + len(table.measures)}
    common = {"ParentID": None, "Description": "", "ReleasePolicy": False, "Datatype": None, "Unit": "", "Decimals": None, "Default": None}
    properties = [common | {"ID": n, "Position": n, "Type": d.kind, "Key": d.identifier, "Title": d.identifier}
                  for n, d in enumerate(table.dimensions)]
    properties += [common | {"ID": n, "Position": n, "Type": "Topic", "Key": m.identifier, "Title": m.title, "Datatype": m.data_type,
                             "Unit": m.unit, "Decimals": m.decimals, "Default": "None"}
                   for n, m in enumerate(table.measures, len(table.dimensions))]
    found: dict[str, Any] = {"TableInfos": {"value": [infos]}, "DataProperties": {"value": properties}}
    for d in table.dimensions:
        found[d.identifier] = {"value": [
            {"Key": _key(d, c.identifier), "Title": c.title, "Description": ""}
            | ({"Status": c.status} if c.status else {"CategoryGroupID": None}) for c in d.codes]}
    return found
