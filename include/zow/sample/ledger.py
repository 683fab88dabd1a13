"""The ledger of a gemeente, booked from the payments of its GWS, and every way in which the two do not tie (measures 8, aansluiting)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from zow.sample import budget
from zow.sample.catalogue import Town
from zow.sample.truth import World, dates, day

# what is done to chosen payments on their way into the ledger; the first five are the statuses of measures 8
KINDS = ("periodeverschil", "postverschil", "dubbel", "bedragverschil", "alleen_gws", "periode_13")
_PER_YEAR = 3  # of each kind, at real size
_LATE, _PAID_BACK = 5, 112_345  # of the benefits: the month of which a run is booked a month late, and cents booked back in period 13
COLUMNS = ("boekstuk", "regel", "boekdatum", "boekjaar", "periode", "grootboekrekening", "kostenplaats", "taakveld", "budgetpost",
           "factuurnummer", "omschrijving", "bedrag", "dc")


@dataclass(frozen=True)
class Difference:
    """One expected row beside `aangesloten` in the matching of `jaar`: `status` of measures 8 with the side or sides that it shows
    (betalingnummer; boekstuk and regel), `oorzaak` says what was done."""

    jaar: int
    status: str
    oorzaak: str
    betalingnummer: str | None = None
    boekstuk: str | None = None
    regel: int | None = None


@dataclass(frozen=True)
class Ledger:
    """`lines`: columns COLUMNS and `maand` (jjjj-mm of the file that holds the line); `differences`: against the last GWS delivery.
    `inkomen`: (boekjaar, periode) -> cents that the inkomensbetalingen are more than the ledger; the other months tie."""

    lines: pd.DataFrame
    differences: tuple[Difference, ...]
    inkomen: dict[tuple[int, int], int]


def build(world: World, seed: int) -> Ledger:
    """The ledger of all boekjaren of the town. The last GWS delivery lacks some payments that the ledger has: deleted or not in yet."""
    town = world.town
    rng = np.random.default_rng([seed, int(town.code[2:]), 20])
    today = day(max(f"{d.stamp[:4]}-{d.stamp[4:6]}-{d.stamp[6:8]}" for d in town.leveringen)) - 1
    pay = world.tables["betalingen"]
    when = pay["betaaldatum"].dt
    pay = pd.DataFrame({
        "betalingnummer": pay["betalingnummer"], "factuurnummer": pay["factuurnummer"], "boekjaar": when.year, "maandnr": when.month,
        "datum": pay["betaaldatum"].to_numpy().astype("datetime64[D]").astype(int), "budgetpost": pay["budgetpost"],
        "cent": np.rint(pay["bedrag"] * 100).astype(np.int64), "omschrijving": "Factuur " + pay["factuurnummer"].fillna("(geen)"),
        "in_gws": (pay["_van"] <= today) & (pay["_tot"] > today)})
    pay = pay[pay["boekjaar"].isin(town.boekjaren)].reset_index(drop=True)
    pay["soort"] = _chosen(pay, rng, world.size(_PER_YEAR))
    benefits, income = _benefits(world, today)
    lines = pd.concat([_booked(pay), *_past_gws(world, rng), *benefits], ignore_index=True)
    lines = lines.sort_values(["maand", "volgorde", "datum", "budgetpost", "cent"], kind="stable", ignore_index=True)
    number = lines.groupby("maand").cumcount()
    lines["boekstuk"] = lines["maand"].str.replace("-", "") + "-" + (number // 2 + 1).astype(str).str.zfill(5)
    lines["regel"] = number % 2 + 1
    return Ledger(_as_delivered(town, lines), _differences(pay, lines), income)


def _chosen(pay: pd.DataFrame, rng: np.random.Generator, per_kind: int) -> np.ndarray:
    """Which payment gets which of KINDS, "" for none: up to `per_kind` a year of each, among those that would tie."""
    soort = np.full(len(pay), "", dtype=object)
    fit = (pay["in_gws"] & pay["factuurnummer"].notna() & (pay["cent"] > 0)).to_numpy()
    for year in sorted(pay["boekjaar"].unique()):
        mine = rng.permutation(np.flatnonzero(fit & (pay["boekjaar"] == year).to_numpy()))
        december = pay["maandnr"].to_numpy()[mine] == 12
        rest = mine[~december]
        share = min(per_kind, max(1, len(rest) // 8))
        late = mine[december][:per_kind] if december.any() else rest[len(KINDS) * share:][:1]
        soort[late] = "periode_13"
        for turn, kind in enumerate(KINDS[:-1]):
            soort[rest[turn * share:(turn + 1) * share]] = kind
    return soort


def _booked(pay: pd.DataFrame) -> pd.DataFrame:
    """The ledger lines of the payments: none for alleen_gws, two for dubbel."""
    rows = pay[pay["soort"] != "alleen_gws"].assign(volgorde=0, oorzaak="")
    rows["oorzaak"] = np.select([~rows["in_gws"], rows["factuurnummer"].isna()], ["niet_in_gws", "zonder_factuurnummer"], rows["soort"])
    rows["bestand"] = np.where(rows["soort"] == "periode_13", 12, rows["maandnr"] + (rows["soort"] == "periodeverschil"))
    rows["periode"] = np.where(rows["soort"] == "periode_13", 13, rows["bestand"])
    rows["cent"] = rows["cent"] + np.where(rows["soort"] == "bedragverschil", 1250, 0)
    posts = np.array(sorted(pay["budgetpost"].unique()), dtype=object)
    following = dict(zip(posts, np.roll(posts, 1), strict=True))
    moved = rows["soort"] == "postverschil"
    rows["budgetpost"] = rows["budgetpost"].where(~moved, rows["budgetpost"].map(following))
    # the copy is booked a month later in the period of the first, so that it is the one left over
    copies = rows[rows["soort"] == "dubbel"].assign(volgorde=1, omschrijving="Nogmaals geboekt", oorzaak="dubbel")
    copies["bestand"] = np.minimum(copies["bestand"] + 1, 12)
    rows["oorzaak"] = rows["oorzaak"].where(rows["soort"] != "dubbel", "")
    rows = pd.concat([rows, copies], ignore_index=True)
    rows["maand"] = rows["boekjaar"].astype(str) + "-" + rows["bestand"].astype(str).str.zfill(2)
    return rows


def _past_gws(world: World, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Ledger lines that no payment stands behind: monthly costs, an unknown invoice, and accruals in period 13 (one of them credit)."""
    years = world.town.boekjaren
    parts = []
    for cost in world.town.vaste_lasten:
        for year, amount in cost.per_jaar.items():
            month = np.arange(1, 13)
            cents = np.full(12, amount * 100 // 12)
            cents[-1] += amount * 100 - cents.sum()
            parts.append(_loose(year, month, month, cost.budgetpost, None, f"{cost.omschrijving} {year}", cents, "zonder_factuurnummer"))
    instruments = {i.budgetpost for era in (world.town, world.town.eerder) if era for i in era.instrumenten}
    first = sorted(instruments)[0]
    for year in years:
        n = world.size(_PER_YEAR)
        month = rng.integers(1, 13, n)
        unknown = [f"X{year}-{i:05d}" for i in range(1, n + 1)]
        parts.append(_loose(year, month, month, rng.choice(sorted(instruments), n), unknown, "Factuur; niet in GWS (€)",
                            rng.integers(5_000, 90_000, n), "alleen_grootboek"))
        parts.append(_loose(year, [12, 12], [13, 13], first, None, "Transitorische post", [150_000, -42_500], "zonder_factuurnummer"))
    return parts


def _benefits(world: World, today: int) -> tuple[list[pd.DataFrame], dict[tuple[int, int], int]]:
    """A ledger line per payment run of the benefits (month and budgetpost), as GWS knows it on `today`, of the years with such posts; and
    what does not tie (as in Ledger.inkomen): the smallest run of a month is booked a month late, and something is booked back."""
    town, paid = world.town, world.tables["inkomensbetalingen"]
    paid = paid[(paid["_van"] <= today) & (paid["_tot"] > today)]
    regeling = paid["uitkeringnummer"].map(world.tables["uitkeringen"].set_index("uitkeringnummer")["regeling"])
    paid = pd.DataFrame({"jaar": paid["maand"].str[:4].astype(int), "maand": paid["maand"].str[5:].astype(int),
                         "post": regeling.map(town.uitkeringsposten), "cent": np.rint(paid["bedrag"] * 100).astype(np.int64)})
    parts, income = [], {}
    for year in town.boekjaren:
        posts = budget.income_posts(town, year)
        runs = paid[(paid["jaar"] == year) & paid["post"].isin(posts)].groupby(["maand", "post"], as_index=False)["cent"].sum()
        if runs.empty:
            continue
        late = runs[runs["maand"] == _LATE].nsmallest(1, "cent")
        month = runs["maand"] + runs.index.isin(late.index)
        parts.append(_loose(year, month, month, runs["post"], None, "Uitkeringsrun " + runs["maand"].astype(str) + f"-{year}",
                            runs["cent"], "uitkering"))
        main = runs.groupby("post")["cent"].sum().idxmax()
        parts.append(_loose(year, [12], [13], main, None, "Terugbetaalde uitkering", [-_PAID_BACK], "uitkering"))
        moved = int(late["cent"].sum())
        income |= {(year, _LATE): moved, (year, _LATE + 1): -moved, (year, 13): _PAID_BACK}
    return parts, income


def _loose(year: int, month: object, period: object, post: object, invoice: object, text: str, cents: object, cause: str) -> pd.DataFrame:
    rows = pd.DataFrame({"maandnr": month, "periode": period, "cent": cents})
    rows = rows.assign(boekjaar=year, budgetpost=post, factuurnummer=invoice, omschrijving=text, oorzaak=cause, volgorde=2)
    rows["maand"] = f"{year}-" + rows["maandnr"].astype(str).str.zfill(2)
    rows["datum"] = ((np.array(rows["maand"], dtype="datetime64[M]") + 1).astype("datetime64[D]") - 1).astype(int)
    return rows


def _as_delivered(town: Town, lines: pd.DataFrame) -> pd.DataFrame:
    posts = sorted(lines["budgetpost"].unique())
    account = {post: f"443{index:03d}" for index, post in enumerate(posts, start=10)}
    income = lines["budgetpost"].isin(town.uitkeringsposten.values())
    frame = lines.assign(
        boekdatum=dates(lines["datum"]), grootboekrekening=lines["budgetpost"].map(account), kostenplaats="6110",
        # function of the old accounting rules, taakveld of the new
        taakveld=np.where(lines["boekjaar"] < 2017, np.where(income, "610", "623"), np.where(income, "6.3", "6.5")),
        bedrag=lines["cent"].abs() / 100, dc=np.where(lines["cent"] < 0, "C", "D"))
    return frame[[*COLUMNS, "maand"]]


def _differences(pay: pd.DataFrame, lines: pd.DataFrame) -> tuple[Difference, ...]:
    """What the matching must find, from what was done: never from the matching itself."""
    found = [Difference(r.boekjaar, "alleen_gws", "alleen_gws", r.betalingnummer)
             for r in pay[pay["soort"] == "alleen_gws"].itertuples()]
    for row in lines[lines["oorzaak"] != ""].itertuples():
        number = row.betalingnummer if isinstance(row.betalingnummer, str) else None
        line = {"boekstuk": row.boekstuk, "regel": row.regel}
        if row.oorzaak in ("periodeverschil", "bedragverschil"):
            found.append(Difference(row.boekjaar, row.oorzaak, row.oorzaak, number, **line))
        elif row.oorzaak == "periode_13":
            found.append(Difference(row.boekjaar, "periodeverschil", row.oorzaak, number, **line))
        elif row.oorzaak == "postverschil":  # two rows, each with its side only
            found += [Difference(row.boekjaar, "postverschil", row.oorzaak, number),
                      Difference(row.boekjaar, "postverschil", row.oorzaak, **line)]
        elif row.oorzaak == "dubbel":
            found.append(Difference(row.boekjaar, "dubbel", row.oorzaak, **line))
        else:
            found.append(Difference(row.boekjaar, "alleen_grootboek", row.oorzaak, **line))
            if row.oorzaak == "zonder_factuurnummer" and number:
                found.append(Difference(row.boekjaar, "alleen_gws", row.oorzaak, number))
    return tuple(found)
