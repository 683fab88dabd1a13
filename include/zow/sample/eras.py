"""Two eras of one gemeente in one GWS: the records of the earlier era are all closed and lie before those of the later one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.contracts import load
from zow.sample.people import REASONS
from zow.sample.truth import NEVER, World, dates

_MARK = "H"  # before every key of the earlier era, so that no key comes twice
_NATURAL = ("aanbieder_code", "voorziening_code")  # chosen by hand, different in every era
_OPEN_YEARS = 5  # what still ran at the end of the earlier era ended within so many years
_RESULTS = {"trajecten": {"reden_beeindiging": ["doel_bereikt", "niet_bereikt", "niet_verwijtbaar"]},
            "activiteiten": {"beeindiging": ["afgerond"], "doel_behaald": ["J", "N"]}}


def bsns_of(world: World | None) -> np.ndarray | None:
    """Every BSN that the world uses."""
    return None if world is None else np.concatenate([world.tables["clienten"]["bsn"], world.tables["_bsn"]["bsn"]])


def _close(world: World) -> None:
    """Nothing of the era runs on: benefits, trajecten, activiteiten and the rest end, with a reason, soon after it."""
    benefit = world.tables["uitkeringen"]
    open_ = benefit["_eind"].to_numpy() >= NEVER
    end = world.einde + world.rng.integers(30, int(_OPEN_YEARS * 365.25), len(benefit))
    benefit["_eind"] = np.where(open_, end, benefit["_eind"])
    benefit["einddatum"] = np.where(open_, dates(end), benefit["einddatum"])
    benefit["reden_beeindiging"] = np.where(open_, world.pick(REASONS, len(benefit)), benefit["reden_beeindiging"])
    benefit["_beeindigd"] = np.where(open_, end + 10, benefit["_beeindigd"])
    for name in ("trajecten", "activiteiten"):
        table = world.tables[name]
        open_ = table["_eind"].to_numpy() >= NEVER
        end = world.einde + world.rng.integers(5, 200, len(table)) if name == "activiteiten" else np.full(len(table), world.einde + 210)
        table["_eind"] = np.where(open_, end, table["_eind"])
        table["einddatum"] = np.where(open_, dates(end), table["einddatum"])
        table["_beeindigd"] = np.where(open_, end + 10, table["_beeindigd"])
        for column, values in _RESULTS[name].items():
            table[column] = np.where(open_, world.pick(values, len(table)), table[column])
    for name in ("ontheffingen", "wsw_plaatsen"):
        table = world.tables[name]
        table["einddatum"] = table["einddatum"].fillna(pd.Timestamp(dates(np.array([world.einde + 210]))[0]))


def put_before(world: World, earlier: World) -> None:
    """Put the closed records of `earlier` before those of `world`, under keys of their own."""
    _close(earlier)
    files = load("gws").files
    for name, columns in {f.name: f.columns for f in files}.items():
        table = earlier.tables[name]
        for column in columns:
            own = column.reference or column.key or column.name == "dossiernummer"
            if own and column.type == "str" and column.name not in _NATURAL:
                table[column.name] = table[column.name].map(lambda key: _MARK + key, na_action="ignore")
        world.tables[name] = pd.concat([table, world.tables[name]], ignore_index=True)
