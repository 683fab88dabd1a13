"""The answer of `zow why` as text on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

from zow.errors import UsageError, ZowError
from zow.publish import log
from zow.publish.version import DATABASE
from zow.why.explain import Answer, Listed, explain

SHOWN = 50


def run(mart: str, words: Sequence[str], version: str | None, everything: bool) -> None:
    """Print the records behind a figure of `version` (default: the current one), each list after the query that found it. Raises
    UsageError on a question that has no answer, ZowError (exit code 1) when a list does not add up to the figure."""
    answer = explain(_database(version), mart, dict(_pair(word) for word in words))
    click.echo(render(answer, None if everything else SHOWN))
    off = [f"{part.title}: {column} is {ours} in de records en {theirs} in de mart" for part in answer.lists
           for column, ours, theirs in part.off]
    if off:
        raise ZowError("De records tellen niet op tot het cijfer:\n  " + "\n  ".join(off), f"marts.{answer.mart}",
                       "Dit is een fout in het platform, niet in de gegevens: meld hem aan data engineering met deze uitvoer.")


def render(answer: Answer, most: int | None) -> str:
    """The row, then each list with its query; at most `most` records of a list."""
    row = "\n".join(f"  {column:<30}{'(leeg)' if value is None else value}" for column, value in answer.row.items())
    return "\n\n".join([f"marts.{answer.mart}\n{row}", *(_list(part, most) for part in answer.lists)])


def _list(part: Listed, most: int | None) -> str:
    shown = part.rows[:most]
    table = pd.DataFrame(shown, columns=part.columns, dtype=object).fillna("").to_string(index=False) if shown else "(geen)"
    left = len(part.rows) - len(shown)
    lines = [part.title, "", "\n".join(f"  {line}" for line in part.query.splitlines()), "", table]
    lines += [f"... en nog {left}; --alles laat alles zien."] if left else []
    lines += [f"{column} = {ours}{' (stemt met de mart)' if ours == theirs else f', maar de mart zegt {theirs}'}"
              for column, ours, theirs in part.ties]
    return "\n".join(lines)


def _pair(word: str) -> tuple[str, str]:
    key, mark, value = word.partition("=")
    if not mark or not key:
        raise UsageError(f"{word!r} is geen sleutel=waarde.", "argumenten sleutel=waarde",
                         "Bijvoorbeeld: zow why effectmeting gemeentecode=GM0171 periode=2014H1 einddoel=totaal.")
    return key, value


def _database(version: str | None) -> Path:
    name = version or log.current()
    if name is None:
        raise ZowError("Er is nog niets gepubliceerd.", "published/current", "Publiceer eerst: zow publish PUBLICATIE PERIODE.")
    path = log.versions_folder() / name / DATABASE
    if not path.exists():
        made = ", ".join(sorted(p.name for p in log.versions_folder().glob("*_v*"))) or "geen"
        raise UsageError(f"Versie {name} staat niet op schijf.", "optie --versie", f"Er is: {made}.")
    return path
