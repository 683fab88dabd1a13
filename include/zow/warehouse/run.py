"""A run: the folder `warehouse/runs/<run>/` in which one nightly or publication is built, and its plan."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from zow import settings
from zow.errors import ZowError


@dataclass(frozen=True)
class Levering:
    """One accepted delivery that a build uses; `gemeentecode` is None for a national feed."""

    bron: str
    levering: str
    geleverd_op: datetime
    gemeentecode: str | None


@dataclass
class Build:
    """What one gemeente is built from at K: `levering` is the GWS delivery (stamp `geleverd_op`, asof its date), `leveringen` every
    delivery used, that one and the national ones included. Two facts more decide the figures: the first delivery of the
    gemeente of any source, and how many clienten files speak in the history of its clients."""

    gemeentecode: str
    levering: str
    geleverd_op: datetime
    asof: date
    peilmoment: str
    eerste_levering_op: datetime
    leveringen: list[Levering]
    clienten_historie: int

    @property
    def per_bron(self) -> dict[str, list[str]]:
        """bron -> names of the deliveries used."""
        found: dict[str, list[str]] = {}
        for used in self.leveringen:
            found.setdefault(used.bron, []).append(used.levering)
        return found


@dataclass
class Plan:
    """One run. `builds` are rebuilt at K, `stopped` failed a gate (gemeentecode -> Dutch reasons), everything else that the
    current version has is carried over. `publicatie` and `periode` are None for a nightly. `vergeleken` are the versions whose figures
    are compared with those of now. The fields about the approval are those of
    `zow.publish.approval`; `antwoord_geweigerd` says why the last answer did not count. `beleid` are the changed policy values
    (`zow.policy.record`): they hold in every step of the run, whatever happens to their file meanwhile."""

    run_id: str
    publicatie: str | None
    periode: str | None
    as_of: str | None
    gestart_door: str
    git_commit: str
    fingerprint: str
    builds: list[Build] = field(default_factory=list)
    stopped: dict[str, list[str]] = field(default_factory=dict)
    outcomes_seen: int = 0
    nothing_new: bool = False
    vergeleken: list[str] = field(default_factory=list)
    published: str | None = None
    moved_current: bool = False
    goedgekeurd_door: str | None = None
    goedgekeurd_op: str | None = None
    opmerking: str | None = None
    wacht_op_goedkeuring: bool = False
    afgewezen: bool = False
    antwoord_geweigerd: str | None = None
    beleid: list[dict] = field(default_factory=list)

    @property
    def passing(self) -> list[Build]:
        return [build for build in self.builds if build.gemeentecode not in self.stopped]

    def stop(self, stopped: dict[str, list[str]]) -> None:
        """Add gate failures; reasons of an earlier gate are kept."""
        for code, reasons in stopped.items():
            self.stopped.setdefault(code, []).extend(r for r in reasons if r not in self.stopped.get(code, []))


class Run:
    """The folder of a run. `plan` is read from and written to `plan.json` by an atomic rename."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.folder = settings.get().warehouse / "runs" / slug(run_id)

    @property
    def database(self) -> Path:
        return self.folder / "candidate.duckdb"

    @property
    def quality(self) -> Path:
        return self.folder / "kwaliteit.json"

    @property
    def dbt_work(self) -> Path:
        # shared by runs: dbt's partial parse saves seconds and only ever describes the project
        return settings.get().warehouse / "dbt"

    @property
    def draft(self) -> Path:
        return self.folder / "draft"

    def read(self) -> Plan:
        """The plan of this run. Raises ZowError when the run was never planned (or its folder was cleaned up)."""
        path = self.folder / "plan.json"
        if not path.exists():
            raise ZowError(f"Run {self.run_id} heeft geen plan.", str(path), "Start de run opnieuw vanaf de eerste stap.")
        values = json.loads(path.read_text(encoding="utf-8"))
        values["builds"] = [
            Build(**{**_moments(b, "geleverd_op", "eerste_levering_op"), "asof": date.fromisoformat(b["asof"]),
                     "leveringen": [Levering(**_moments(used, "geleverd_op")) for used in b["leveringen"]]})
            for b in values["builds"]
        ]
        return Plan(**values)

    def read_if_planned(self) -> Plan | None:
        return self.read() if (self.folder / "plan.json").exists() else None

    def write(self, plan: Plan) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_json(self.folder / "plan.json", asdict(plan))


def _moments(values: dict, *names: str) -> dict:
    return {**values, **{name: datetime.fromisoformat(values[name]) for name in names}}


def slug(run_id: str) -> str:
    """A run id as a folder name."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", run_id)


def write_json(path: Path, values: object) -> None:
    """Write JSON by an atomic rename; dates and datetimes as ISO text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as handle:
        json.dump(values, handle, ensure_ascii=False, indent=1, default=lambda v: v.isoformat())
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)
