"""The rest of the file: medical advice, exemptions, contacts, satisfaction, indications, Wsw, objections."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.sample.truth import NEVER, World, dates, day, numbers


def exemptions(world: World) -> None:
    """keuringen and the ontheffingen that rest on them (some rest on none, some on internal advice)."""
    rng, start, end = world.rng, world.start, world.einde
    stay = world.tables["uitkeringen"].groupby("clientnummer").agg(van=("_van", "min"), begin=("_begin", "min"))
    stay = stay[world.chance(0.36, len(stay))]
    n = len(stay)
    order = np.maximum(stay["begin"].to_numpy() + 20, start - 500)
    order = order + rng.integers(0, np.maximum(end - order, 1))
    advice = np.where(world.chance(0.93, n), order + rng.integers(5, 60, n), NEVER)
    advice[advice > end] = NEVER
    van = np.maximum(order, stay["van"].to_numpy())
    table = pd.DataFrame({"client": stay.index.to_numpy(), "order": order, "advice": advice, "van": van})
    table = table.sort_values(["van", "client"], ignore_index=True)
    key = numbers("K", n)
    world.add("keuringen", keuringnummer=key, clientnummer=table["client"], opdrachtdatum=dates(table["order"]),
              adviesdatum=dates(table["advice"]),
              adviseur=world.pick({"arts": 50, "psycholoog": 20, "arbeidsdeskundige": 25, "overig": 5}, n),
              extern=world.pick({"J": 88, "N": 12}, n), _van=table["van"],
              _advies=np.maximum(table["advice"], table["van"]))

    decided = np.where(table["advice"] < NEVER, table["advice"] + rng.integers(-2, 25, n), NEVER)
    row = np.flatnonzero((decided <= end) & world.chance(0.8, n))
    m, decided = len(row), decided[row]
    begin = decided + rng.integers(0, 10, m)
    finish = np.where(world.chance(0.5, m), begin + rng.choice([90, 181, 365, 730], m), NEVER)
    world.add("ontheffingen", ontheffingnummer=numbers("O", m), clientnummer=table["client"].to_numpy()[row],
              soort=world.pick({"volledig": 55, "gedeeltelijk": 45}, m),
              grond=world.pick({"medisch": 50, "psychisch": 20, "sociaal": 10, "zorg_kind": 15, "mantelzorg": 5}, m),
              besluitdatum=dates(decided), begindatum=dates(begin), einddatum=dates(finish),
              keuringnummer=np.where(world.chance(0.88, m), key[row], None),
              _van=np.maximum(decided + world.lag(m, 7, 0.02), table["van"].to_numpy()[row]),
              _ingetrokken=np.where(world.chance(0.3, m), begin + 30, 0))


def contacts(world: World) -> None:
    """contactmomenten: intake after the start of a benefit, talks, evaluations of a traject, offers."""
    rng, start, end = world.rng, world.start, world.einde
    benefit, trajects = world.tables["uitkeringen"], world.tables["trajecten"]
    van = world.tables["_personen"].set_index("clientnummer")["van"]
    begun = benefit[benefit["_begin"] >= (day(world.town.intake_vanaf) if world.town.intake_vanaf else start - 200)]
    stay = benefit.groupby("clientnummer").agg(begin=("_begin", "min"), eind=("_eind", "max"))
    low, high = np.maximum(stay["begin"], start - 200).to_numpy(), np.minimum(stay["eind"], end).to_numpy()
    turns = np.maximum(high - low, 0) // 130 + 1
    who = np.repeat(np.arange(len(stay)), turns)
    running = np.repeat(np.arange(len(trajects)), 3)
    parts = [
        (begun["clientnummer"].to_numpy(), begun["_begin"].to_numpy() + rng.integers(0, 110, len(begun)), "intake"),
        (stay.index.to_numpy()[who], low[who] + (rng.random(len(who)) * (high - low)[who]).astype(int), "gesprek"),
        (trajects["clientnummer"].to_numpy()[running], trajects["_begin"].to_numpy()[running]
         + rng.integers(20, 300, len(running)), "evaluatie"),
        (trajects["clientnummer"].to_numpy(), trajects["_begin"].to_numpy() - 3, "aanbod")]
    table = pd.concat([pd.DataFrame({"client": c, "datum": d, "soort": s}) for c, d, s in parts], ignore_index=True)
    table = table[table["datum"] <= end]
    known = van.reindex(table["client"]).to_numpy()
    table["van"] = np.maximum(table["datum"] + world.lag(len(table), 6, 0.02), known)
    table = table.sort_values(["van", "client", "soort", "datum"], ignore_index=True)
    n = len(table)
    gone = np.where(world.chance(0.01, n), table["van"] + rng.integers(20, 200, n), NEVER)  # entered by mistake
    world.add("contactmomenten", contactnummer=numbers("CM", n), clientnummer=table["client"],
              datum=dates(table["datum"]), soort=table["soort"], _van=table["van"], _tot=gone)


def others(world: World) -> None:
    """klanttevredenheid, indicaties_beschikking, wsw_plaatsen and bezwaren_klachten."""
    rng, start, end, town = world.rng, world.start, world.einde, world.town
    n = world.size(180)
    when = np.sort(rng.integers(start, end, n))
    about = world.pick({"kto": 50, "ceo_intake": 15, "ceo_zes_maanden": 15, "aanbieder": 20}, n)
    providers = [p.code for p in town.aanbieders if p.soort == "extern"]
    world.add("klanttevredenheid", metingnummer=numbers("KT", n), datum=dates(when), onderzoek=about,
              aanbieder_code=np.where(about == "aanbieder", world.pick(providers, n), None),
              score=np.clip(np.round(rng.normal(7.1, 1.2, n), 1), 1, 10), _van=when + 10)

    people = world.tables["clienten"]
    n = world.size(town.indicaties)
    chosen = people.iloc[rng.permutation(len(people))[:n]]
    when = np.maximum(chosen["_van"].to_numpy(), rng.integers(start - 300, end - 5, n))
    world.add("indicaties_beschikking", indicatienummer=numbers("IN", n),
              clientnummer=chosen["clientnummer"].to_numpy(),
              soort=world.pick({"banenafspraak": 75, "beschut_werk": 25}, n), beschikkingsdatum=dates(when), _van=when)

    wsw = world.tables["_personen"].query("soort == 'wsw'")
    n = len(wsw)
    begin = wsw["van"].to_numpy() - rng.integers(0, 3000, n)
    begin = np.minimum(begin, day(world.town.wsw_tot) - rng.integers(0, 6000, n)) if world.town.wsw_tot else begin
    finish = np.where(world.chance(0.1, n), wsw["van"].to_numpy() + rng.integers(30, 300, n), NEVER)
    soort = world.pick({"dienstverband": 80, "wachtlijst": 20}, n)
    world.add("wsw_plaatsen", plaatsnummer=numbers("W", n), clientnummer=wsw["clientnummer"].to_numpy(), soort=soort,
              fte=np.where(soort == "dienstverband", world.pick([1.0, 0.89, 0.75, 0.5], n).astype(float), np.nan),
              begindatum=dates(begin), einddatum=dates(finish), _van=wsw["van"].to_numpy())

    n = world.size(45)
    when = np.sort(rng.integers(start, end, n))
    result = world.pick({"gegrond": 25, "ongegrond": 50, "ingetrokken": 15, "in_behandeling": 10}, n)
    decided = np.where(result == "in_behandeling", NEVER, when + rng.integers(10, 90, n))
    world.add("bezwaren_klachten", zaaknummer=numbers("BK", n),
              soort=world.pick({"bezwaar": 70, "beroep": 8, "klacht": 22}, n), datum=dates(when), uitkomst=result,
              uitkomstdatum=dates(decided), _van=when + 1, _beslist=decided)
