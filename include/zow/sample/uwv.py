"""What UWV sends about the people of a gemeente: referrals per month and the full list of indicaties; most of the BSNs are GWS clients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.sample.people import bsns
from zow.sample.truth import NEVER, World, dates, day, numbers

_REGISTER = "2015-05-01"  # the doelgroepregister of the banenafspraak exists since 2015
_GROWTH = 45  # new indicaties per year, at real size


class _Uwv:
    """Randomness and unknown BSNs of UWV for one gemeente, apart from those of its GWS."""

    def __init__(self, world: World, seed: int, part: int, unknown: int) -> None:
        self.rng = np.random.default_rng([seed, int(world.town.code[2:]), part])
        taken = np.concatenate([world.tables["clienten"]["bsn"], world.tables["aanvragen"]["bsn"]])
        self._unknown, self._used = bsns(self.rng, unknown, taken), 0
        self.known = world.tables["clienten"].set_index("clientnummer")["bsn"]

    def strangers(self, count: int) -> np.ndarray:
        """`count` BSNs that no GWS record has, each given once."""
        self._used += count
        return self._unknown[self._used - count:self._used]


def referrals(world: World, seed: int) -> pd.DataFrame:
    """Every doorverwijzing of the boekjaren, in order of meldingsdatum, with `maand` (jjjj-mm); at least one each month."""
    months = np.array([f"{year}-{month:02d}" for year in world.town.boekjaren for month in range(1, 13)], dtype="datetime64[M]")
    benefit, acts = world.tables["uitkeringen"], world.tables["activiteiten"]
    begun = benefit[(benefit["rol"] == "hoofd") & (benefit["regeling"] != "ANW") & _within(benefit["_begin"], world)]
    uwv = _Uwv(world, seed, 21, 2 * len(begun) + 2 * len(months) + 10)
    rng = uwv.rng
    begun = begun[rng.random(len(begun)) < 0.65]
    n = len(begun)
    acts = acts[_within(acts["_begin"], world)]
    acts = acts.iloc[rng.permutation(len(acts))[: n // 3]]
    prevented, missed, long_ww = len(months) + n // 3, 1 + n // 50, 1 + n // 8
    spread = months[np.arange(prevented) % len(months)].astype("datetime64[D]").astype(int) + rng.integers(0, 28, prevented)
    parts = [
        _rows(uwv.known.loc[begun["clientnummer"]], begun["_begin"].to_numpy() - rng.integers(3, 35, n), "potentieel_wwb", 0.3, 1, 0.04),
        _rows(uwv.strangers(prevented), spread, "potentieel_wwb", 0.3, 0, 0.55),  # got no benefit: prevented, or not asked
        _rows(uwv.known.loc[acts["clientnummer"]], acts["_begin"].to_numpy() - rng.integers(0, 25, len(acts)), "kort_ww", 0.85, 0.2, 0.1),
        _rows(uwv.strangers(missed), rng.choice(spread, missed), "kort_ww", 0.9, 0, 0.1),
        _rows(uwv.strangers(long_ww), rng.choice(spread, long_ww), "max_ww", 0.4, 0.3, 0.2)]
    table = pd.concat(parts, ignore_index=True)
    table = table[_within(table["dag"], world)].sort_values(["dag", "bsn"], ignore_index=True)
    flags = {name: np.where(rng.random(len(table)) < table[name], "J", "N")
             for name in ("re_integratieadvies", "aanvraag_ingenomen", "werk_voor_aanvraag")}
    meldingsdatum = dates(table["dag"])
    return pd.DataFrame({"meldingnummer": numbers("M", len(table)), "bsn": table["bsn"], "meldingsdatum": meldingsdatum,
                         "soort": table["soort"], **flags, "maand": np.datetime_as_string(meldingsdatum, unit="M").astype(object)})


def _within(days: pd.Series, world: World) -> pd.Series:
    return pd.Series(dates(days.to_numpy()), index=days.index).dt.year.isin(world.town.boekjaren)


def _rows(bsn: pd.Series | np.ndarray, days: np.ndarray, soort: str, advice: float, asked: float, work: float) -> pd.DataFrame:
    """Events with the chance of J in each of the three flags."""
    return pd.DataFrame({"bsn": np.asarray(bsn, dtype=object), "dag": days, "soort": soort, "re_integratieadvies": advice,
                         "aanvraag_ingenomen": asked, "werk_voor_aanvraag": work})


def indications(world: World, seed: int) -> pd.DataFrame:
    """Every indicatie banenafspraak and beschut_werk: on the day of `town.peil` (else 31 December of the last boekjaar) as many as the
    town says, later more. Those that the population of the peildatum promises are all in it. Days in `_besluit` and `_tot`."""
    agreed, sheltered = (world.size(n) for n in world.town.indicaties_uwv)
    on_day = day(world.town.peil.datum if world.town.peil else f"{world.town.boekjaren[-1]}-12-31")
    later = world.size(_GROWTH * max(world.einde - on_day, 0) / 365.25)
    uwv = _Uwv(world, seed, 22, agreed + later + 10)
    rng, people = uwv.rng, world.tables["clienten"]
    disabled = (people["arbeidsbeperking"] == "banenafspraak").to_numpy()
    if world.town.peil:
        promised = people["_banenafspraak"].fillna(False).to_numpy(dtype=bool)
        benefit = world.tables["uitkeringen"]
        now = people["clientnummer"].isin(benefit.loc[(benefit["_begin"] <= on_day) & (benefit["_eind"] > on_day), "clientnummer"])
        rest = disabled & ~now.to_numpy()
    else:
        promised, rest = disabled & (rng.random(len(people)) < 0.9), np.zeros(len(people), bool)
    first = people["bsn"].to_numpy()[promised][:agreed]
    second = people["bsn"].to_numpy()[rest][: (agreed - len(first)) * 3 // 5]
    third = uwv.strangers(max(agreed - len(first) - len(second), 1))
    fourth = people["bsn"].to_numpy()[people["arbeidsbeperking"] == "beschut_werk"][:sheltered]
    old = np.concatenate([first, second, third, fourth])
    since, until = day(_REGISTER), on_day - 20
    bsn = np.concatenate([old, uwv.strangers(later)])
    decided = np.concatenate([rng.integers(since, until, len(old)), rng.integers(on_day + 1, max(world.einde, on_day + 2), later)])
    table = pd.DataFrame({"bsn": bsn, "_besluit": decided, "soort": "banenafspraak"})
    table.loc[len(old) - len(fourth):len(old) - 1, "soort"] = "beschut_werk"
    temporary = rng.random(len(table)) < 0.12
    table["_tot"] = np.where(temporary, np.maximum(decided, on_day) + rng.integers(60, 1500, len(table)), NEVER)
    table = table.sort_values(["_besluit", "bsn"], ignore_index=True)
    return table.assign(indicatienummer=numbers("UI", len(table)), besluitdatum=dates(table["_besluit"]), geldig_tot=dates(table["_tot"]))
