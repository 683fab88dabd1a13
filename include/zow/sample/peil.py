"""A population that has, on one day, exactly the make-up that a policy document states (S2 2.1 for Smallingerland)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.sample.people import LEAP_DAY, spells, write_benefits
from zow.sample.truth import NEVER, World, dates, day, numbers

YEAR = 365.25  # measures 1, uitkeringsduur
_DURATIONS = np.array([[0.02, 0.98], [1.02, 1.98], [2.02, 4.98], [5.02, 13.5]])  # years, clear of the edges of the classes
_STAY = np.array([700, 1100, 2000, 4500])  # mean days still to come, per class of duration: who is in longer stays longer
_LAAG = ["geen", "basis", "vmbo_mbo1"]


def counts(shares: tuple[float, ...], total: int) -> np.ndarray:
    """Whole numbers that add up to `total` and follow `shares` as closely as they can; shape (len(shares),)."""
    exact = np.array(shares) / sum(shares) * total
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole


def benefits(world: World) -> None:
    """uitkeringen: those who run on the peildatum, those who left before it, and those who came after it."""
    rng, peil, town = world.rng, day(world.town.peil.datum), world.town
    per_year = town.instroom * town.peil.uitkeringen / town.peil.personen
    n = world.size(per_year * 0.8 * (peil - world.start) / YEAR)
    last = rng.integers(world.start, peil, n)
    left = spells(world, last - 30 - rng.exponential(900, n).astype(int), last, world.pick(town.regelingen, n))

    back = left[(left["volg"] == 3) & (left["begin"] <= peil) & (left["eind"] > peil)]
    first = left[left["volg"] == 1].set_index("persoon").loc[back["persoon"], "begin"].to_numpy()
    merged = back["begin"].to_numpy() - last[back["persoon"]] <= 30  # measures 1: 30 days do not end a spell
    since = (peil - np.where(merged, first, back["begin"].to_numpy())) / YEAR
    total = max(world.size(town.peil.uitkeringen), 20)
    stock = np.maximum(counts(town.peil.duur, total) - np.bincount(np.digitize(since, [1, 2, 5]), minlength=4), 0)
    group = np.repeat(np.arange(4), stock)
    begin = peil - (rng.uniform(*_DURATIONS[group].T) * YEAR).astype(int)
    last = peil + 1 + rng.exponential(_STAY[group]).astype(int)
    new = world.size(per_year * (world.einde - peil) / YEAR)
    begin = np.concatenate([begin, peil + 1 + rng.integers(0, world.einde - peil, new)])
    last = np.concatenate([last, begin[len(group):] + 6 + rng.exponential(800, new).astype(int)])
    last[last > world.einde] = NEVER
    stay = spells(world, begin, last, world.pick(town.regelingen, len(begin)))

    rows = pd.concat([left, stay.assign(persoon=stay["persoon"] + n)], ignore_index=True)
    running = rows[(rows["begin"] <= peil) & (rows["eind"] > peil)].sort_values(["begin", "persoon"])["persoon"].to_numpy()
    wanted = round(total * (town.peil.personen / town.peil.uitkeringen - 1))
    couples = running[((np.arange(wanted) + 0.5) * len(running) / max(wanted, 1)).astype(int)]  # evenly over the durations
    others = np.setdiff1d(np.arange(n + len(begin)), running)
    write_benefits(world, rows, n + len(begin), np.concatenate([couples, others[world.chance(0.155, len(others))]]))


def _on_day(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per row of clienten: first day of a benefit (else of being known), last day of one (else NEVER), in bijstand on the peildatum."""
    benefit, people, peil = world.tables["uitkeringen"], world.tables["clienten"], day(world.town.peil.datum)
    now = benefit.loc[(benefit["_begin"] <= peil) & (benefit["_eind"] > peil), "clientnummer"]
    stay = benefit.groupby("clientnummer").agg(begin=("_begin", "min"), eind=("_eind", "max")).reindex(people["clientnummer"])
    first = stay["begin"].fillna(people.set_index("clientnummer")["_van"]).to_numpy().astype(int)
    return first, stay["eind"].fillna(NEVER).to_numpy().astype(int), people["clientnummer"].isin(now).to_numpy()


