"""The UWV and finance files of the sample: the dirt that was planted and no other, and a ledger that ties but for what was planted."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.support.sample_reading import judge
from zow.contracts import load
from zow.ingest import names
from zow.sample import budget, ledger, uwv
from zow.sample import generate as sample
from zow.sample.towns import TOWNS
from zow.sample.truth import World, day, known_at

FACTOR = 0.05
STATUSES = {"periodeverschil", "postverschil", "dubbel", "bedragverschil", "alleen_gws", "alleen_grootboek"}
CAUSES = {*ledger.KINDS, "alleen_grootboek", "zonder_factuurnummer", "uitkering"}


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {code: sample.build_truth(town, factor=FACTOR) for code, town in TOWNS.items()}


@pytest.fixture(scope="module")
def books(worlds) -> dict[str, ledger.Ledger]:
    return {code: ledger.build(world, sample.SEED) for code, world in worlds.items()}


@pytest.fixture(scope="module")
def deliveries(worlds, tmp_path_factory) -> list[sample.Delivery]:
    """The files of the last boekjaar of every town, as the demo drops them."""
    landing = tmp_path_factory.mktemp("landing")
    drops = [d for world in worlds.values() for d in sample.files.of_town(world, sample.SEED, 1)]
    return [sample.write_file_drop(landing, d) for d in [*drops, *sample.files.national(list(TOWNS.values()), sample.SEED, 1)]]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="cp1252", errors="replace", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def faults(delivery: sample.Delivery) -> set[tuple[int, str, str, str]]:
    """(regel, kolom, regel_code, ernst) of everything sources.md 5 would put into quarantine."""
    file = load(delivery.bron).file(delivery.feed)
    lines = delivery.path.read_bytes().removesuffix(b"\r\n").split(b"\r\n")
    assert lines[0].decode() == ";".join(c.name for c in file.columns)
    keys: dict[str, set] = {file.name: set()}
    return {(number, *fault) for number, line in enumerate(lines[1:], start=2) for fault in judge(file, line, keys, set())}


def test_quarantine_is_exactly_what_was_planted(deliveries):
    for d in deliveries:
        assert faults(d) == {(p.regel, p.kolom, p.regel_code, p.ernst) for p in d.planted}, d.path.name
        assert bool(d.planted) == (d.soort in ("fouten", "geweigerd")), d.path.name
        rejected = len({p.regel for p in d.planted})
        limit = load(d.bron).file(d.feed).limit(len(rows_of(d.path)))
        assert (rejected > limit) == (d.verwacht == "geweigerd"), d.path.name


def test_every_feed_of_every_gemeente_is_there(deliveries):
    found = {(d.gemeentecode, d.feed) for d in deliveries}
    expected = {(code, feed) for code in TOWNS for feed in ("grootboek", "begroting", "doorverwijzingen")}
    # the list of indicaties exists since 2015
    assert found == expected | {("GM0090", "indicaties"), ("GM1731", "indicaties"), (names.NATIONAL, "arbeidsmarkt")}
    kinds = {feed: {d.soort for d in deliveries if d.feed == feed} for feed in {d.feed for d in deliveries}}
    assert kinds == {"grootboek": {"gewoon", "voorlopig", "geweigerd"}, "begroting": {"gewoon", "geweigerd"},
                     "doorverwijzingen": {"gewoon", "fouten", "voorlopig"},
                     "indicaties": {"fouten"}, "arbeidsmarkt": {"gewoon", "fouten", "voorlopig"}}


def test_every_kind_of_dirt_is_planted_per_feed(deliveries):
    for feed, recipes in (sample.planting.FILE_RECIPES | sample.planting.REFUSED_RECIPES).items():
        planted = {(p.kolom, p.regel_code) for d in deliveries if d.feed == feed for p in d.planted}
        assert planted == {rule for recipe in recipes for rule in recipe.regels}, feed


def test_sidecars_agree(deliveries):
    for d in deliveries:
        record, = rows_of(d.path.with_name(d.path.name + ".manifest.csv"))
        raw = d.path.read_bytes()
        assert record["bestand"] == d.path.name and record["sha256"] == hashlib.sha256(raw).hexdigest()
        assert int(record["regels"]) == raw.count(b"\r\n") - 1
        said = names.parse(d.bron, d.path.name)
        assert (said.feed, said.gemeentecode) == (d.feed, d.gemeentecode)


def test_a_provisional_file_is_older_and_differs(deliveries):
    for d in (d for d in deliveries if d.soort == "voorlopig"):
        window = names.parse(d.bron, d.path.name).venster
        final = max((o for o in deliveries if (o.feed, o.gemeentecode) == (d.feed, d.gemeentecode) and o.verwacht == "geaccepteerd"
                     and names.parse(o.bron, o.path.name).venster == window), key=lambda o: o.stamp)
        assert final.stamp > d.stamp and final.path.read_bytes() != d.path.read_bytes()


def matched(payments: list[tuple], lines: list[tuple]) -> set[tuple]:
    """measures 8, aansluiting, of one year, literally: everything that is not aangesloten, as (status, betalingnummer, boekstuk, regel).
    payment: (betalingnummer, factuurnummer, cents, budgetpost, periode); line: ((boekstuk, regel), the same four)."""
    payments, lines, result, pairs = sorted(payments), sorted(lines), set(), set()

    def same(p: tuple, q: tuple, *fields: int) -> bool:
        return p[1] is not None and all(p[f] == q[f] for f in fields)

    def one_pass(status: str, *fields: int, other: int | None = None) -> None:
        for payment in list(payments):
            line = next((q for q in lines if same(payment, q, *fields) and (other is None or payment[other] != q[other])), None)
            if line is None:
                continue
            payments.remove(payment)
            lines.remove(line)
            if status != "bedragverschil":
                pairs.add((line[1], line[2]))
            if status == "postverschil":
                result.update({(status, payment[0], None, None), (status, None, *line[0])})
            elif status != "aangesloten":
                result.add((status, payment[0], *line[0]))

    one_pass("aangesloten", 1, 2, 3, 4)
    one_pass("periodeverschil", 1, 2, 3)
    one_pass("postverschil", 1, 2, other=3)
    for line in [q for q in lines if (q[1], q[2]) in pairs]:
        lines.remove(line)
        result.add(("dubbel", None, *line[0]))
    one_pass("bedragverschil", 1, 3, other=2)
    result.update(("alleen_gws", p[0], None, None) for p in payments)
    result.update(("alleen_grootboek", None, *q[0]) for q in lines)
    return result


@pytest.mark.parametrize("code", TOWNS)
def test_the_ledger_ties_but_for_what_was_planted(worlds, books, code):
    stamp = max(d.stamp for d in TOWNS[code].leveringen)
    gws = known_at(worlds[code].tables, day(f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}") - 1)["betalingen"]
    payments, lines = defaultdict(list), defaultdict(list)
    for p in gws.itertuples():
        payments[p.betaaldatum.year].append((p.betalingnummer, p.factuurnummer, round(p.bedrag * 100), p.budgetpost, p.betaaldatum.month))
    for q in books[code].lines.itertuples():
        invoice = q.factuurnummer if isinstance(q.factuurnummer, str) else None
        cents = round(q.bedrag * 100) * (1 if q.dc == "D" else -1)
        lines[q.boekjaar].append(((q.boekstuk, q.regel), invoice, cents, q.budgetpost, q.periode))
    assert set(lines) == set(TOWNS[code].boekjaren)
    for year in lines:
        planted = {(d.status, d.betalingnummer, d.boekstuk, d.regel) for d in books[code].differences if d.jaar == year}
        assert matched(payments[year], lines[year]) == planted, year


@pytest.mark.parametrize("code", TOWNS)
def test_every_kind_of_difference_is_planted(books, code):
    book = books[code]
    assert {d.status for d in book.differences} == STATUSES
    assert {d.oorzaak for d in book.differences} >= CAUSES
    lines = book.lines
    assert not lines.duplicated(["boekstuk", "regel"]).any()
    assert (lines["dc"] == "C").any() and lines["factuurnummer"].isna().any() and (lines["bedrag"] >= 0).all()
    thirteen = lines[lines["periode"] == 13]
    assert len(thirteen) and (thirteen["maand"].str[5:] == "12").all()
    assert (lines["periode"] != lines["maand"].str[5:].astype(int)).any()


def income_posts(town: str, year: int) -> set[str]:
    """The budgetposten that the begroting names as post under I-deel or buig."""
    lines = budget.build(TOWNS[town], year, f"{year}-12-31").query("deel in ['I-deel', 'buig'] and soort_regel == 'post'")
    return set(lines["budgetpost"])


@pytest.mark.parametrize("code", TOWNS)
def test_the_benefits_tie_per_month_but_for_what_was_planted(worlds, books, code):
    """Issue 7 point 4: inkomensbetalingen of the bijstandsregelingen against the ledger lines of those posts, by periode."""
    stamp = max(d.stamp for d in TOWNS[code].leveringen)
    gws = known_at(worlds[code].tables, day(f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}") - 1)
    scheme = dict(zip(gws["uitkeringen"]["uitkeringnummer"], gws["uitkeringen"]["regeling"], strict=True))
    paid, booked = Counter(), Counter()
    for p in gws["inkomensbetalingen"].itertuples():
        if scheme[p.uitkeringnummer] != "ANW":
            paid[int(p.maand[:4]), int(p.maand[5:])] += round(p.bedrag * 100)
    years = {year: posts for year in TOWNS[code].boekjaren if (posts := income_posts(code, year))}
    assert years and years[TOWNS[code].boekjaren[-1]]  # the year of the demo is among them
    for q in books[code].lines.itertuples():
        if q.budgetpost in years.get(q.boekjaar, ()):
            booked[q.boekjaar, q.periode] += round(q.bedrag * 100) * (1 if q.dc == "D" else -1)
    for year in years:
        months = [(year, month) for month in range(1, 14)]
        planted = {key: cents for key, cents in books[code].inkomen.items() if key[0] == year}
        assert {key: paid[key] - booked[key] for key in months if paid[key] != booked[key]} == planted
        late, back, thirteen = (planted[year, month] for month in (5, 6, 13))
        assert late == -back > 0 and thirteen > 0 and len(planted) == 3
        assert all(paid[key] > 0 for key in months[:12]) and booked[year, 13] < 0


def stated(town: str, deel: str, soort: str) -> dict[int, Decimal]:
    """What the final begroting of each year says, of the highest versie, summed over the lines of that soort."""
    result = {}
    for year in TOWNS[town].boekjaren:
        lines = budget.build(TOWNS[town], year, f"{year}-12-31").query("deel == @deel and soort_regel == @soort")
        latest = lines.sort_values("versie").groupby("budgetpost", dropna=False)["bedrag"].last()
        if len(latest):
            result[year] = Decimal(str(latest.sum()))
    return result


def test_budgets_state_what_the_documents_state():
    """S4 tabel 2.2 (W-deel 2009 states 138,027 where its lines give 174,001); S2 8.1 (totals 190,000 to 160,000 below the posts)."""
    w = {soort: stated("GM0342", "W-deel", soort) for soort in ("toegekend", "meegenomen", "ontvangsten", "uitgaven", "saldo")}
    computed = {y: w["toegekend"][y] + w["meegenomen"][y] + w["ontvangsten"][y] - w["uitgaven"][y] for y in w["saldo"]}
    assert {y: int(computed[y]) for y in computed} == {2008: 565_561, 2009: 174_001, 2010: 158_666}
    assert int(w["saldo"][2009]) == 138_027
    posts, total = (stated("GM0090", "participatiebudget", soort) for soort in ("post", "totaal_posten"))
    assert [int(posts[y] - total[y]) for y in (2020, 2021, 2022, 2023)] == [190_000, 180_000, 170_000, 160_000]


def test_begroting_has_its_changes_and_no_double_key():
    for town in TOWNS.values():
        for year in town.boekjaren:
            early, late = (budget.build(town, year, f"{year}-{until}") for until in ("01-10", "12-31"))
            assert set(early["versie"]) == {0} and not late.duplicated(["boekjaar", "deel", "soort_regel", "budgetpost", "versie"]).any()
        assert 1 in set(late["versie"])


def test_referrals_are_about_clients_and_strangers(worlds):
    for code, world in worlds.items():
        rows = uwv.referrals(world, sample.SEED)
        known = rows["bsn"].isin(world.tables["clienten"]["bsn"])
        assert 0.3 < known.mean() < 0.9 and set(rows["soort"]) == {"kort_ww", "potentieel_wwb", "max_ww"}, code
        prevented = rows[(rows["soort"] == "potentieel_wwb") & (rows["aanvraag_ingenomen"] == "N")]
        assert {"J", "N"} == set(prevented["werk_voor_aanvraag"]) and rows["meldingnummer"].is_unique
        assert set(rows["maand"]) == {f"{y}-{m:02d}" for y in TOWNS[code].boekjaren for m in range(1, 13)}


def test_indications_of_smallingerland():
    """S2 2.1: 584 banenafspraak, 345 of them in bijstand (16 %), 19 beschut werk; counted as measures 6 does, on the peildatum."""
    world = sample.build_truth(TOWNS["GM0090"])
    rows, peil = uwv.indications(world, sample.SEED), pd.Timestamp("2020-12-31")
    valid = rows[(rows["besluitdatum"] <= peil) & ~(rows["geldig_tot"] < peil)]
    assert Counter(valid["soort"]) == {"banenafspraak": 584, "beschut_werk": 19}
    benefit, clients = world.tables["uitkeringen"], world.tables["clienten"].set_index("clientnummer")
    people = clients.loc[benefit[(benefit["begindatum"] <= peil) & ~(benefit["einddatum"] <= peil)]["clientnummer"].unique()]
    agreed = people["bsn"].isin(valid.loc[valid["soort"] == "banenafspraak", "bsn"])
    assert (agreed | (people["arbeidsbeperking"] == "banenafspraak")).mean() == pytest.approx(0.16, abs=0.01)
    assert agreed.sum() == pytest.approx(345, abs=10)
