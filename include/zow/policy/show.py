"""The screens of `zow beleid`: what a file would change, and what may be changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from zow.policy.change import Change
from zow.policy.scope import Kind, Scope
from zow.policy.seeds import SEEDS, Row, is_about, tables

_VALUE = {"waarde": "waarde", "norm": "waarde", "doel": "doel", "goedkeuring": "goedkeuring_vereist"}
_YES_NO = {"true": "ja", "false": "nee"}


def told(changes: Iterable[Change], dbt_project: Path) -> list[str]:
    """Each change in words, with what it replaces: two lines each."""
    changes = list(changes)
    seeds = tables(dbt_project, ())
    if not changes:
        return ["Er zijn geen gewijzigde beleidswaarden: alles staat zoals in de seeds."]
    lines = [f"{len(changes)} gewijzigde {'beleidswaarde' if len(changes) == 1 else 'beleidswaarden'}:"]
    for change in changes:
        what, who = said(change, seeds)
        lines += [f"  regel {change.regel}: {what}", f"    {who}"]
    return lines


def said(change: Change, seeds: dict[str, list[Row]]) -> tuple[str, str]:
    """A change in words: what replaces which value of `seeds` and when, and who decided it, when and why."""
    before = [row for row in seeds[SEEDS[change.wat]] if is_about(change, row)
              and change.overlaps(*(date.fromisoformat(row[name]) if row[name] else None for name in ("geldig_van", "geldig_tot")))]
    name = " ".join(filter(None, [change.naam, change.onderdeel]))
    after = " ".join(filter(None, [change.richting, _written(change.waarde)])) if change.waarde else "geen doel"
    return (f"{change.wat} {name} van {change.profiel}, {_days(change.geldig_van, change.geldig_tot)}: "
            f"{_before(change.wat, before)} wordt {after}", f"door {change.wie} op {change.wanneer:%d-%m-%Y}: {change.reden}")


def possible(dbt_project: Path) -> list[str]:
    """A line for everything that may be changed, in the columns of the file: wat;profiel;naam;onderdeel;waarde with the value that
    holds last, and in what unit."""
    scope, seeds = Scope(dbt_project), tables(dbt_project, ())
    lines = ["wat;profiel;naam;onderdeel;waarde nu;eenheid"]
    for profile in scope.profiles:
        lines += [_line("waarde", profile, key, "", seeds, kind) for key, kind in scope.keys().items()]
        lines += [_line("doel", profile, name, part, seeds, kind) for (name, part), kind in scope.targets(profile).items()]
        lines += [_line("norm", profile, name, part, seeds, kind) for (name, part), kind in scope.norms(profile).items()]
        lines += [_line("goedkeuring", profile, name, "", seeds, Kind("ja of nee")) for name in scope.publications(profile)]
    return lines


def _line(what: str, profile: str, name: str, part: str, seeds: dict[str, list[Row]], kind: Kind) -> str:
    about = Change(what, profile, name, part, "", "", None, None, "", "", date.min)
    found = [row for row in seeds[SEEDS[what]] if is_about(about, row)]
    last = max((row["geldig_van"] for row in found), default="")
    now = " ".join(_written(row[_VALUE[what]]) for row in found if row["geldig_van"] == last)
    return f"{what};{profile};{name};{part};{now};{' '.join(kind.codes) or kind.eenheid}"


def _before(what: str, rows: list[Row]) -> str:
    if not rows:
        return {"doel": "was geen doel,", "waarde": "was de waarde van standaard,"}.get(what, "was er niet,")
    values = dict.fromkeys(_written(row[_VALUE[what]]) or row.get("doel_bron") or "niet gegeven" for row in rows)
    return f"was {' '.join(values)},"


def _days(van: date | None, tot: date | None) -> str:
    said = [f"{word} {day:%d-%m-%Y}" for word, day in (("vanaf", van), ("tot en met", tot)) if day]
    return " ".join(said) or "zolang het profiel geldt"


def _written(value: str) -> str:
    return _YES_NO.get(value, value.replace(".", ","))
