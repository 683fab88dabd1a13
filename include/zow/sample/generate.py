"""Sample deliveries of the four gemeenten of profiles.md, the same bytes for the same seed.

The truth of a gemeente is built once; each delivery is that truth as GWS knew it on its day. Between deliveries client
attributes change, ends come in late, rows vanish; one delivery arrives after a younger one, one carries planted bad
rows and is accepted, one is broken and must be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zow.ingest.names import NATIONAL
from zow.sample import contacts, eras, files, money, peil, people, planting, trajectories
from zow.sample.catalogue import Drop, Town
from zow.sample.files import FileDrop
from zow.sample.planting import Planted
from zow.sample.towns import TOWNS
from zow.sample.truth import World, day, delete_clients, known_at
from zow.sample.write import write_gws

SEED = 20140701


@dataclass(frozen=True)
class Delivery:
    """One written delivery and what ingest must make of it. `path`: a folder for gws, else a file. `soort`: as in Drop and FileDrop;
    `geraakt`: the file a refusal must name; `gemeentecode` is NATIONAL for the national feed."""

    path: Path
    gemeentecode: str
    stamp: str
    soort: str
    verwacht: str
    planted: tuple[Planted, ...] = ()
    geraakt: str = ""
    bron: str = "gws"
    feed: str | None = None


@dataclass(frozen=True)
class Night:
    """The deliveries that lie in landing on one night, in the order in which they were dropped."""

    nummer: int
    leveringen: tuple[Delivery, ...]


def build_truth(town: Town, seed: int = SEED, factor: float = 1.0) -> World:
    """Everything that happened in a town; sizes go with `factor`. Own randomness per gemeente, whatever the others."""
    code = int(town.code[2:])
    before = _era(town.eerder, np.random.default_rng([seed, code, 1]), factor) if town.eerder else None
    world = _era(town, np.random.default_rng([seed, code]), factor, eras.bsns_of(before))
    since = day(town.weg_na)
    early = world.tables["_personen"].query("soort == 'bijstand' and van < @since - 200")["clientnummer"].to_numpy()
    delete_clients(world, early[:: max(1, len(early) // world.size(3))][: world.size(3)], since)
    if before:
        eras.put_before(world, before)
    for name in [n for n in world.tables if n.startswith("_")]:
        del world.tables[name]
    return world


def _era(town: Town, rng: np.random.Generator, factor: float, taken: np.ndarray | None = None) -> World:
    world = World(town, rng, factor, taken)
    on_day = town.peil is not None
    for step in (peil.benefits if on_day else people.benefits, people.clients, *([peil.attributes] if on_day else []),
                 people.applications, people.income, trajectories.registers, trajectories.trajectories, trajectories.hours,
                 trajectories.ladder, money.commitments, money.payments, peil.exemptions if on_day else contacts.exemptions,
                 contacts.contacts, contacts.others):
        step(world)
    return world


def write_drop(landing: Path, world: World, drop: Drop) -> Delivery:
    """One delivery of a town in `landing`, complete with manifest."""
    tables = known_at(world.tables, day(f"{drop.stamp[:4]}-{drop.stamp[4:6]}-{drop.stamp[6:8]}") - 1)
    folder = write_gws(landing, world.town.code, drop.stamp, tables)
    breakers: dict[str, Callable[[Path], str]] = {"sha256": planting.break_checksum,
                                                  "betalingen": planting.break_payment}
    planted = tuple(planting.plant(folder)) if drop.soort == "fouten" else ()
    geraakt = breakers[drop.soort](folder) if drop.soort in breakers else ""
    return Delivery(folder, world.town.code, drop.stamp, drop.soort, "geweigerd" if geraakt else "geaccepteerd",
                    planted, geraakt)


def write_file_drop(landing: Path, drop: FileDrop) -> Delivery:
    """One UWV or finance delivery in `landing`, with its sidecar."""
    path, planted = drop.write(landing)
    refused = drop.soort == "geweigerd"
    return Delivery(path, drop.gemeentecode or NATIONAL, drop.stamp, drop.soort, "geweigerd" if refused else "geaccepteerd", planted,
                    drop.feed if refused else "", drop.bron, drop.feed)


def generate_batches(landing: Path, seed: int = SEED, factor: float = 1.0, gemeenten: Iterable[str] = tuple(TOWNS),
                     jaren: int | None = None) -> Iterator[Night]:
    """Drop the deliveries night by night: each step of the iterator writes one night into `landing` and yields it, so
    that ingest can run in between. `jaren`: UWV and finance files of the last so many boekjaren of each gemeente (None: all, 0: GWS
    only). Raises KeyError on a gemeente without a sample."""
    worlds = [build_truth(TOWNS[code], seed, factor) for code in gemeenten]
    drops = [drop for world in worlds for drop in files.of_town(world, seed, jaren)]
    one_file = files.by_night([*drops, *files.national([w.town for w in worlds], seed, jaren)])
    for night in sorted({d.nacht for w in worlds for d in w.town.leveringen} | one_file.keys()):
        exports = [write_drop(landing, w, d) for w in worlds for d in w.town.leveringen if d.nacht == night]
        yield Night(night, (*exports, *(write_file_drop(landing, d) for d in one_file.get(night, []))))


def generate(landing: Path, seed: int = SEED, factor: float = 1.0, gemeenten: Iterable[str] = tuple(TOWNS),
             jaren: int | None = None) -> list[Path]:
    """All deliveries at once in `landing`; returns the folders and files in order of arrival."""
    return [d.path for night in generate_batches(landing, seed, factor, gemeenten, jaren) for d in night.leveringen]
