"""The log of publications: one JSON file per version, beside the versions and outliving them.

What `published/current` points at is the truth about `actueel`; the log adds who, when, why, and which versions were rolled back.
A version holds the log as it was when it was made (marts.md)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from zow import settings
from zow.warehouse.run import write_json


@dataclass
class Entry:
    """One version. `gemeenten` are the rows of meta.publicatie_gemeenten and `leveringen` those of meta.publicatie_leveringen,
    without the three columns that name the version; `beleid` are the changed policy values it was made with (`zow.policy.record`),
    `vergeleken` the versions that mart revisies compares with."""

    publicatie: str
    periode: str
    versie: int
    peilmoment: str | None
    gepubliceerd_op: str
    gestart_door: str
    git_commit: str
    voorganger: str | None
    run_id: str
    goedgekeurd_door: str | None = None
    goedgekeurd_op: str | None = None
    opmerking: str | None = None
    teruggedraaid: bool = False
    gemeenten: list[dict] = field(default_factory=list)
    leveringen: list[dict] = field(default_factory=list)
    beleid: list[dict] = field(default_factory=list)
    vergeleken: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return version_name(self.publicatie, self.periode, self.versie)

    def status(self, current: str | None) -> str:
        if self.name == current:
            return "actueel"
        return "teruggedraaid" if self.teruggedraaid else "vervangen"


def version_name(publication: str, period: str, number: int) -> str:
    return f"{publication}_{period}_v{number}"


def folder() -> Path:
    return settings.get().published / "log"


def versions_folder() -> Path:
    return settings.get().published / "versions"


def entries() -> dict[str, Entry]:
    """Every version ever made, oldest first. A complete version that a crash kept out of the log is taken in again."""
    found = {}
    for path in [*folder().glob("*.json"), *versions_folder().glob("*_v*/version.json")]:
        entry = Entry(**json.loads(path.read_text(encoding="utf-8")))
        found.setdefault(entry.name, entry)
    return dict(sorted(found.items(), key=lambda item: (item[1].gepubliceerd_op, item[0])))


def save(entry: Entry) -> None:
    write_json(folder() / f"{entry.name}.json", asdict(entry))


def current() -> str | None:
    """Name of the version that `published/current` points at, or None."""
    link = settings.get().published / "current"
    return link.readlink().name if link.is_symlink() else None


def current_entry() -> Entry | None:
    name = current()
    return entries().get(name) if name else None


def next_number(publication: str, period: str) -> int:
    numbers = [e.versie for e in entries().values() if (e.publicatie, e.periode) == (publication, period)]
    return max(numbers, default=0) + 1


def point(link: Path, target: Path) -> None:
    """Let `link` point at `target` by one atomic rename; readers keep what they have open."""
    link.parent.mkdir(parents=True, exist_ok=True)
    draft = link.with_name(f".{link.name}.new")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target.relative_to(link.parent), target_is_directory=True)
    draft.replace(link)
