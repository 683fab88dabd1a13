"""Write a UWV or finance delivery exactly as sources.md 2 and 4 describe it: one CSV with its one-row sidecar written last.

Same dialect and encoders as the GWS export (zow.sample.write); columns, codes and dialect are those of the contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from zow.contracts import SourceContract, load
from zow.ingest import names
from zow.sample.write import ENCODING, EOL, MANIFEST_HEADER, manifest_record, stamp_text, write_table


def write_file(landing: Path, bron: str, feed: str, gemeentecode: str | None, venster: str, stamp: dt.datetime | str,
               frame: pd.DataFrame, *, sidecar: bool = True, extra_columns: bool = False,
               contract: SourceContract | None = None) -> Path:
    """Write a delivery of `feed` in `landing/<bron>/` and return the path of its CSV; the sidecar stands beside it.

    `gemeentecode`: None for the national feed. `venster`: the month (jjjj-mm) or year (jjjj) in the name. `frame`: logical
    column names and values as for `write_gws`; a missing column is empty. Without `sidecar` the delivery is not complete
    yet. `contract`: default that of the gemeente. Raises KeyError on an unknown feed or column, ValueError on a window,
    stamp or gemeente that does not fit the feed, FileExistsError when the file exists.
    """
    name = names.compose(bron, feed, gemeentecode, venster, stamp_text(stamp))
    contract = (contract or load(bron, gemeentecode)).delivered(feed, name)
    path = Path(landing) / bron / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise FileExistsError(path)
    write_table(path, frame, contract.files[0], contract, extra_columns)
    if sidecar:
        write_sidecar(path, contract)
    return path


def write_sidecar(path: Path, contract: SourceContract | None = None, override: Mapping[str, str] | None = None) -> Path:
    """(Re)write the sidecar of the CSV at `path` from its bytes. `override`: field -> value to lie with. `contract`: that of
    this one delivery (SourceContract.delivered); default by the folder and the name of the file. Raises ValueError when
    the name fits no feed."""
    if contract is None:
        said = names.parse(path.parent.name, path.name)
        if said is None or said.feed is None:
            raise ValueError(f"no feed of one file: {path.name}")
        code = None if said.gemeentecode == names.NATIONAL else said.gemeentecode
        contract = load(said.bron, code).delivered(said.feed, path.name)
    record = manifest_record(path, contract.files[0], contract) | dict(override or {})
    lines = [MANIFEST_HEADER, ";".join(record[field] for field in MANIFEST_HEADER.split(";"))]
    target = names.sidecar(path)
    target.write_bytes(b"".join(line.encode(ENCODING) + EOL for line in lines))
    return target
