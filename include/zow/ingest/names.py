"""The name of a delivery says what it is: bron, feed, gemeente, the month or year it is about, its stamp (sources.md 1 to 4).

A GWS delivery is a folder with every file of the contract; a UWV or finance delivery is one file with a sidecar; a CBS delivery
is a folder with the answers of CBS about one table, its stamp the table's Modified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MANIFESTS = {"cbs": "manifest.json"}  # of a bron that delivers folders; of the others manifest.csv
SIDECAR = ".manifest.csv"  # after the name of a delivery of one file
NATIONAL = "landelijk"  # the gemeentecode, inside the raw room, of a feed that is not of one gemeente (NULL in meta)
OBSERVATIONS = "waarnemingen"  # the one file, inside the raw room, of a CBS delivery
_STAMP = r"(?P<stempel>\d{8}T\d{4})"
_GEMEENTE = r"(?P<gemeente>GM\d{4})"
_EDITION = r"(?:_v(?:[2-9]|[1-9]\d+))?"  # of CBS: answers that were read again under another choice of measures
_MONTH = r"(?P<jaar>\d{4})(?P<maand>\d{2})"


@dataclass(frozen=True)
class Feed:
    """One kind of delivery. `feed` is the file of the contract that it holds, None when it holds them all (or, for CBS, when the
    name itself says which feed it is: feeds are configuration)."""

    bron: str
    feed: str | None
    pattern: re.Pattern[str]
    example: str


def _feed(bron: str, feed: str | None, pattern: str, example: str) -> Feed:
    return Feed(bron, feed, re.compile(pattern, re.ASCII), example)


FEEDS = (
    _feed("gws", None, f"gws_{_GEMEENTE}_{_STAMP}", "gws_GM0171_20140405T0300"),
    _feed("uwv", "doorverwijzingen", rf"uwv_doorverwijzingen_{_GEMEENTE}_{_MONTH}_{_STAMP}\.csv",
          "uwv_doorverwijzingen_GM0171_201403_20140405T0300.csv"),
    _feed("uwv", "indicaties", rf"uwv_indicaties_{_GEMEENTE}_{_MONTH}_{_STAMP}\.csv", "uwv_indicaties_GM0171_201403_20140405T0300.csv"),
    _feed("uwv", "arbeidsmarkt", rf"uwv_arbeidsmarkt_{_MONTH}_{_STAMP}\.csv", "uwv_arbeidsmarkt_201403_20140405T0300.csv"),
    _feed("finance", "grootboek", rf"grootboek_{_GEMEENTE}_(?P<jaar>\d{{4}})_(?P<maand>\d{{2}})_{_STAMP}\.csv",
          "grootboek_GM0171_2014_03_20140405T0300.csv"),
    _feed("finance", "begroting", rf"begroting_{_GEMEENTE}_(?P<jaar>\d{{4}})_{_STAMP}\.csv", "begroting_GM0171_2014_20140405T0300.csv"),
    _feed("cbs", None, rf"cbs_(?P<feed>[a-z][a-z0-9_]*)_{_STAMP}{_EDITION}", "cbs_bevolking_20260623T0000"),
)


@dataclass(frozen=True)
class Name:
    """What a name says. `venster` is the month (jjjj-mm) or year (jjjj) that the file is about, "" for a GWS export;
    `gemeentecode` is NATIONAL for a national feed."""

    bron: str
    feed: str | None
    gemeentecode: str
    venster: str
    geleverd_op: datetime


def parse(bron: str, levering: str) -> Name | None:
    """What `levering` (folder name, or file name with .csv) says, None when it fits no feed of `bron`: then also when
    its stamp is no moment or its month is not 01..12."""
    for feed in FEEDS:
        match = feed.pattern.fullmatch(levering) if feed.bron == bron else None
        if match is None:
            continue
        part = match.groupdict()
        try:
            stamp = datetime.strptime(part["stempel"], "%Y%m%dT%H%M")
        except ValueError:
            return None
        month = part.get("maand")
        if month and not 1 <= int(month) <= 12:
            return None
        window = "-".join(p for p in (part.get("jaar"), month) if p)
        return Name(bron, part.get("feed", feed.feed), part.get("gemeente", NATIONAL), window, stamp)
    return None


def compose(bron: str, feed: str, gemeentecode: str | None, venster: str, stamp: str) -> str:
    """The file name of a delivery of `feed`: the other way round of `parse`. `venster` as in Name, `stamp` jjjjmmddThhmm,
    `gemeentecode` None for a national feed. Raises KeyError on an unknown feed, ValueError when the parts do not fit it."""
    if feed not in {f.feed for f in FEEDS if f.bron == bron}:
        raise KeyError(f"{bron}.{feed}")
    finance = bron == "finance"
    parts = (feed if finance else f"{bron}_{feed}", gemeentecode, venster.replace("-", "_" if finance else ""), f"{stamp}.csv")
    name = "_".join(part for part in parts if part)
    said = parse(bron, name)
    if said is None or said.feed != feed or said.venster != venster:
        raise ValueError(f"{name} is no name of {bron}.{feed}")
    return name


def edition(levering: str) -> tuple[str, int]:
    """The name of a CBS delivery as it came, and how often it was read: ("cbs_bevolking_20260623T0000", 2) for ..._v2. Of any other
    name itself and 1."""
    first, mark, number = levering.rpartition("_v")
    return (first, int(number)) if mark and number.isdecimal() and parse("cbs", levering) else (levering, 1)


def sidecar(path: Path) -> Path:
    """Where the sidecar of the delivery of one file at `path` stands."""
    return path.with_name(path.name + SIDECAR)


def folders(bron: str) -> bool:
    """Does `bron` deliver folders (else: one file with a sidecar)?"""
    return any(feed.bron == bron and feed.feed is None for feed in FEEDS)


def manifest(bron: str) -> str:
    """The file that says, in a delivery of `bron` that is a folder, that it is complete."""
    return MANIFESTS.get(bron, "manifest.csv")


def examples(bron: str) -> list[str]:
    """A well-formed name of every feed of `bron`, for messages."""
    return [feed.example for feed in FEEDS if feed.bron == bron]
