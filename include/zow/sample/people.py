"""Persons: BSNs, client attributes, benefits, applications and income."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.sample.truth import NEVER, World, dates, day, numbers

GAPS = [2, 15, 29, 30, 31, 32, 45, 90, 150, 200]  # days from an end to a new benefit: 30 merges, 31 does not
REASONS = {"werk_regulier": 30, "werk_gesubsidieerd": 6, "werk_zelfstandig": 4, "onderwijs": 5, "aow": 8,
           "verhuizing": 14, "overlijden": 2, "relatie": 8, "detentie": 2, "handhaving": 7, "inkomen_vermogen": 9,
           "overig": 5}
LEAP_DAY = day("1984-02-29")  # a birthday that most years do not have
_WIJ = (day("2009-10-01"), day("2011-12-31"))  # the WIJ (for those under 27) went into the WWB


def bsns(rng: np.random.Generator, count: int, taken: np.ndarray | None = None) -> np.ndarray:
    """`count` distinct numbers of nine digits that start with 9 and pass the elfproef, none of them in `taken`; dtype object.

    Walks the 10^7 middle numbers in a seeded order without repeats and keeps those whose check digit exists.
    """
    step, first = 2 * int(rng.integers(1_000_000, 4_000_000)) + 1, int(rng.integers(0, 10**7))
    step += 2 if step % 5 == 0 else 0  # coprime with 10^7, so that no number comes twice
    taken = np.array([], dtype=object) if taken is None else taken
    middle = (first + step * np.arange(int((count + len(taken)) * 1.15) + 50, dtype=np.int64)) % 10**7
    stem = 9 * 10**7 + middle
    weighted = sum((stem // 10 ** (7 - i) % 10) * (9 - i) for i in range(8))
    check = weighted % 11
    found = (stem[check < 10] * 10 + check[check < 10]).astype(str).astype(object)
    return found[~np.isin(found.astype(str), taken.astype(str))][:count] if len(taken) else found[:count]


def benefits(world: World) -> None:
    """uitkeringen of hoofd and partner; leaves the persons in `world.tables["_personen"]`."""
    rng, start, end = world.rng, world.start, world.einde
    stock = world.size(world.town.stand / 1.16)
    new = world.size(world.town.instroom / 1.16 * (end - start) / 365.25)
    count = stock + new
    years = np.array([[0, 1], [1, 2], [2, 5], [5, 14]])[rng.choice(4, stock, p=[0.18, 0.13, 0.28, 0.41])]
    old = (rng.uniform(years[:, 0], years[:, 1]) * 365.25).astype(int)
    begin = np.concatenate([start - 1 - old, start + rng.integers(0, end - start, new)])
    last = np.where(np.arange(count) < stock, start + rng.exponential(1000, count), begin + rng.exponential(800, count))
    last = np.maximum(last.astype(int), begin + 6)
    last[last > end] = NEVER
    rows = spells(world, begin, last, world.pick(world.town.regelingen, count))
    write_benefits(world, rows, count, np.flatnonzero(world.chance(0.16, count)))


def spells(world: World, begin: np.ndarray, last: np.ndarray, regeling: np.ndarray) -> pd.DataFrame:
    """The uitkeringen of dossiers that run from `begin` through `last` (day numbers, shape (n,)): some change of regeling on the way,
    some come back after one of GAPS. One row per uitkering: persoon (0..n-1), begin, eind, regeling, overgang, volg, reden, van, ww."""
    rng, start, end, count = world.rng, world.start, world.einde, len(begin)
    regeling = np.where((regeling == "WIJ") & ((begin < _WIJ[0]) | (begin > _WIJ[1] - 30)), "WWB", regeling)
    person = np.arange(count)
    # no transition just before the end of the data: the first of the two benefits would end before it begins
    split = world.chance(0.06, count) & (np.minimum(last, end) - begin > 400)
    cut = np.clip(begin + 200 + rng.integers(0, 4000, count), start - 60, np.minimum(last, end) - 30)
    young = regeling == "WIJ"
    split, cut = np.where(young, last > _WIJ[1], split), np.where(young, _WIJ[1], cut)
    other = np.where(young, "WWB", np.where(regeling == "IOAW", "IOAZ", "IOAW"))
    again_begin = last + rng.choice(GAPS, count)
    again = world.chance(0.22, count) & (again_begin < end)
    again_end = again_begin + 20 + rng.exponential(500, count).astype(int)
    again_end[again_end > end] = NEVER
    rows = pd.concat([
        pd.DataFrame({"persoon": person, "begin": begin, "eind": np.where(split, cut, last),
                      "regeling": regeling, "overgang": split, "volg": 1}),
        pd.DataFrame({"persoon": person, "begin": cut + 1, "eind": last, "regeling": other, "overgang": False,
                      "volg": 2})[split],
        pd.DataFrame({"persoon": person, "begin": again_begin, "eind": again_end, "regeling": np.where(
            young & (again_end > _WIJ[1]), "WWB", regeling), "overgang": False, "volg": 3})[again]], ignore_index=True)
    rows["reden"] = np.where(rows["overgang"], "overgang_regeling", world.pick(REASONS, len(rows)))
    rows["van"] = rows["begin"] + world.lag(len(rows), 30, 0.04)
    rows["van"] = rows.sort_values(["persoon", "volg"]).groupby("persoon")["van"].cummax()
    rows["ww"] = np.where(rows["volg"] == 2, None, world.pick({"J": 15, "N": 80, None: 5}, len(rows)))
    return rows


def write_benefits(world: World, rows: pd.DataFrame, count: int, partner: np.ndarray) -> None:
    """uitkeringen of `rows` (as `spells` gives them, persoon 0..count-1), also for the partners of the dossiers `partner`; leaves the
    persons in `world.tables["_personen"]`."""
    number = np.full(count, -1)
    number[partner] = count + np.arange(len(partner))
    second = rows[rows["persoon"].isin(partner)]
    rows = pd.concat([rows.assign(rol="hoofd", dossier=rows["persoon"]),
                      second.assign(rol="partner", dossier=second["persoon"],
                                    persoon=number[second["persoon"].to_numpy()])], ignore_index=True)
    rows = rows.sort_values(["van", "dossier", "volg", "rol"], ignore_index=True)
    total, n = count + len(partner), len(rows)
    first = rows.groupby("persoon")["van"].min().reindex(range(total)).to_numpy()
    order = np.argsort(first, kind="stable")
    client = np.empty(total, dtype=object)
    client[order] = numbers("", total, 100001, 6)
    ended = np.where(rows["eind"] < NEVER, rows["eind"] + world.lag(n, 20, 0.10), NEVER)
    ended = np.maximum(ended, np.where(ended < NEVER, rows["van"], 0))
    wrong = world.chance(0.04, n) & (rows["reden"] != "overgang_regeling") & (ended < NEVER)
    world.add(
        "uitkeringen", uitkeringnummer=numbers("U", n), dossiernummer=np.char.add(
            "D", np.char.zfill(rows["dossier"].to_numpy().astype(str), 7)).astype(object),
        clientnummer=client[rows["persoon"]], rol=rows["rol"], regeling=rows["regeling"],
        aanvraagdatum=dates(np.where(rows["volg"] == 2, NEVER, rows["begin"] - world.rng.integers(0, 40, n))),
        begindatum=dates(rows["begin"]), einddatum=dates(rows["eind"]), instroom_uit_ww=rows["ww"],
        reden_beeindiging=rows["reden"].where((rows["eind"] < NEVER) & (world.chance(0.985, n) | rows["overgang"])),
        _van=rows["van"], _beeindigd=ended, _gecorrigeerd=np.where(wrong, ended + 60, 0), _eerste_reden="overig",
        _begin=rows["begin"], _eind=rows["eind"])
    has_partner = np.zeros(total, bool)
    has_partner[partner] = has_partner[count:] = True
    world.tables["_personen"] = pd.DataFrame({"clientnummer": client, "van": first, "partner": has_partner,
                                              "soort": "bijstand"})


def clients(world: World) -> None:
    """clienten: everyone with a benefit, the nuggers and ANW, and people who only applied."""
    known = world.tables["_personen"]
    extra = world.size(world.town.nug) + world.size(world.town.wsw)
    van = world.rng.integers(world.start - 400, world.einde - 30, extra)
    more = pd.DataFrame({"clientnummer": numbers("", extra, 100001 + len(known), 6), "van": van, "partner": False,
                         "soort": np.where(np.arange(extra) < world.size(world.town.nug), "nug", "wsw")})
    people = world.tables["_personen"] = pd.concat([known, more], ignore_index=True)
    people = people.sort_values("clientnummer", ignore_index=True)
    rng, n, pick = world.rng, len(people), world.pick
    age = rng.choice([21, 33, 50, 60], n, p=[0.12, 0.38, 0.26, 0.24]) + rng.integers(-4, 5, n)
    born = (world.start - (age * 365.25).astype(int) - rng.integers(0, 365, n))
    born[: max(2, n // 100)] = LEAP_DAY
    wij = world.tables["uitkeringen"].query("regeling == 'WIJ'").groupby("clientnummer")["_begin"].min()
    if len(wij):
        at = np.searchsorted(people["clientnummer"].to_numpy(), wij.index.to_numpy())
        born[at] = wij.to_numpy() - rng.integers(18 * 366, 24 * 365, len(wij))
    low, high = world.town.postcodes
    taal = pick({"J": 18, "N": 82}, n)
    own = {
        "postcode": np.array([f"{p}{s}" for p in range(low, high + 1) for s in ("AB", "CX", " GD")], dtype=object)[
            rng.integers(0, 3 * (high + 1 - low), n)],
        "klantmanager": pick(["km José", "km Anneke", "km Bülent", "km F. Noël", None], n),
        "leefvorm": np.where(people["partner"], "gehuwd_samenwonend",
                             pick({"alleenstaand": 68, "alleenstaande_ouder": 22, None: 2}, n)),
        "opleiding": pick({"geen": 9, "basis": 22, "vmbo_mbo1": 32, "havo_vwo_mbo2": 14, "mbo34": 12, "hbo_wo": 5,
                           "onbekend": 4, None: 2}, n),
        "afstand_arbeidsmarkt": pick({"kort": 25, "middellang": 35, "lang": 35, None: 5}, n), "taalachterstand": taal}
    changed = world.chance(0.15, n)
    was = {f"_was_{c}": np.where(changed & world.chance(0.5, n), rng.permutation(v), v) for c, v in own.items()}
    was["_was_leefvorm"] = own["leefvorm"]
    keys = bsns(rng, n + world.size(world.town.instroom * 0.4), world.taken)
    world.tables["_bsn"] = pd.DataFrame({"bsn": keys[n:]})
    world.add(
        "clienten", clientnummer=people["clientnummer"], bsn=keys[:n],
        achternaam=pick(list(world.town.achternamen), n), geboortedatum=dates(born),
        geslacht=pick({"M": 49, "V": 50, "X": 1}, n), startkwalificatie=pick({"J": 33, "N": 57, None: 10}, n),
        statushouder=np.where(taal == "J", pick({"J": 60, "N": 40}, n), "N"),
        arbeidsbeperking=pick({"geen": 88, "banenafspraak": 8, "beschut_werk": 2, "wsw": 2}, n),
        voortijdig_schoolverlater=pick({"J": 8, "N": 92}, n), ex_ondernemer=pick({"J": 4, "N": 96}, n),
        wiw=pick({"J": 1, "N": 99}, n), **own, **was, _van=people["van"],
        _gewijzigd=np.where(changed, rng.integers(world.start + 30, world.einde, n), 0))


def applications(world: World) -> None:
    """aanvragen: of the benefits since the start, and of people who never got one."""
    benefit = world.tables["uitkeringen"]
    benefit = benefit[benefit["aanvraagdatum"].notna() & (benefit["_begin"] >= world.start - 90)
                      & (benefit["rol"] == "hoofd")]
    client = world.tables["clienten"].set_index("clientnummer").loc[benefit["clientnummer"]]
    n, strangers = len(benefit), world.tables["_bsn"]["bsn"].to_numpy()
    asked = benefit["aanvraagdatum"].to_numpy().astype("datetime64[D]").astype(int)
    alone = world.rng.integers(world.start - 60, world.einde - 3, len(strangers))
    rows = pd.DataFrame({
        "bsn": np.concatenate([client["bsn"], strangers]), "datum": np.concatenate([asked, alone]),
        "clientnummer": np.concatenate([benefit["clientnummer"], np.full(len(alone), None, dtype=object)]),
        "regeling": np.concatenate([benefit["regeling"], world.pick(world.town.regelingen, len(alone))]),
        "uitkomst": np.concatenate([np.full(n, "toegekend", dtype=object), world.pick(
            {"afgewezen": 50, "ingetrokken": 40, "in_behandeling": 10}, len(alone))]),
        "bekend": np.concatenate([client["_van"], np.full(len(alone), 0)])})
    rows = rows.sort_values(["datum", "bsn"], ignore_index=True)
    decided = np.where(rows["uitkomst"] == "in_behandeling", NEVER,
                       rows["datum"] + world.rng.integers(5, 57, len(rows)))
    world.add("aanvragen", aanvraagnummer=numbers("AV", len(rows)), bsn=rows["bsn"], clientnummer=rows["clientnummer"],
              datum=dates(rows["datum"]), regeling=rows["regeling"], uitkomst=rows["uitkomst"],
              uitkomstdatum=dates(decided), _van=rows["datum"] + 1, _beslist=decided, _client_bekend=rows["bekend"])


def income(world: World) -> None:
    """inkomensbetalingen: one per benefit and month since the start, with income from work for some."""
    benefit = world.tables["uitkeringen"]
    months = np.arange(np.datetime64(world.town.start, "M"), np.datetime64(world.town.einde, "M"))
    first, last = months.astype("datetime64[D]").astype(int), (months + 1).astype("datetime64[D]").astype(int) - 1
    begin, end = benefit["_begin"].to_numpy()[:, None], benefit["_eind"].to_numpy()[:, None]
    row, month = np.nonzero((begin <= last) & (end >= first))
    n = len(row)
    works = world.chance(0.14, len(benefit))[row] & world.chance(0.8, n)
    world.add("inkomensbetalingen", betalingnummer=numbers("IB", n),
              uitkeringnummer=benefit["uitkeringnummer"].to_numpy()[row],
              maand=np.datetime_as_string(months)[month].astype(object),
              bedrag=np.round(world.amounts(len(benefit), 640, 1420)[row] - np.where(works, 250, 0), 2),
              inkomsten_uit_arbeid=np.where(works, world.amounts(n, 80, 780),
                                            np.where(world.chance(0.5, n), 0, np.nan)),
              _van=np.maximum(last[month], benefit["_van"].to_numpy()[row]))
