"""Quality gates (architecture 4-6): `run_gate` judges a candidate per gemeente, `zow.gates.levering.judge` deliveries.

The rules stand in `expectations/<poort>/<schema>.<tabel>.yml`. A gate proves that it ran: every gemeente gets, for
every table of the gate, a row `poort_heeft_gedraaid` that is red when a suite, a table or an outcome is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

GEDRAAID = "poort_heeft_gedraaid"


@dataclass(frozen=True)
class GateRun:
    """What is being judged. `peildatum` is P of the asked period (None for a nightly); `vorige_versie` the DuckDB file
    of the version that is current now, for the comparisons with it."""

    run_id: str
    publicatie: str | None = None
    periode: str | None = None
    peildatum: date | None = None
    versie: int | None = None
    vorige_versie: Path | None = None


@dataclass
class GateReport:
    """`rows` have the columns of meta.kwaliteit (marts.md). `stopped`: gemeentecode -> Dutch reasons, one per kritiek
    failure. `waarschuwingen`: gemeentecode -> Dutch texts of what is shown but blocks nothing. `data_docs`: index.html,
    or None when it could not be written."""

    poort: str
    rows: list[dict] = field(default_factory=list)
    stopped: dict[str, list[str]] = field(default_factory=dict)
    waarschuwingen: dict[str, list[str]] = field(default_factory=dict)
    data_docs: Path | None = None


def run_gate(poort: str, database: Path, gemeenten: list[str], run: GateRun) -> GateReport:
    """Judge `database` (a candidate that nobody has open) at gate `feiten` or `publicatie`, each of `gemeenten` apart.
    Leaves schema `poort` in the file and closes it. Raises ZowError on a suite that cannot be read, on an unreadable
    database and when no gemeente is asked: a gate over nothing is never green."""
    from zow.gates import run as gate

    return gate.run_gate(poort, Path(database), gemeenten, run)


def show_docs() -> None:
    """Write the Data Docs of results that have no page yet: gate levering judges many times a night and leaves its pages to the
    end of it. Never raises for a page that cannot be written; does nothing, quickly, when there is none to write."""
    from zow import settings

    reports = settings.get().reports
    stored = {path.relative_to(reports / "gx" / "validations").with_suffix("") for path in reports.glob("gx/validations/**/*.json")}
    shown = {path.relative_to(reports / "data_docs" / "validations").with_suffix("")
             for path in reports.glob("data_docs/validations/**/*.html")}
    if stored - shown:
        from zow.gates import engine  # Great Expectations takes seconds to import

        engine.catch_up(reports)


__all__ = ["GEDRAAID", "GateReport", "GateRun", "run_gate", "show_docs"]
