"""The generated deliveries against a slow, independent reading of sources.md 1 and 5 (csv module, plain Python)."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from zow.contracts import load
from zow.sample import generate as sample
from zow.sample.catalogue import TOWNS
from zow.sample.planting import PLANTED
from zow.sample.truth import day, known_at
from zow.sample.write import read_lines

FACTOR = 0.2
DECIMAL = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?")
FORMS = {"dec": DECIMAL, "int": re.compile(r"-?\d+"), "maand": re.compile(r"\d{4}-\d\d"), "jn": re.compile("[JN]"),
         "date": re.compile(r"\d\d-\d\d-\d{4}")}
CODES = {"dec": "decimaal", "int": "geheel_getal", "maand": "maand", "jn": "jn", "date": "datum"}


def elfproef(bsn: str) -> bool:
    if not re.fullmatch(r"\d{9}", bsn):
        return False
    return (sum(int(d) * w for d, w in zip(bsn, range(9, 1, -1), strict=False)) - int(bsn[8])) % 11 == 0


def field_fault(column, text: str) -> str | None:
    if not text:
        return "verplicht" if column.required else None
    if column.type in FORMS and not FORMS[column.type].fullmatch(text):
        return CODES[column.type]
    if column.type == "date":
        try:
            return None if 1900 <= datetime.strptime(text, "%d-%m-%Y").year <= 2100 else "datum"
        except ValueError:
            return "datum"
    if column.type == "maand" and not 1 <= int(text[5:]) <= 12:
        return "bereik"
    if column.type == "code" and text not in column.codes:
        return "codelijst"
    if column.minimum is not None and not column.minimum <= Decimal(text.replace(",", ".")) <= column.maximum:
        return "bereik"
    return None


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


def judge(file, line: bytes, keys: dict[str, set], people: set) -> list[tuple[str, str, str]]:
    values = next(csv.reader([line.decode("cp1252", errors="replace")], delimiter=";"))
    if len(values) != len(file.columns):
        return [("", "aantal_velden", "afgekeurd")]
    row = {c.name: v.strip() for c, v in zip(file.columns, values, strict=True)}
    bad = [(n, "codering", "afgekeurd") for n, v in row.items() if "�" in v]
    bad = bad or [(c.name, f, "afgekeurd") for c in file.columns if (f := field_fault(c, row[c.name])) == "verplicht"]
    bad = bad or [(c.name, f, "afgekeurd") for c in file.columns if (f := field_fault(c, row[c.name]))]
    bad = bad or [(c.name, "elfproef", "afgekeurd") for c in file.columns
                  if c.personal == "bsn" and not elfproef(row[c.name])]
    for column in file.columns if not bad else ():
        if column.not_before and row[column.name]:
            end, begin = (datetime.strptime(row[n], "%d-%m-%Y") for n in (column.name, column.not_before))
            bad += [(column.name, "datum_volgorde", "afgekeurd")] if end < begin else []
    key = tuple(row[c.name] for c in file.key)
    if not bad and key in keys[file.name]:
        bad = [(file.key[0].name, "dubbele_sleutel", "afgekeurd")]
    if not bad and file.name == "clienten" and row["bsn"] in people:
        bad = [("bsn", "dubbele_sleutel", "afgekeurd")]
    if bad:
        return bad
    broken = [(c.name, "verwijzing", "afgekeurd" if c.required or c.key else "waarschuwing") for c in file.columns
              if c.reference and row[c.name] and (row[c.name],) not in keys[c.reference.split(".")[0]]]
    if not any(weight == "afgekeurd" for _, _, weight in broken):
        keys[file.name].add(key)
        people.add(row.get("bsn"))
    return broken


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
    return list(sample.generate_batches(tmp_path_factory.mktemp("landing"), factor=FACTOR))


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
    for gemeente, year_end in (("GM0171", "20141231"), ("GM1731", "20211231")):
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


def test_history_moves_between_deliveries(deliveries):
    """Changed attributes, an end that came in late, an end reason corrected, a client gone with all rows."""
    for gemeente in TOWNS:
        mine = sorted((d for d in deliveries if d.gemeentecode == gemeente and d.soort == "gewoon"),
                      key=lambda d: d.stamp)
        old, new = mine[-2], mine[-1]
        clients = frame(old, "clienten").merge(frame(new, "clienten"), on="clientnummer", suffixes=("", "_nu"))
        assert (clients["postcode"] != clients["postcode_nu"]).any()
        assert set(frame(old, "clienten")["clientnummer"]) - set(frame(new, "clienten")["clientnummer"])
        assert set(frame(old, "contactmomenten")["contactnummer"]) - set(frame(new, "contactmomenten")["contactnummer"])
        benefits = frame(old, "uitkeringen").merge(frame(new, "uitkeringen"), on="uitkeringnummer",
                                                   suffixes=("", "_nu"))
        ends = pd.to_datetime(benefits["einddatum_nu"], format="%d-%m-%Y")
        assert ((benefits["einddatum"] == "") & (ends < pd.Timestamp(old.stamp[:8]))).any()


def test_population_is_of_realistic_size():
    for gemeente, low, high in (("GM0171", 700, 820), ("GM1731", 400, 500)):
        world = sample.build_truth(TOWNS[gemeente])
        rows = world.tables["uitkeringen"]
        half_way = (world.start + world.einde) // 2
        running = rows[(rows["_begin"] <= half_way) & (rows["_eind"] > half_way) & (rows["regeling"] != "ANW")]
        assert low <= running["clientnummer"].nunique() <= high


@pytest.mark.parametrize("gemeentecode", TOWNS)
def test_no_end_before_its_begin_in_any_delivery_of_full_size(gemeentecode):
    world, wrong = sample.build_truth(TOWNS[gemeentecode]), {}
    for drop in world.town.leveringen:
        today = day(f"{drop.stamp[:4]}-{drop.stamp[4:6]}-{drop.stamp[6:8]}") - 1
        for name, frame in known_at(world.tables, today).items():
            if {"begindatum", "einddatum"} <= set(frame.columns):
                wrong[drop.stamp, name] = int((frame["einddatum"] < frame["begindatum"]).sum())
    assert len(wrong) == 6 * len(world.town.leveringen) and not any(wrong.values())


def test_gaps_stand_on_both_sides_of_thirty_days():
    rows = sample.build_truth(TOWNS["GM0171"]).tables["uitkeringen"].sort_values(["clientnummer", "_begin"])
    gaps = set(rows["_begin"] - rows.groupby("clientnummer")["_eind"].shift())
    assert {30, 31} <= gaps


def test_third_onvoldoende_falls_inside_the_policy_year():
    for gemeente, year in (("GM0171", "2014"), ("GM1731", "2021")):
        town = TOWNS[gemeente]
        acts = sample.build_truth(town).tables["activiteiten"]
        poor = acts[(acts["aanbieder_code"] == town.onvoldoende) & (acts["kwaliteit_oordeel"] == "onvoldoende")]
        assert str(poor["einddatum"].sort_values().iloc[2].year) == year


def test_same_seed_same_bytes_other_seed_other(nights, deliveries, tmp_path):
    again = sample.generate(tmp_path / "a", factor=FACTOR, gemeenten=["GM1731"])
    mine = [d.path for d in deliveries if d.gemeentecode == "GM1731"]
    assert [p.name for p in again] == [p.name for p in mine]
    for one, two in zip(mine, again, strict=True):
        assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}
    other = sample.generate(tmp_path / "b", seed=7, factor=FACTOR, gemeenten=["GM1731"])
    assert (other[-1] / "clienten.csv").read_bytes() != (again[-1] / "clienten.csv").read_bytes()


def test_factor_two_doubles():
    one, two = (sample.build_truth(TOWNS["GM1731"], factor=f).tables for f in (0.5, 1.0))
    for name in ("clienten", "uitkeringen", "activiteiten", "betalingen", "contactmomenten", "ladderstanden"):
        assert 1.8 < len(two[name]) / len(one[name]) < 2.2, name


def test_text_carries_diacritics_euro_quotes_and_semicolons(deliveries):
    for gemeente in TOWNS:
        text = "".join((final(deliveries, gemeente).path / f"{b}.csv").read_bytes().decode("cp1252")
                       for b in ("clienten", "voorzieningen", "aanbieders"))
        assert all(mark in text for mark in ("€", "ü", '""', '";', "Ž"))
