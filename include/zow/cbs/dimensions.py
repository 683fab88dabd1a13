"""The dimensions of a v4 table that CBS does not list: sources.md 3 names no `Dimensions` among the resources of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OBSERVATION = {"Id", "Measure", "ValueAttribute", "Value", "StringValue"}
_TIME, _REGION = "Perioden", "Regio"


def observed(row: Mapping[str, Any]) -> dict[str, str]:
    """Name -> Kind (as `Dimensions` would say it) of the dimensions of an observation: every key that is not of its value. The region is
    RegioS, else the first that begins with Regio."""
    names = [key for key in row if key not in _OBSERVATION and "@" not in key]  # an @ is in the annotations of OData
    region = f"{_REGION}S" if f"{_REGION}S" in names else next((name for name in names if name.startswith(_REGION)), None)
    return {name: "TimeDimension" if name == _TIME else "GeoDimension" if name == region else "Dimension" for name in names}
