"""What ingest shows to gate `levering` before anything is committed, and the rows that the gate gives back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from zow.ingest.columns import literal

KWALITEIT = {
    "gemeentecode": "VARCHAR", "poort": "VARCHAR", "publicatie": "VARCHAR", "periode": "VARCHAR", "versie": "BIGINT",
    "levering": "VARCHAR", "expectation": "VARCHAR", "omschrijving": "VARCHAR", "tabel": "VARCHAR", "kolom": "VARCHAR",
    "ernst": "VARCHAR", "geslaagd": "BOOLEAN", "waargenomen": "VARCHAR", "drempel": "VARCHAR",
    "onverwacht_aantal": "BIGINT", "run_id": "VARCHAR", "tijdstip": "TIMESTAMP",
}


@dataclass(frozen=True)
class LeveringCheck:
    """One file of one delivery. `regels_gelezen` data lines, `geladen` rows that passed, `afgekeurd` rejected lines,
    `waarschuwingen` lines with a remark, `quarantaine_*` lines of each kind read back from the quarantine, `raw_regels` rows
    read back from Parquet; control totals exact
    (0 where no value could be read, None without control column); `vorige_*` the delivery before it by stamp; `raw_part`
    relative to raw; `gemeentecode` None for a national feed."""

    levering: str
    gemeentecode: str | None
    geleverd_op: datetime
    bestand: str
    regels_manifest: int
    regels_gelezen: int
    geladen: int
    afgekeurd: int
    waarschuwingen: int
    quarantaine_afgekeurd: int
    quarantaine_waarschuwingen: int
    raw_regels: int
    controlekolom: str | None
    controletotaal_manifest: Decimal | None
    controletotaal_gelezen: Decimal | None
    vorige_levering: str | None
    vorige_geladen: int | None
    raw_part: str


def judge(checks: list[LeveringCheck], files: list[str], run_id: str) -> Any:
    """The judgement of gate `levering` over all these deliveries at once, each of which must hold `files`: `.reasons`
    levering -> kritiek failures, `.waarschuwingen`, `.rows` (columns of meta.kwaliteit). Raises what the gate raises: no
    gate, no delivery."""
    from zow.gates import levering  # Great Expectations takes seconds to import

    return levering.judge([asdict(check) for check in checks], bestanden=files, run_id=run_id, docs=False)


def write_rows(rows: list[dict[str, Any]], path: Path) -> None:
    """The gate's rows of one delivery as Parquet, whole or not at all."""
    import pandas as pd

    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame([{c: r.get(c) for c in KWALITEIT} for r in rows], columns=list(KWALITEIT), dtype=object)
    casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in KWALITEIT.items())
    draft = path.with_suffix(".tmp")
    with duckdb.connect() as con:
        con.register("rijen", frame)
        con.execute(f"copy (select {casts} from rijen) to {literal(str(draft))} (format parquet, compression zstd)")
    draft.replace(path)
