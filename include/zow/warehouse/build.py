"""Build the layers of a candidate, so that the data of one gemeente never keeps the others from theirs (sources 5).

dbt stops at the first row that does not fit its column (a sum past DECIMAL(18,2), a part of raw that cannot be read), whoever
it belongs to. Then each gemeente is built on its own to find out whose it is, and the candidate is built again without them.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Set
from datetime import datetime
from pathlib import Path

import duckdb

from zow.errors import ZowError, disk_full
from zow.warehouse import candidate, dbt
from zow.warehouse.run import Build, Run

logger = logging.getLogger("zow.warehouse")
Lay = Callable[[Path, list[Build]], None]  # puts in a new candidate what the raw room does not hold: what publications said before
_THEIRS = "kijk in de bron na of er onmogelijk grote bedragen of uren in staan en of raw nog leesbaar is"
# ingest judged every value by its contract: rows that break a rule of a table then are a fault of the models
_OURS = "de leveringen zijn goedgekeurd, dus dit is waarschijnlijk een fout van het platform; geef deze melding door aan de beheerder"


def core(run: Run, builds: list[Build], until: datetime | None, lay: Lay | None = None) -> dict[str, list[str]]:
    """Make the candidate of `run` anew with raw (filled up by `lay`), policy, staging, core and meta of `builds`. Returns the
    gemeenten that it could not be built with (gemeentecode -> Dutch reasons); they are not in it. Raises ZowError when the fault is
    not in their data."""
    try:
        _core(run.database, builds, until, run.dbt_work, lay=lay)
        return {}
    except (ZowError, duckdb.Error, OSError) as error:
        return _without_culprits(run, builds, until, error, lay, marts=False)


def marts(run: Run, builds: list[Build], until: datetime | None, lay: Lay | None = None) -> dict[str, list[str]]:
    """Build the marts on the core of the candidate; otherwise as `core`."""
    try:
        _marts(run.database, run.dbt_work)
        return {}
    except (ZowError, duckdb.Error, OSError) as error:
        return _without_culprits(run, builds, until, error, lay, marts=True)


def revised(run: Run, builds: list[Build], lay: Lay) -> None:
    """Make only the comparison with earlier publications anew, in a candidate that has its marts. Raises ZowError or duckdb.Error."""
    lay(run.database, builds)
    dbt.run(run.database, ["run"], ["fct_published_figures", "fct_record_changes", "revisies"], run.dbt_work)


def recorded(database: Path, builds: list[Build], known: Set[tuple[str, str]], work: Path, lay: Lay) -> None:
    """Core and marts of `builds` in `database`, from exactly the deliveries that they name, as when no other deliveries than
    `known` (bron, levering) had been accepted. Raises ZowError or duckdb.Error."""
    _core(database, builds, None, work, known, lay)
    _marts(database, work)


def _core(database: Path, builds: list[Build], until: datetime | None, work: Path, known: Set[tuple[str, str]] | None = None,
          lay: Lay | None = None) -> None:
    candidate.create(database, builds, until, known)
    if lay:
        lay(database, builds)
    dbt.run(database, ["build", "--resource-type", "seed", "--resource-type", "model"],
            ["resource_type:seed", "staging", "core", "meta"], work)


def _marts(database: Path, work: Path) -> None:
    dbt.run(database, ["run"], ["marts"], work)


def _both(database: Path, builds: list[Build], until: datetime | None, work: Path, lay: Lay | None, marts: bool) -> None:
    _core(database, builds, until, work, lay=lay)
    if marts:
        _marts(database, work)


def _without_culprits(run: Run, builds: list[Build], until: datetime | None, error: Exception,
                      lay: Lay | None, marts: bool) -> dict[str, list[str]]:
    full = disk_full(error)
    if full:
        raise full from error  # the largest gemeente would be the first that does not fit, and be blamed for it
    trial = run.folder / "proef" / run.database.name  # the same file name: dbt's parsed project carries it
    stopped = {}
    try:
        try:
            _both(trial, [], until, run.dbt_work, lay, marts)
        except (ZowError, duckdb.Error):
            raise error from None  # without any data it fails as well: the fault is in the code or the machine
        for build in builds:
            try:
                _both(trial, [build], until, run.dbt_work, lay, marts)
            except (ZowError, duckdb.Error, OSError) as found:
                if (full := disk_full(found)):
                    raise full from found
                stopped[build.gemeentecode] = [_reason(build, found)]
                logger.error("%s kan niet gebouwd worden uit %s: %s", build.gemeentecode, build.levering, found)
    finally:
        shutil.rmtree(trial.parent, ignore_errors=True)
    if not stopped:
        raise error
    _both(run.database, [b for b in builds if b.gemeentecode not in stopped], until, run.dbt_work, lay, marts)
    return stopped


def _reason(build: Build, error: Exception) -> str:
    """Which tables and what kind of error; not the message, which can quote a value."""
    kinds = re.findall(r"\b(?:[A-Z][A-Za-z]+ )+Error\b", str(error)) or ["fout"]  # dbt's own first, DuckDB's below it
    nodes = [f"{n.schema}.{n.name}" for n in error.nodes] if isinstance(error, dbt.DbtFailed) else []
    others = " of een andere gebruikte levering (UWV, financiën)" if len(build.leveringen) > 1 else ""
    return (f"levering {build.levering}{others} past niet in {', '.join(nodes) or 'het warehouse'} "
            f"({kinds[-1]}): {_OURS if 'Constraint Error' in kinds else _THEIRS}")
