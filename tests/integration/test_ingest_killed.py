"""A process that dies at any file operation of ingest, whatever delivery it is busy with: the next run leaves what a run that nobody
disturbed would have left. Nothing half, nothing lost, nothing judged twice."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tests.support import ingest_kit as kit
from tests.support import line
from tests.support.ingest_files import NAME, deliver
from zow import ingest, settings
from zow.ingest import catalogue, gate
from zow.sample.write import add_lines

OPERATIONS = ("rename", "replace", "unlink", "rmdir", "mkdir")


class Killed(BaseException):
    """Not an Exception: no handler of the product may take it for a fault of a delivery."""


@contextmanager
def dies_at(moment: int | None, before: str = "") -> Iterator[list[str]]:
    """Count the file operations under ZOW_HOME; from number `moment`, or the operation `before`, on none is done any more, so that what
    `finally` and `except` would still tidy up stays as a kill -9 leaves it. Yields the operations that were reached."""
    reached: list[str] = []
    dead: list[str] = []
    home = str(settings.get().home)

    def watched(name: str, real):
        def operation(path, *args, **how):
            inside = "dir_fd" in how or str(path).startswith(home)
            if inside:
                text = f"{name} {Path(str(path)).name}"
                if dead or text == before or len(reached) == moment:
                    dead.append(text)
                    raise Killed
                reached.append(text)
            return real(path, *args, **how)
        return operation

    with pytest.MonkeyPatch.context() as patch:
        for name in OPERATIONS:
            patch.setattr(os, name, watched(name, getattr(os, name)))
        yield reached


@pytest.fixture(autouse=True)
def quick_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets everything pass, with rows of its own, so that their file is written too."""
    monkeypatch.setattr(gate, "judge", lambda checks, *_: SimpleNamespace(
        reasons={c.levering: [] for c in checks}, waarschuwingen={},
        rows={c.levering: [{"poort": "levering", "levering": c.levering, "geslaagd": True}] for c in checks}))


def left(home: Path) -> dict[str, object]:
    """All that a run leaves: outcomes, the rows that they name, what stands in landing, and every other file."""
    outcomes = [(o.gemeentecode, o.bron, o.levering, o.nr, o.status, o.reden, o.regels, o.afgekeurd, sorted(o.files))
                for o in catalogue.outcomes()]
    rows = {(o.levering, name): duckdb.sql(f"from read_parquet('{settings.get().raw / f.part}') order by _line").fetchall()
            for o in catalogue.outcomes() for name, f in o.files.items()}
    litter = re.compile(r"\.lock|sleutel\.\d+")  # the draft of the key's fingerprint has a name per process: it stays, and says nothing
    files = sorted(str(p.relative_to(home)) for p in home.rglob("*") if p.is_file() and not litter.fullmatch(p.name))
    return {"outcomes": outcomes, "rows": rows, "files": files}


def until_it_is_done(prepare, moment: int | None) -> tuple[dict[str, object], list[str]]:
    """What is left after a run that dies at `moment` and one more; and the operations of the run that died."""
    home = settings.get().home
    prepare(home / "landing")
    with dies_at(moment) as reached:
        try:
            line.ingest_all()
        except Killed:
            assert moment is not None
    if moment is not None:
        line.ingest_all()
    return left(home), reached


def one_of_each(landing: Path) -> None:
    """One that is accepted, with a line in quarantine, and one that is refused."""
    deliver(landing, "indicaties", {"indicatienummer": "I2", "soort": "x"})
    deliver(landing, "grootboek", {"regel": "x"})


def gws(landing: Path) -> None:
    kit.deliver(landing, "20140401T0300", content=kit.tables(uren=[{"urennummer": "UR2", "datum": "x"}]))
    add_lines(kit.deliver(landing, "20140402T0300"), "betalingen", ["B2;;;;;;01-03-2014;x;RE1;factuur"])


def telling(operations: list[str]) -> list[int]:
    """The moments that leave something else than the one before them: making an empty folder does not."""
    return [n for n, text in enumerate(operations) if not text.startswith(("mkdir", "rmdir"))]


def in_homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepare, before=None) -> Iterator:
    """A function that gives what is left in a home of its own, which `before` was ingested in."""
    monkeypatch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
    monkeypatch.setenv("ZOW_MEMORY_LIMIT", "512MB")

    def run(moment: int | None) -> tuple[dict[str, object], list[str]]:
        monkeypatch.setenv("ZOW_HOME", str(tmp_path / str(moment)))
        if before:
            before(settings.get().landing)
            line.ingest_all()
        return until_it_is_done(prepare, moment)
    return run


def test_at_every_operation_with_files(tmp_path, monkeypatch) -> None:
    run = in_homes(tmp_path, monkeypatch, one_of_each)
    calm, operations = run(None)
    assert [row[4] for row in calm["outcomes"]] == ["geweigerd", "geaccepteerd"] and len(operations) > 40
    for moment in telling(operations):
        assert run(moment)[0] == calm, (moment, operations[moment])


def test_at_every_operation_with_one_that_comes_again(tmp_path, monkeypatch) -> None:
    first = lambda landing: deliver(landing, "begroting")  # noqa: E731
    run = in_homes(tmp_path, monkeypatch, first, before=first)
    calm, operations = run(None)
    assert [row[4] for row in calm["outcomes"]] == ["geaccepteerd", "dubbel"] and len(operations) > 5
    for moment in telling(operations):
        assert run(moment)[0] == calm, (moment, operations[moment])


def test_retry_of_one_that_was_set_apart_just_before_the_end(zow_home) -> None:
    """The last thing of a refusal is to forget that it was not finished: dying there does not keep it from being judged again."""
    deliver(zow_home / "landing", "grootboek", {"regel": "x"})
    with dies_at(None, before=f"unlink {NAME['grootboek']}.1.open"), pytest.raises(Killed):
        line.ingest_all()
    assert ingest.waiting("finance") == [kit.GM], "there is something to finish"
    ingest.retry(NAME["grootboek"])
    assert [(o.nr, o.status) for o in line.ingest_all()] == [(2, "geweigerd")]


def test_at_some_operations_with_a_folder(tmp_path, monkeypatch) -> None:
    """A GWS delivery has twenty files, so most operations are alike: some of those that are about the whole, and of the others."""
    run = in_homes(tmp_path, monkeypatch, gws)
    calm, operations = run(None)
    assert [row[4] for row in calm["outcomes"]] == ["geaccepteerd", "geweigerd"]
    odd = [n for n in telling(operations) if "gws_" in operations[n]]
    alike = sorted({*telling(operations)} - {*odd})
    assert len(alike) > 40, "parts and the files of the folder that is emptied"
    for moment in [*random.Random(5).sample(odd, 5), *random.Random(5).sample(alike, 2)]:
        assert run(moment)[0] == calm, (moment, operations[moment])