def attributes(world: World) -> None:
    """Ages, opleiding and arbeidsbeperking of clienten after the shares of the peildatum; the others are drawn from the same shares."""
    rng, town, peil = world.rng, world.town.peil, day(world.town.peil.datum)
    table, (first, _, now) = world.tables["clienten"], _on_day(world)
    n, years = len(table), (peil - first) / YEAR
    group = rng.choice(4, n, p=town.leeftijd)
    young, *older = counts(town.leeftijd, int(now.sum()))
    recent = rng.permutation(np.flatnonzero(now & (years < 4)))[:young]  # a person of 26 has no benefit of ten years
    rest = np.setdiff1d(np.flatnonzero(now), recent)
    group[recent] = 0
    group[rest] = rng.permutation(np.repeat([1, 2, 3], [older[0] + young - len(recent), *older[1:]]))
    low = np.maximum(np.array([18, 27, 45, 55])[group], np.where(now, np.ceil(18 + np.maximum(years, 0)), 0))
    age = low + np.floor(rng.random(n) * (np.array([27, 45, 55, 67])[group] - low))
    born = np.where(now, peil, first) - np.ceil(age * YEAR).astype(int) - rng.integers(2, 362, n)
    born[np.flatnonzero(now & (group == 1) & (years < 15))[: max(2, n // 100)]] = LEAP_DAY
    table["geboortedatum"] = dates(born)

    schooled = rng.choice(4, n, p=town.opleiding)
    schooled[now] = rng.permutation(np.repeat(np.arange(4), counts(town.opleiding, int(now.sum()))))
    low_school, pick = schooled == 0, world.pick
    table["opleiding"] = np.select([low_school, schooled == 1, schooled == 2], [
        pick({"geen": 14, "basis": 35, "vmbo_mbo1": 51}, n), pick({"havo_vwo_mbo2": 55, "mbo34": 45}, n), np.full(n, "hbo_wo", object)],
        pick(["onbekend", None], n))
    table["startkwalificatie"] = np.select([low_school, schooled == 3], [pick({"N": 90, None: 10}, n), np.full(n, None, object)],
                                           pick({"J": 93, None: 7}, n))
    table["_was_opleiding"] = np.where(low_school, pick(_LAAG, n), table["opleiding"])

    agreed = np.zeros(n, bool)
    agreed[rng.permutation(np.flatnonzero(now))[: counts((town.banenafspraak, 1 - town.banenafspraak), int(now.sum()))[0]]] = True
    table["arbeidsbeperking"] = np.where(agreed & world.chance(0.85, n), "banenafspraak", np.where(
        now | ~world.chance(0.1, n), pick({"geen": 986, "beschut_werk": 9, "wsw": 5}, n), "banenafspraak"))
    table["_banenafspraak"] = agreed


def exemptions(world: World) -> None:
    """keuringen and ontheffingen: the stated share runs on the peildatum; they end and are given less often in the years after it."""
    rng, peil, end = world.rng, day(world.town.peil.datum), world.einde
    people, (first, last, now) = world.tables["clienten"], _on_day(world)
    wanted = counts((world.town.peil.ontheffing, 1 - world.town.peil.ontheffing), int(now.sum()))[0]
    held = rng.permutation(np.flatnonzero(now & (first < peil - 90)))[:wanted]
    free = np.setdiff1d(np.flatnonzero(last - first > 120), held)
    later = free[world.chance(0.20, len(free))]
    low = np.maximum(first[later] + 40, np.where(now[later], peil + 1, world.start))
    later, low = later[low < np.minimum(last[later], end) - 10], low[low < np.minimum(last[later], end) - 10]
    who = np.concatenate([held, later])
    decided = np.concatenate([rng.integers(np.maximum(first[held] + 45, peil - 900), peil - 20),
                              rng.integers(low, np.minimum(last[later], end) - 5)])
    n, held_too = len(who), np.arange(len(who)) < len(held)
    finish = np.where(held_too, peil + 10, decided + 60) + rng.exponential(1500, n).astype(int)
    finish = np.minimum(np.where(world.chance(0.3, n), NEVER, finish), last[who])
    _write_exemptions(world, people.iloc[who].reset_index(drop=True), decided, finish)


def _write_exemptions(world: World, people: pd.DataFrame, decided: np.ndarray, finish: np.ndarray) -> None:
    """`people`: the rows of clienten of those with an ontheffing decided on `decided` that ends on `finish` (NEVER: open)."""
    rng, everyone = world.rng, world.tables["clienten"]
    extra = everyone.iloc[rng.permutation(len(everyone))[: len(people) // 4]]  # advice after which nothing was decided
    ordered = rng.integers(world.start, world.einde - 5, len(extra))
    table = pd.DataFrame({
        "client": np.concatenate([people["clientnummer"], extra["clientnummer"]]), "van": np.concatenate([people["_van"], extra["_van"]]),
        "order": np.concatenate([decided - rng.integers(26, 70, len(people)), ordered]),
        "advice": np.concatenate([decided - rng.integers(-1, 25, len(people)), ordered + rng.integers(8, 60, len(extra))]),
        "decided": np.concatenate([decided, np.full(len(extra), NEVER)]),
        "finish": np.concatenate([finish, np.full(len(extra), NEVER)])})
    table["advice"] = table["advice"].where(table["advice"] <= world.einde, NEVER)
    table["van"] = np.maximum(table["van"], table["order"])
    table = table.sort_values(["van", "client", "order"], ignore_index=True)
    n = len(table)
    key = numbers("K", n)
    world.add("keuringen", keuringnummer=key, clientnummer=table["client"], opdrachtdatum=dates(table["order"]),
              adviesdatum=dates(table["advice"]), adviseur=world.pick({"arts": 55, "arbeidsdeskundige": 33, "psycholoog": 12}, n),
              extern=world.pick({"J": 96, "N": 4}, n), _van=table["van"], _advies=np.maximum(table["advice"], table["van"]))
    given = table[table["decided"] < NEVER]
    m = len(given)
    world.add("ontheffingen", ontheffingnummer=numbers("O", m), clientnummer=given["client"].to_numpy(),
              soort=world.pick({"volledig": 45, "gedeeltelijk": 55}, m),
              grond=world.pick({"medisch": 45, "psychisch": 27, "sociaal": 13, "zorg_kind": 10, "mantelzorg": 5}, m),
              besluitdatum=dates(given["decided"]), begindatum=dates(given["decided"]), einddatum=dates(given["finish"]),
              keuringnummer=np.where(world.chance(0.97, m), key[given.index], None),
              _van=np.maximum(given["decided"] + world.lag(m, 7, 0.02), given["van"]).to_numpy(),
              _ingetrokken=np.where(world.chance(0.3, m), given["decided"] + 30, 0))
