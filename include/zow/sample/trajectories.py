"""Trajecten and what is done in them: instruments, providers, contracts, activiteiten, hours, ladder."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.sample.truth import NEVER, World, dates, day, numbers

# days from the end of an activiteit to the exit: three months are 89 to 92 days, so both sides of the edge occur
EXIT_DAYS = [0, 1, 20, 60, 88, 89, 90, 91, 92, 93, 95]


def registers(world: World) -> None:
    """voorzieningen, aanbieders and contracten of the town."""
    town, known = world.town, world.start - 365
    items, people = town.instrumenten, town.aanbieders
    world.add("voorzieningen", voorziening_code=[i.code for i in items], omschrijving=[i.omschrijving for i in items],
              soort=[i.soort for i in items], budgetpost=[i.budgetpost for i in items], _van=known)
    world.add("aanbieders", aanbieder_code=[p.code for p in people], naam=[p.naam for p in people],
              soort=[p.soort for p in people], kvk_nummer=[p.kvk for p in people], _van=known)
    rows = [(p.code, day(begin), NEVER if end is None else day(end), financing, share)
            for p in people for begin, end, financing, share in p.contracten]
    table = pd.DataFrame(rows, columns=["code", "begin", "eind", "financiering", "percentage"])
    world.add("contracten", contractnummer=numbers("C", len(table), width=4), aanbieder_code=table["code"],
              begindatum=dates(table["begin"]), einddatum=dates(table["eind"]), financiering=table["financiering"],
              percentage_niet_succesvol=table["percentage"], _van=np.maximum(table["begin"] - 30, known),
              _begin=table["begin"], _eind=table["eind"])


def trajectories(world: World) -> None:
    """trajecten and activiteiten, in order, with their results."""
    rng, start, end = world.rng, world.start, world.einde
    benefit = world.tables["uitkeringen"]
    people = world.tables["_personen"]
    stay = benefit.groupby("clientnummer").agg(begin=("_begin", "min"), eind=("_eind", "max"))
    nug = people.loc[people["soort"] == "nug", ["clientnummer", "van"]].assign(eind=NEVER).set_index("clientnummer")
    stay = pd.concat([stay, nug.rename(columns={"van": "begin"})])
    stay["van"] = people.set_index("clientnummer")["van"].reindex(stay.index)
    low = np.maximum(stay["begin"].to_numpy(), start - 330)
    high = np.minimum(stay["eind"].to_numpy(), end - 5)
    chosen = np.flatnonzero((high - low > 20) & world.chance(0.62, len(stay)))
    twice = chosen[world.chance(0.08, len(chosen))]
    chosen = np.concatenate([*[chosen] * world.town.trajecten, twice])
    t = len(chosen)
    begin = (low[chosen] + rng.random(t) ** 0.9 * (high - low)[chosen]).astype(int)
    begin = np.where(world.chance(0.1, t), np.minimum(begin, low[chosen] + 10), begin)

    steps = rng.choice([1, 2, 3, 4], t, p=[0.3, 0.35, 0.22, 0.13])
    traject = np.repeat(np.arange(t), steps)
    n = len(traject)
    head = np.r_[0, np.cumsum(steps)[:-1]]
    items = world.town.instrumenten
    item = rng.choice(len(items), n, p=np.array([i.gewicht for i in items]) / sum(i.gewicht for i in items))
    planned = np.array([i.dagen for i in items])[item]
    planned = np.maximum(5, (planned * rng.uniform(0.7, 1.3, n)).astype(int))
    early = world.chance(0.12, n)
    actual = np.maximum(1, np.where(early, planned * rng.uniform(0.1, 0.7, n), planned * rng.uniform(0.9, 1.3, n)))
    actual = actual.astype(int)
    block = np.cumsum(actual + rng.integers(1, 40, n))
    offset = np.r_[0, block[:-1]]
    offset = offset - np.repeat(offset[head], steps)
    act_begin = begin[traject] + offset
    act_end = act_begin + actual

    exit_day = stay["eind"].to_numpy()[chosen][traject]
    cut = (exit_day > act_begin) & (exit_day < act_end) & world.chance(0.8, n)
    act_end = np.where(cut, exit_day, act_end)
    aim = exit_day - rng.choice(EXIT_DAYS, n)
    edge = (exit_day < NEVER) & (aim > act_begin) & (np.abs(act_end - aim) < 140) & world.chance(0.45, n)
    act_end = np.where(edge, aim, act_end)

    keep = np.flatnonzero((act_begin <= end) & ((act_begin < exit_day) | (offset == 0)))
    keep = keep[np.argsort(act_begin[keep], kind="stable")]
    _activities(world, stay, chosen[traject][keep], traject[keep], item[keep], act_begin[keep], act_end[keep],
                planned[keep], early[keep])
    _trajects(world, stay, chosen, begin, traject[keep], act_end[keep])


def _activities(world: World, stay: pd.DataFrame, person: np.ndarray, traject: np.ndarray, item: np.ndarray,
                begin: np.ndarray, finish: np.ndarray, planned: np.ndarray, early: np.ndarray) -> None:
    rng, n, end, items = world.rng, len(person), world.einde, world.town.instrumenten
    choice = rng.integers(0, 6, n)
    provider = np.array([[i.aanbieders[k % len(i.aanbieders)] for k in range(6)] for i in items], dtype=object)[
        item, choice]
    external = np.isin(provider, [p.code for p in world.town.aanbieders if p.soort == "extern"])
    contracts = world.tables["contracten"]
    match = ((contracts["aanbieder_code"].to_numpy() == provider[:, None])
             & (contracts["_begin"].to_numpy() <= begin[:, None]) & (contracts["_eind"].to_numpy() >= begin[:, None]))
    contract = np.where(match.any(axis=1) & ~world.chance(0.02, n),
                        contracts["contractnummer"].to_numpy()[match.argmax(axis=1)], None)
    list_price = np.array([i.prijs for i in items])[item]
    price = np.where(external & (list_price > 0), np.round(list_price * rng.uniform(0.85, 1.25, n) * 20) / 20, np.nan)
    over = finish <= end
    good = world.chance(0.6, n) & ~(early & world.chance(0.97, n))
    reached = np.where(good, "J", np.where(world.chance(0.1, n), None, "N"))
    judged = np.where(external & over, np.where(world.chance(0.006, n), "onvoldoende", "voldoende"), None)
    poor = np.flatnonzero((provider == world.town.onvoldoende) & over)
    judged[poor] = "voldoende"
    poor = poor[finish[poor] >= world.start + 60]
    poor = poor[np.argsort(finish[poor], kind="stable")]
    judged[poor[[i for i in (0, 6, 14, 20) if i < len(poor)] if len(poor) > 14 else slice(None)]] = "onvoldoende"
    van = np.maximum(begin + rng.integers(-5, 15, n), stay["van"].to_numpy()[person])
    known = np.where(over, np.maximum(finish + world.lag(n, 25, 0.06), van), NEVER)
    plan = begin + planned
    # some clerks fill in the planned end as einddatum: a plan until it has passed
    as_plan = np.where(world.chance(0.06, n), np.maximum(plan, world.einde + 15), NEVER)
    world.add(
        "activiteiten", activiteitnummer=numbers("AC", n), _traject=traject, clientnummer=stay.index.to_numpy()[person],
        voorziening_code=np.array([i.code for i in items], dtype=object)[item],
        einddoel=np.array([i.einddoel for i in items], dtype=object)[item], aanbieder_code=provider,
        contractnummer=contract, begindatum=dates(begin), geplande_einddatum=dates(plan),
        einddatum=dates(np.where(over, finish, as_plan)),
        verlengingen=np.where(finish > plan + 30, rng.integers(1, 4, n), np.where(world.chance(0.5, n), 0, np.nan)),
        beeindiging=np.where(over, np.where(early, "vroegtijdig", "afgerond"), None),
        doel_behaald=np.where(over, reached, None), kwaliteit_oordeel=judged, overeengekomen_prijs=price,
        geschatte_uren=np.where(external, np.nan, np.round(rng.uniform(6, 40, n) * 2) / 2),
        uren_per_week=np.where(world.chance(0.6, n), rng.integers(4, 37, n), np.nan),
        _van=van, _beeindigd=known, _plan=dates(as_plan), _begin=begin, _eind=np.where(over, finish, NEVER),
        _extern=external, _item=item)


def _trajects(world: World, stay: pd.DataFrame, chosen: np.ndarray, begin: np.ndarray, traject: np.ndarray,
              act_end: np.ndarray) -> None:
    used = np.unique(traject)
    last = pd.Series(act_end).groupby(traject).max().to_numpy()
    person, first, t = chosen[used], begin[used], len(used)
    finish = np.where(world.chance(0.8, t), last, last + world.rng.integers(1, 120, t))
    over = (finish <= world.einde) & world.chance(0.9, t)
    van = np.maximum(first - 5, stay["van"].to_numpy()[person])
    goal = world.pick(dict(world.town.trajectdoelen), t)
    key = numbers("T", t)
    world.add("trajecten", trajectnummer=key, clientnummer=stay.index.to_numpy()[person], trajectdoel=goal,
              begindatum=dates(first), einddatum=dates(np.where(over, finish, NEVER)),
              reden_beeindiging=np.where(over, world.pick({"doel_bereikt": 55, "niet_bereikt": 25,
                                                           "niet_verwijtbaar": 12, "verwijtbaar": 8}, t), None),
              resultaat_participatie=np.where(over & (goal != "werk"), world.pick({"J": 40, "N": 60}, t), None),
              _van=van, _beeindigd=np.where(over, np.maximum(finish + world.lag(t), van), NEVER), _begin=first,
              _eind=np.where(over, finish, NEVER))
    acts = world.tables["activiteiten"]
    index = np.searchsorted(used, acts["_traject"].to_numpy())
    acts["trajectnummer"] = key[index]
    acts["_van"] = np.maximum(acts["_van"], van[index])


def hours(world: World) -> None:
    """uren: booked by klantmanagers on activiteiten of interne aanbieders, a few lines each."""
    acts = world.tables["activiteiten"]
    acts = acts[~acts["_extern"]]
    lines = world.rng.integers(1, 7, len(acts))
    row = np.repeat(np.arange(len(acts)), lines)
    n = len(row)
    begin, finish = acts["_begin"].to_numpy()[row], np.minimum(acts["_eind"].to_numpy()[row], world.einde)
    when = begin + (world.rng.random(n) * (np.maximum(finish - begin, 0) + 1)).astype(int)
    van = np.maximum(when + world.lag(n, 10, 0.03), acts["_van"].to_numpy()[row])
    table = pd.DataFrame({"act": acts["activiteitnummer"].to_numpy()[row], "datum": when, "van": van,
                          "uren": world.rng.integers(2, 33, n) / 4})
    table = table.sort_values(["van", "act", "datum"], ignore_index=True)
    world.add("uren", urennummer=numbers("UR", n), activiteitnummer=table["act"], datum=dates(table["datum"]),
              uren=table["uren"], _van=table["van"])


def ladder(world: World) -> None:
    """ladderstanden: up to five measurements per client, half a year apart, a step up or down each time."""
    people = world.tables["_personen"]
    people = people[world.chance(0.9, len(people))]
    row = np.repeat(np.arange(len(people)), 5)
    turn = np.tile(np.arange(5), len(people))
    first = np.maximum(people["van"].to_numpy(), world.start - 200)[row]
    when = first + turn * 182 + world.rng.integers(0, 60, len(row))
    step = world.rng.choice([-1, 0, 1], len(row), p=[0.12, 0.6, 0.28])
    level = world.rng.integers(1, 5, len(people))[row] + step.reshape(-1, 5).cumsum(axis=1).ravel()
    keep = when <= world.einde
    world.add("ladderstanden", clientnummer=people["clientnummer"].to_numpy()[row][keep], meetdatum=dates(when[keep]),
              trede=np.clip(level, 1, 6)[keep], _van=when[keep] + world.lag(int(keep.sum()), 10, 0.03))
