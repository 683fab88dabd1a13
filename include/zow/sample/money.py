"""Commitments and payments of external activiteiten, and payments that hang on nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zow.sample.truth import NEVER, World, dates, numbers


def commitments(world: World) -> None:
    """verplichtingen: one per priced activiteit, sometimes two; open until settled or lapsed."""
    acts = world.tables["activiteiten"]
    priced = np.flatnonzero(acts["overeengekomen_prijs"].notna() & ~world.chance(0.02, len(acts)))
    double = world.chance(0.12, len(priced))
    row, half = np.concatenate([priced, priced[double]]), np.concatenate([double, double[double]])
    order = np.argsort(row, kind="stable")
    row, half, n = row[order], half[order], len(row)
    price, begin = acts["overeengekomen_prijs"].to_numpy()[row], acts["_begin"].to_numpy()[row]
    amount = np.round(np.where(half, price / 2, price), 2)
    date = begin + world.rng.integers(0, 15, n)
    van = np.maximum(date + world.lag(n, 10, 0.03), acts["_van"].to_numpy()[row])
    known = acts["_beeindigd"].to_numpy()[row]
    status = np.where(known >= NEVER, "open", world.pick({"afgerekend": 74, "open": 16, "vervallen": 10}, n))
    done = np.where(status == "open", NEVER, known + world.rng.integers(35, 90, n))
    post = np.array([i.budgetpost for i in world.town.instrumenten], dtype=object)[acts["_item"].to_numpy()[row]]
    world.add("verplichtingen", verplichtingnummer=numbers("VP", n),
              activiteitnummer=acts["activiteitnummer"].to_numpy()[row], datum=dates(date), bedrag=amount,
              budgetpost=post, status=status, _van=van, _afgedaan=done, _act=row, _datum=date)


def payments(world: World) -> None:
    """betalingen: instalments per verplichting, creditnota's, premies and payments without an activiteit."""
    rng, acts = world.rng, world.tables["activiteiten"]
    vp = world.tables["verplichtingen"]
    act = vp["_act"].to_numpy()
    ended, known = acts["_eind"].to_numpy()[act], acts["_beeindigd"].to_numpy()[act]
    good = (acts["doel_behaald"] == "J").to_numpy()[act]
    share = np.where(good | world.chance(0.1, len(vp)), 1.0, 0.7)  # 70 % when not successful (S3 4.1)
    share = np.where(world.chance(0.03, len(vp)), share + 0.15, share)  # now and then paid too much
    total = np.round(vp["bedrag"].to_numpy() * share, 2)
    first = np.round(vp["bedrag"].to_numpy() * 0.5, 2)
    lapsed = (vp["status"] == "vervallen").to_numpy()
    early = (world.chance(0.55, len(vp)) & ~lapsed)
    final = (ended < NEVER) & ~lapsed & ~world.chance(0.05, len(vp))
    pay = pd.concat([
        pd.DataFrame({"vp": np.flatnonzero(early), "datum": vp["_datum"].to_numpy()[early] + 30 + rng.integers(
            0, 20, int(early.sum())), "bedrag": first[early]}),
        pd.DataFrame({"vp": np.flatnonzero(final), "datum": known[final] + rng.integers(14, 45, int(final.sum())),
                      "bedrag": np.round(total - np.where(early, first, 0), 2)[final]})], ignore_index=True)
    pay = pay[pay["bedrag"] > 0].assign(soort="factuur")
    back = pay[world.chance(0.03, len(pay))]
    back = back.assign(datum=back["datum"] + rng.integers(5, 60, len(back)), soort="creditnota",
                       bedrag=-np.round(back["bedrag"] * rng.choice([1.0, 0.25], len(back)), 2))
    pay = pd.concat([pay, back], ignore_index=True)
    index, n = pay["vp"].to_numpy(), len(pay)
    own = acts.iloc[act[index]]
    through = world.chance(0.3, n)  # only through its verplichting
    direct = world.chance(0.06, n) & ~through
    table = pd.DataFrame({
        "verplichtingnummer": np.where(direct, None, vp["verplichtingnummer"].to_numpy()[index]),
        "activiteitnummer": np.where(through, None, own["activiteitnummer"]),
        "clientnummer": np.where(world.chance(0.7, n), own["clientnummer"], None),
        "aanbieder_code": np.where(world.chance(0.9, n), own["aanbieder_code"], None),
        "datum": pay["datum"], "bedrag": pay["bedrag"], "budgetpost": vp["budgetpost"].to_numpy()[index],
        "soort": pay["soort"], "ouder": np.maximum(vp["_van"].to_numpy()[index], own["_van"].to_numpy())})
    table = pd.concat([table, _loose(world, n), _premiums(world)], ignore_index=True)
    table = table[table["datum"] <= world.einde]
    table["van"] = np.maximum(table["datum"] + world.lag(len(table), 5, 0.02), table["ouder"])
    table = table.sort_values(["van", "datum", "budgetpost", "bedrag"], ignore_index=True)
    n = len(table)
    invoice = np.char.add(np.char.add("F", (1970 + table["datum"].to_numpy() // 365.2425).astype(int).astype(str)),
                          np.char.add("-", np.char.zfill(np.arange(1, n + 1).astype(str), 6))).astype(object)
    none = (table["soort"] == "premie").to_numpy() | world.chance(0.02, n)
    world.add("betalingen", betalingnummer=numbers("B", n), factuurnummer=np.where(none, None, invoice),
              betaaldatum=dates(table["datum"]), bedrag=table["bedrag"], budgetpost=table["budgetpost"],
              soort=table["soort"], _van=table["van"],
              **{c: table[c] for c in ("verplichtingnummer", "activiteitnummer", "clientnummer", "aanbieder_code")})


def _loose(world: World, payments: int) -> pd.DataFrame:
    """Payments that belong to no activiteit: they count in no effectmeting (measures 3)."""
    n = max(2, round(payments * 0.06))
    provider = [p.code for p in world.town.aanbieders if p.soort == "extern"]
    return pd.DataFrame({
        "aanbieder_code": np.where(world.chance(0.5, n), world.pick(provider, n), None),
        "datum": world.rng.integers(world.start - 60, world.einde, n), "bedrag": world.amounts(n, 12, 450),
        "budgetpost": world.pick(sorted({i.budgetpost for i in world.town.instrumenten}), n),
        "soort": world.pick({"overig": 70, "factuur": 30}, n), "ouder": world.start - 60})


def _premiums(world: World) -> pd.DataFrame:
    """Premies for clients of internal activiteiten that ended well."""
    acts = world.tables["activiteiten"]
    paid = acts[~acts["_extern"] & (acts["doel_behaald"] == "J") & (acts["_eind"] < NEVER)]
    paid = paid[world.chance(0.25, len(paid))]
    n = len(paid)
    post = np.array([i.budgetpost for i in world.town.instrumenten], dtype=object)[paid["_item"]]
    return pd.DataFrame({
        "activiteitnummer": paid["activiteitnummer"].to_numpy(), "clientnummer": paid["clientnummer"].to_numpy(),
        "datum": paid["_beeindigd"].to_numpy() + world.rng.integers(5, 40, n),
        "bedrag": world.pick([100.0, 150.0, 300.0], n).astype(float), "budgetpost": post, "soort": "premie",
        "ouder": paid["_van"].to_numpy()})
