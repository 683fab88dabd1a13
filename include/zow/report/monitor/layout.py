"""Which figures stand under which goal, from `opzet.yaml`: policy is data, a new profile is lines in that file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from zow.errors import ZowError

FILE = Path(__file__).parent / "opzet.yaml"
ALL = "*"  # every uitsplitsing of an indicator
Key = tuple[str, str]  # indicator, uitsplitsing or ALL


@dataclass(frozen=True)
class Goal:
    """A goal of the policy document with the figures under it; `aanvullend` are not asked for by the document."""

    nummer: int
    titel: str
    clausule: str
    figuren: tuple[Key, ...]
    aanvullend: tuple[Key, ...]


@dataclass(frozen=True)
class Layout:
    """The goals and doelgroepen (code -> clause) of a profile; a profile without lines in the file has none of them."""

    nota: str
    inleiding: str
    doelen: tuple[Goal, ...]
    doelgroepen: dict[str, str]
    year_to_date: frozenset[str]


def load(profiel: str | None, path: Path = FILE) -> Layout:
    """The layout for a profile. Raises ZowError on a file that lacks a word or names a figure twice."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    entry = content.get(profiel) or {}
    try:
        goals = tuple(Goal(goal["nummer"], goal["titel"], goal["clausule"], _keys(goal.get("figuren")), _keys(goal.get("aanvullend")))
                      for goal in entry.get("doelen") or ())
    except KeyError as error:
        raise ZowError(f"Bij een doel van {profiel} ontbreekt {error}.", str(path), "Vul het woord aan.") from error
    named = [key for goal in goals for key in (*goal.figuren, *goal.aanvullend)]
    double = sorted({" ".join(key) for key in named if named.count(key) > 1})
    if double:
        raise ZowError(f"Een cijfer staat bij {profiel} onder meer dan een doel: {', '.join(double)}.", str(path),
                       "Laat het op een plaats staan.")
    return Layout(entry.get("nota", ""), entry.get("inleiding", ""), goals, dict(entry.get("doelgroepen") or {}),
                  frozenset(content.get("lopend_vanaf_januari") or ()))


def _keys(names: list[str] | None) -> tuple[Key, ...]:
    return tuple((code, split or ALL) for code, _, split in (name.partition(" ") for name in names or ()))
