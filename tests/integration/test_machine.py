"""What the machine may do to a night: a full disk, a delivery that is still being written. (A reader with the published file open:
test_publish.py.)

A full disk is a limit on the size of a file: the system refuses the write in the same way, and no disk has to be filled.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest

from tests.support import line, small
from zow import ingest, steps
from zow.errors import DiskFull, disk_full
from zow.ingest.process import IngestError
from zow.publish import dagstand
from zow.sample.write import write_gws

pytestmark = pytest.mark.usefixtures("no_data_docs")


@contextmanager
def room_for(largest: int) -> Iterator[None]:
    """No file may grow beyond `largest` bytes. Python writes no bytecode meanwhile: it would keep the half of it."""
    sys.dont_write_bytecode, bytecode = True, sys.dont_write_bytecode
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = bytecode


def waiting(home) -> list[str]:
    return sorted(p.name for p in (home / "landing" / "gws").iterdir())


def clients(database) -> int:
    return line.query(database, "select count(distinct client_key) from core.dim_clients")[0][0]


def test_a_full_disk_is_told_blames_nobody_and_loses_nothing(zow_home):
    home = zow_home
    write_gws(home / "landing", "GM0171", "20140720T0300", small.tables(clients=2))
    line.ingest_all()
    line.nightly("eerste")
    write_gws(home / "landing", "GM0171", "20140721T0300", small.tables(clients=400))
    write_gws(home / "landing", "GM0200", "20140721T0300", small.tables(clients=2))

    with room_for(4_000), pytest.raises(IngestError, match="De schijf is vol"):
        ingest.ingest_gemeente("gws", "GM0171")
    assert waiting(home) == ["gws_GM0171_20140721T0300", "gws_GM0200_20140721T0300"]
    assert not list((home / "raw" / "gws" / "GM0171" / "leveringen").glob("*20140721*")), "a commit without room"
    assert [o.status for o in line.ingest_all()] == ["geaccepteerd", "geaccepteerd"]

    assert steps.plan_nightly("vol")
    with room_for(300_000), pytest.raises(DiskFull):
        steps.build_core("vol")  # the big gemeente does not fit, the small one would: neither is to blame
    assert clients(dagstand.link() / "sociaal_domein.duckdb") == 2, "readers keep the day before"
    assert not line.nightly("ruimte").stopped
    assert clients(dagstand.link() / "sociaal_domein.duckdb") == 402


@pytest.mark.parametrize(("error", "full"), [
    (OSError(28, "No space left on device"), True), (OSError(122, "Disk quota exceeded"), True), (OSError(2, "No such file"), False),
    (duckdb.IOException('IO Error: Could not write file "x": No space left on device'), True), (ValueError("vol"), False)])
def test_what_a_full_disk_looks_like(error, full):
    assert (disk_full(error) is not None) is full
    wrapped = RuntimeError("dbt is gestopt")
    wrapped.__cause__ = error
    assert (disk_full(wrapped) is not None) is full


def test_a_delivery_that_is_still_being_written_is_left_alone(zow_home):
    folder = write_gws(zow_home / "landing", "GM0171", "20140721T0300", small.tables(clients=2))
    manifest = (folder / "manifest.csv").read_bytes()
    (folder / "manifest.csv").unlink()
    whole = (folder / "betalingen.csv").read_bytes()
    (folder / "betalingen.csv").write_bytes(whole[:50])
    assert line.ingest_all() == [] and folder.exists()
    (folder / "betalingen.csv").write_bytes(whole)
    (folder / "manifest.csv").write_bytes(manifest)
    assert [o.status for o in line.ingest_all()] == ["geaccepteerd"] and not folder.exists()
