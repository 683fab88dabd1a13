"""Which deliveries a run is built from (measures 0: as known at K; marts.md: which gemeenten are covered)."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from datetime import datetime
from functools import cache

from zow import policy, settings
from zow.errors import UsageError
from zow.ingest import catalogue
from zow.periods import moment_text
from zow.warehouse import selection
from zow.warehouse.run import Build


def builds(until: datetime | None, as_of: str | None, gemeenten: list[str] | None = None) -> list[Build]:
    """One Build per gemeente with an accepted GWS delivery stamped <= `until` (None = everything accepted)."""
    found = selection.accepted(until)
    national = selection.holding(found.pop(None, []))
    chosen = []
    for code in sorted(found):
        if gemeenten is not None and code not in gemeenten:
            continue
        gws = [outcome for outcome in found[code] if outcome.bron == "gws"]
        if not gws:
            continue  # without its clients there is nothing to build; what it delivered shows in meta.leveringen
        used = selection.holding(found[code]) + national
        last = next(levering for levering in used if levering.bron == "gws")
        chosen.append(Build(
            code, last.levering, last.geleverd_op, last.geleverd_op.date(),
            # everything that another stamp could bring in is older than this one, so this K selects the same again
            as_of or moment_text(max(levering.geleverd_op for levering in used)),
            min(outcome.geleverd_op for outcome in found[code]), used, len(gws)))
    return chosen


def fingerprint() -> str:
    """Digest of everything that turns raw into core, the policy included: when it changes, a gemeente is rebuilt without a new
    delivery. Raises PolicyRefused when the changed policy values have a fault."""
    config = settings.get()
    digest = hashlib.sha256()
    roots = [config.dbt_project / part for part in ("models", "macros", "seeds", "dbt_project.yml")]
    roots += [config.expectations, config.project_root / "include/zow/contracts"]
    for root in roots:
        files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.suffix in {".sql", ".yml", ".yaml", ".csv"})
        for path in files:
            digest.update(str(path.relative_to(config.project_root)).encode() + b"\0" + path.read_bytes() + b"\0")
    if changes := policy.record():
        digest.update(json.dumps(changes).encode())
    return digest.hexdigest()


@cache
def git_commit() -> str:
    """The commit the code is at, with `-gewijzigd` when tracked files differ; `ZOW_GIT_COMMIT` where there is no checkout."""
    given = os.environ.get("ZOW_GIT_COMMIT")
    if given:
        return given
    root = settings.get().project_root
    try:
        commit = _git(root, "rev-parse", "HEAD").strip()
        changed = _git(root, "status", "--porcelain", "--untracked-files=no").strip()
    except (OSError, subprocess.CalledProcessError):
        return "onbekend"
    return f"{commit}-gewijzigd" if changed else commit


def _git(root: object, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout  # noqa: S603, S607


def check_known(gemeenten: list[str], planned: list[Build]) -> None:
    """Raise UsageError when a gemeente that was asked for by name never delivered."""
    known = {b.gemeentecode for b in planned} | {o.gemeentecode for o in catalogue.outcomes()}
    unknown = [code for code in gemeenten if code not in known]
    if unknown:
        raise UsageError(f"Van {', '.join(unknown)} is nooit een levering ontvangen.", "optie --gemeente",
                         "Controleer de gemeentecode (GM en vier cijfers) en of de levering in landing is gezet.")
