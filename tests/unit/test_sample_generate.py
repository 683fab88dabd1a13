"""The generated deliveries against a slow, independent reading of sources.md 1 and 5 (csv module, plain Python)."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.support.sample_reading import DECIMAL, elfproef, judge
from zow.contracts import load
from zow.sample import generate as sample
from zow.sample.planting import PLANTED
from zow.sample.towns import TOWNS
from zow.sample.truth import World, day, known_at
from zow.sample.write import read_lines

FACTOR = 0.05
YEAR_END = {"GM0171": "20141231", "GM1731": "20211231", "GM0090": "20231231", "GM0342": "20101231"}
def faults(folder: Path) -> set[tuple[str, int, str, str, str]]:
    """(bestand, regel, kolom, regel_code, ernst) of everything sources.md 5 would put into quarantine."""
    found, keys = set(), {}
    for file in load("gws", folder.name.split("_")[1]).files:
        raw = (folder / file.file_name).read_bytes()
        assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n")
        lines = raw.removesuffix(b"\r\n").split(b"\r\n")
        assert lines[0].decode() == ";".join(c.name for c in file.columns)
        keys[file.name], people = set(), set()
        for number, line in enumerate(lines[1:], start=2):
            mine = judge(file, line, keys, people)
            found |= {(file.name, number, *f) for f in mine}
    return found


def manifest_faults(folder: Path) -> set[tuple[str, str]]:
    """(bestand, field) where manifest.csv and the bytes of the file disagree."""
    with (folder / "manifest.csv").open(encoding="cp1252", newline="") as handle:
        records = list(csv.DictReader(handle, delimiter=";"))
    files = {f.file_name: f for f in load("gws", folder.name.split("_")[1]).files}
    assert [r["bestand"] for r in records] == list(files) and len(files) == 20
    found = set()
    for record in records:
        raw = (folder / record["bestand"]).read_bytes()
        rows = list(csv.reader(raw.decode("cp1252", errors="replace").splitlines(), delimiter=";"))
        true = {"regels": str(len(rows) - 1), "sha256": hashlib.sha256(raw).hexdigest(), "controletotaal": ""}
        if record["controlekolom"]:
            position = rows[0].index(record["controlekolom"])
            texts = [r[position] for r in rows[1:] if len(r) == len(rows[0]) and DECIMAL.fullmatch(r[position])]
            true["controletotaal"] = sum((Decimal(t.replace(".", "").replace(",", ".")) for t in texts), Decimal(0))
            record["controletotaal"] = Decimal(record["controletotaal"].replace(",", "."))
        found |= {(record["bestand"], n) for n, v in true.items() if record[n] != v}
    return found


@pytest.fixture(scope="module")
def nights(tmp_path_factory) -> list[sample.Night]:
    return list(sample.generate_batches(tmp_path_factory.mktemp("landing"), factor=FACTOR, jaren=0))


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {code: sample.build_truth(town) for code, town in TOWNS.items()}


@pytest.fixture(scope="module")
def deliveries(nights) -> list[sample.Delivery]:
    return [d for night in nights for d in night.leveringen]


def frame(delivery: sample.Delivery, bestand: str) -> pd.DataFrame:
    return pd.read_csv(delivery.path / f"{bestand}.csv", sep=";", encoding="cp1252", dtype=str, keep_default_na=False)


def final(deliveries: list[sample.Delivery], gemeente: str) -> sample.Delivery:
    return max((d for d in deliveries if d.gemeentecode == gemeente), key=lambda d: d.stamp)


def test_quarantine_is_exactly_what_was_planted(deliveries):
    for d in deliveries:
        expected = {(p.bestand, p.regel, p.kolom, p.regel_code, p.ernst) for p in d.planted}
        if d.soort == "betalingen":
            expected = {("betalingen", 2, "bedrag", "decimaal", "afgekeurd")}
        assert faults(d.path) == expected, d.path.name
        assert bool(d.planted) == (d.soort == "fouten")


def test_planted_rows_stay_within_the_limits(deliveries):
    for d in (d for d in deliveries if d.planted):
        contract = load("gws", d.gemeentecode)
        lines = Counter(b for b, _ in {(p.bestand, p.regel) for p in d.planted if p.regel_code != "verwijzing"})
        for bestand, count in lines.items():
            assert count <= contract.file(bestand).limit(len(read_lines(d.path, bestand)) - 1), bestand


def test_every_rule_code_has_a_recipe():
    assert {code for r in PLANTED for _, code in r.regels} == {
        "aantal_velden", "codering", "verplicht", "datum", "decimaal", "geheel_getal", "maand", "codelijst", "jn",
        "bereik", "elfproef", "datum_volgorde", "dubbele_sleutel", "verwijzing"}


def test_manifests_agree_but_for_the_broken_one(deliveries):
    for d in deliveries:
        assert manifest_faults(d.path) == ({(d.geraakt, "sha256")} if d.soort == "sha256" else set()), d.path.name


def test_each_gemeente_has_every_kind_of_delivery(nights, deliveries):
    for gemeente, year_end in YEAR_END.items():
        mine = [d for d in deliveries if d.gemeentecode == gemeente]
        assert {"gewoon", "laat", "fouten"} < {d.soort for d in mine}
        assert [d.verwacht for d in mine].count("geweigerd") == 1
        late = next(d for d in mine if d.soort == "laat")
        before = [d for n in nights if late not in n.leveringen for d in n.leveringen if d.gemeentecode == gemeente]
        assert any(d.stamp > late.stamp and d.verwacht == "geaccepteerd" for d in before)
        assert final(deliveries, gemeente).verwacht == "geaccepteerd"
        assert final(deliveries, gemeente).stamp > year_end


def test_all_files_are_filled(deliveries):
    for gemeente in TOWNS:
        for file in load("gws", gemeente).files:
            assert len(frame(final(deliveries, gemeente), file.name)) > 0, file.name


def test_bsns_start_with_nine_and_belong_to_one_client(deliveries):
    for gemeente in TOWNS:
        bsn = frame(final(deliveries, gemeente), "clienten")["bsn"]
        assert bsn.is_unique and bsn.str.startswith("9").all() and bsn.map(elfproef).all()


def extract(world: World, stamp: str) -> dict[str, pd.DataFrame]:
    return known_at(world.tables, day(f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}") - 1)


@pytest.mark.parametrize("gemeentecode", TOWNS)
def test_history_moves_between_deliveries(worlds, gemeentecode):
    """Changed attributes, an end that came in late, an end reason corrected, a client gone with all rows."""
    *_, before, last = sorted(d.stamp for d in TOWNS[gemeentecode].leveringen if d.soort == "gewoon")
    old, new = (extract(worlds[gemeentecode], stamp) for stamp in (before, last))
    clients = old["clienten"].merge(new["clienten"], on="clientnummer", suffixes=("", "_nu"))
    assert (clients["postcode"] != clients["postcode_nu"]).any()
    for table, key in (("clienten", "clientnummer"), ("contactmomenten", "contactnummer")):
        assert set(old[table][key]) - set(new[table][key])
    benefits = old["uitkeringen"].merge(new["uitkeringen"], on="uitkeringnummer", suffixes=("", "_nu"))
    assert (benefits["einddatum"].isna() & (benefits["einddatum_nu"] < pd.Timestamp(before[:8]))).any()
    corrected = benefits["einddatum"].notna() & benefits["reden_beeindiging"].notna()
    assert (benefits["reden_beeindiging"] != benefits["reden_beeindiging_nu"])[corrected].any()


def in_bijstand(world: World, on: int) -> pd.DataFrame:
    rows = world.tables["uitkeringen"]
    return rows[(rows["_begin"] <= on) & (rows["_eind"] > on) & (rows["regeling"] != "ANW")]


@pytest.mark.parametrize(("gemeente", "peildatum", "low", "high"), [
    ("GM0171", "2014-05-27", 700, 820), ("GM1731", "2021-07-12", 400, 500), ("GM0342", "2008-12-31", 520, 600),
    ("GM0342", "2010-12-31", 520, 620), ("GM0090", "2010-12-31", 500, 800), ("GM0090", "2020-12-31", 2140, 2175)])
def test_population_is_of_realistic_size(worlds, gemeente, peildatum, low, high):
    assert low <= in_bijstand(worlds[gemeente], day(peildatum))["clientnummer"].nunique() <= high


@pytest.mark.parametrize("gemeentecode", TOWNS)
def test_no_end_before_its_begin_in_any_delivery_of_full_size(worlds, gemeentecode):
    world, wrong = worlds[gemeentecode], {}
    for drop in world.town.leveringen:
        for name, table in extract(world, drop.stamp).items():
            if {"begindatum", "einddatum"} <= set(table.columns):
                wrong[drop.stamp, name] = int((table["einddatum"] < table["begindatum"]).sum())
    assert len(wrong) == 6 * len(world.town.leveringen) and not any(wrong.values())


def test_gaps_stand_on_both_sides_of_thirty_days(worlds):
    rows = worlds["GM0171"].tables["uitkeringen"].sort_values(["clientnummer", "_begin"])
    gaps = set(rows["_begin"] - rows.groupby("clientnummer")["_eind"].shift())
    assert {30, 31} <= gaps


def test_third_onvoldoende_falls_inside_the_policy_year(worlds):
    for gemeente, year in (("GM0171", "2014"), ("GM1731", "2021")):
        acts = worlds[gemeente].tables["activiteiten"]
        poor = acts[(acts["aanbieder_code"] == TOWNS[gemeente].onvoldoende) & (acts["kwaliteit_oordeel"] == "onvoldoende")]
        assert str(poor["einddatum"].sort_values().iloc[2].year) == year


def test_same_seed_same_bytes_other_seed_other(deliveries, tmp_path):
    town = TOWNS["GM0090"]
    again, other = (sample.build_truth(town, seed, FACTOR) for seed in (sample.SEED, 7))
    for drop in (d for d in town.leveringen if d.soort == "fouten" or d == town.leveringen[-1]):
        one = next(d for d in deliveries if (d.gemeentecode, d.stamp) == (town.code, drop.stamp)).path
        two = sample.write_drop(tmp_path / "a", again, drop).path
        assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}
    assert (sample.write_drop(tmp_path / "b", other, drop).path / "clienten.csv").read_bytes() != (two / "clienten.csv").read_bytes()


def test_factor_two_doubles(worlds):
    one, two = sample.build_truth(TOWNS["GM1731"], factor=0.5).tables, worlds["GM1731"].tables
    for name in ("clienten", "uitkeringen", "activiteiten", "betalingen", "contactmomenten", "ladderstanden"):
        assert 1.8 < len(two[name]) / len(one[name]) < 2.2, name


def test_text_carries_diacritics_euro_quotes_and_semicolons(deliveries):
    for gemeente in TOWNS:
        text = "".join((final(deliveries, gemeente).path / f"{b}.csv").read_bytes().decode("cp1252")
                       for b in ("clienten", "voorzieningen", "aanbieders"))
        assert all(mark in text for mark in ("€", "ü", '""', '";', "Ž"))
