"""landing/cbs: a delivery is a folder of raw responses that appears whole, its manifest written last, in one rename."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from zow.cbs.feeds import Feed
from zow.cbs.pages import Page

MANIFEST = "manifest.json"
_DRAFT = ".concept."  # hidden: what is being read; only complete folders have another name


def levering(feed: str, modified: datetime) -> str:
    """`cbs_<feed>_<jjjjmmddThhmm>`: the stamp is the table's Modified (Europe/Amsterdam, to the minute)."""
    return f"cbs_{feed}_{modified:%Y%m%dT%H%M}"


def draft(room: Path, feed: str) -> Path:
    """An empty folder to read into."""
    folder = room / f"{_DRAFT}{feed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def clean(room: Path) -> None:
    """Remove what killed runs left half read; nobody else is reading (the caller holds the lock)."""
    for folder in room.glob(f"{_DRAFT}*"):
        shutil.rmtree(folder, ignore_errors=True)


def complete(folder: Path, name: str, feed: Feed, modified: datetime, fetched: datetime, pages: Iterable[Page], rows: int) -> Path:
    """Write the manifest of a draft and give the folder its name: the delivery is there. Raises OSError when `name` is taken."""
    listed = [{"bestand": p.bestand, "url_pad": p.url_pad, "sha256": p.sha256, "rijen": p.rijen} for p in pages]
    content = {"feed": feed.feed, "tabel": feed.tabel, "versie": feed.versie, "gewijzigd": modified.isoformat(),
               "opgehaald_op": fetched.isoformat(timespec="seconds"), "bestanden": listed, "rijen": rows}
    for page in listed:
        _flush(folder / page["bestand"])
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _flush(manifest)
    target = folder.with_name(name)
    folder.rename(target)
    return target


def _flush(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
