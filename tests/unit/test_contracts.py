"""Contracts: the base equals sources.md, overlays change names and codes but no SQL, faults are told in Dutch."""

from __future__ import annotations

import os
import shutil
import time
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from zow import contracts, settings
from zow.contracts import generate, loader
from zow.errors import ZowError

OVERLAY = {"gemeentecode": "GM9999", "gemeente": "Voorbeeld", "bronnen": {"gws": {
    "dialect": {"delimiter": "\t", "encoding": "utf-8", "decimal": ".", "date": "jjjj/mm/dd"},
    "files": {"clienten": {"physicalName": "CLIENT.txt", "limits": {"share": "0.5"}, "columns": {
        "clientnummer": {"physicalName": "CLNR"}, "geslacht": {"codes": {"1": "M", "2": "V"}},
        "wiw": {"codes": {"Ja": "J", "Nee": "N"}}}}}}}}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the contracts to bend."""
    shutil.copytree(loader.ROOT / "base", tmp_path / "base")
    (tmp_path / "overlays").mkdir()
    return tmp_path


def overlay(root: Path, content: object) -> None:
    path = root / "overlays" / "GM9999.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    later = time.monotonic_ns()  # its own moment for each writing: two can fall within one tick of the clock of a file system
    os.utime(path, ns=(later, later))


def bent(*path: str, value: object) -> dict:
    """OVERLAY with one thing changed."""
    content = yaml.safe_load(yaml.safe_dump(OVERLAY))
    place = content
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = value
    return content


def test_base() -> None:
    contract = contracts.load("gws")
    assert len(contract.files) == 20 and sum(len(f.columns) for f in contract.files) == 138
    order = [f.name for f in contract.files]
    for file in contract.files:
        assert file.key and all(c.required for c in file.key) and all(c.description for c in file.columns)
        assert all(order.index(c.reference) < order.index(file.name) for c in file.columns if c.reference)
    client = contract.file("clienten")
    assert client.column("bsn").personal == "bsn" and client.column("bsn").unique
    assert contracts.raw_columns(client)[:3] == [("clientnummer", "VARCHAR"), ("client_key", "VARCHAR"), ("geboortedatum", "DATE")]
    assert "postcode4" in dict(contracts.raw_columns(client)) and "achternaam" not in dict(contracts.raw_columns(client))
    assert contract.file("aanvragen").column("regeling").codes == contract.file("uitkeringen").column("regeling").codes
    assert [c.name for c in contract.file("ladderstanden").key] == ["clientnummer", "meetdatum"]
    assert contract.file("contracten").column("percentage_niet_succesvol").default == "70.00"
    assert contract.file("klanttevredenheid").column("score").maximum == 10


@pytest.mark.parametrize(("file", "lines", "limit"), [("uren", 50, 1), ("uren", 250, Decimal("2.5")), ("betalingen", 1000, 0)])
def test_limits(file: str, lines: int, limit: Decimal) -> None:
    assert contracts.load("gws").file(file).limit(lines) == limit


@pytest.mark.parametrize("code", ["GM0171", "GM0090", "GM1731", "GM0342", "GM8888"])
def test_the_four_gemeenten_and_one_without_overlay_have_the_base_format(code: str) -> None:
    base, own = contracts.load("gws"), contracts.load("gws", code)
    assert own.files == base.files and own.dialect == base.dialect and own.gemeentecode == code and not own.per_file
    assert (loader.ROOT / "overlays" / f"{code}.yaml").exists() == (code != "GM8888")


def test_overlay(root: Path) -> None:
    overlay(root, OVERLAY)
    contract = contracts.load("gws", "GM9999", root)
    client = contract.file("clienten")
    assert (contract.dialect.delimiter, contract.dialect.thousands, client.file_name) == ("\t", ",", "CLIENT.txt")
    assert client.column("clientnummer").physical_name == "CLNR" and client.limit(4) == 2
    assert client.column("geslacht").accepted == {"1": "M", "2": "V"} and client.column("wiw").accepted["Ja"] == "J"
    assert contracts.raw_columns(client) == contracts.raw_columns(contracts.load("gws").file("clienten"))
    base = contracts.load("gws", None, root)
    assert contract.fingerprints["clienten"] != base.fingerprints["clienten"]


def test_a_changed_overlay_is_read_again(root: Path) -> None:
    overlay(root, OVERLAY)
    assert contracts.load("gws", "GM9999", root).dialect.decimal == "."
    overlay(root, bent("bronnen", "gws", "dialect", "decimal", value=","))
    assert contracts.load("gws", "GM9999", root).dialect.decimal == ","


GWS = ("bronnen", "gws")
FAULTS = {
    "no yaml": ("a: [", "geen leesbare YAML"), "no mapping": ("- a", "geen reeks"),
    "other gemeente": (bent("gemeentecode", value="GM0001"), "gemeentecode is niet GM9999"),
    "unknown key": (bent("extra", value=1), "onbekende sleutel extra"),
    "unknown file": (bent(*GWS, "files", "klanten", value={}), "onbekende bestand klanten"),
    "unknown column": (bent(*GWS, "files", "uren", value={"columns": {"x": {}}}), "onbekende kolom bij uren x"),
    "delimiter": (bent(*GWS, "dialect", "delimiter", value=";;"), "delimiter ';;' kan niet"),
    "quote as delimiter": (bent(*GWS, "dialect", "delimiter", value='"'), "kan niet"),
    "encoding": (bent(*GWS, "dialect", "encoding", value="utf-16"), "encoding 'utf-16' kan niet"),
    "decimal": (bent(*GWS, "dialect", "decimal", value="x"), "decimal 'x' kan niet"),
    "mask": (bent(*GWS, "dialect", "date", value="dd-dd-jjjj"), "datummasker"),
    "codes on text": (bent(*GWS, "files", "uren", value={"columns": {"urennummer": {"codes": {"a": "b"}}}}), "geen codelijst"),
    "code that is not ours": (bent(*GWS, "files", "uitkeringen", value={"columns": {"rol": {"codes": {"1": "x"}}}}),
                              "onbekende code bij uitkeringen.rol x"),
    "code that is no text": (bent(*GWS, "files", "uitkeringen", value={"columns": {"rol": {"codes": {1: "hoofd"}}}}),
                             "een code is geen tekst"),
    "same name twice": (bent(*GWS, "files", "uren", value={"columns": {"uren": {"physicalName": "datum"}}}), "meer dan eens"),
    "limit": (bent(*GWS, "files", "uren", value={"limits": {"share": "2"}}), "share ligt niet tussen 0 en 1"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_overlay(name: str, root: Path) -> None:
    content, message = FAULTS[name]
    overlay(root, content)
    with pytest.raises(ZowError, match=message) as caught:
        contracts.load("gws", "GM9999", root)
    assert "GM9999.yaml" in caught.value.waar and caught.value.herstel


@pytest.mark.parametrize(("old", "new", "message"), [
    ("physicalType: dec", "physicalType: float", "physicalType 'float' bestaat niet"),
    ("primaryKey: true", "primaryKey: false", "geen enkele kolom heeft primaryKey"),
    ("to: activiteiten.activiteitnummer", "to: activiteiten.datum", "niet de .enige. sleutel"),
    ("description: Aantal uren.", "description: ''", "description ontbreekt"),
    ("name: datum", "name: uren", "kolom komt meer dan eens voor"),
])
def test_a_bad_base(root: Path, old: str, new: str, message: str) -> None:
    path = root / "base" / "gws" / "uren.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ZowError, match=message) as caught:
        contracts.load("gws", None, root)
    assert caught.value.waar == "gws/uren.yaml"


def test_unknown_bron_and_code(root: Path) -> None:
    with pytest.raises(ZowError, match="geen contract voor bron 'x'"):
        contracts.load("x")
    with pytest.raises(ZowError, match="geen gemeentecode"):
        contracts.load("gws", "../GM0171")


def test_references_in_a_circle(root: Path) -> None:
    path = root / "base" / "gws" / "clienten.yaml"
    path.write_text(path.read_text().replace(
        "description: Code van de klantmanager.",
        "description: x\n        relationships: [{type: foreignKey, to: keuringen.keuringnummer}]"))
    with pytest.raises(ZowError, match="in een kring"):
        contracts.load("gws", None, root)


def test_generated_files_are_checked_in() -> None:
    for name, text in generate.rendered().items():
        assert (settings.get().project_root / name).read_text(encoding="utf-8") == text, \
            f"{name}: run python -m zow.contracts.generate"


def test_generated_sources_have_the_types_of_raw() -> None:
    source = yaml.safe_load(generate.dbt_sources(contracts.load("gws")))["sources"][0]
    table = next(t for t in source["tables"] if t["name"] == "gws_betalingen")
    assert (source["name"], source["schema"], len(source["tables"])) == ("gws", "raw", 20)
    assert table["columns"][0]["name"] == "gemeentecode"
    assert [c["name"] for c in table["columns"]][-4:] == ["_delivery", "_file", "_line", "_row_hash"]
    assert {c["name"]: c["data_type"] for c in table["columns"]}["bedrag"] == "DECIMAL(18,2)"


# sources.md 2 and 4: columns in order, * = key, ! = required
FEEDS = {
    ("uwv", "doorverwijzingen"): "meldingnummer*! bsn! meldingsdatum! soort! re_integratieadvies! aanvraag_ingenomen! "
                                 "werk_voor_aanvraag!",
    ("uwv", "indicaties"): "indicatienummer*! bsn! soort! besluitdatum! geldig_tot",
    ("uwv", "arbeidsmarkt"): "arbeidsmarktregio_code*! arbeidsmarktregio! maand*! openstaande_vacatures! "
                             "geregistreerde_werkzoekenden! ww_uitkeringen!",
    ("finance", "grootboek"): "boekstuk*! regel*! boekdatum! boekjaar! periode! grootboekrekening! kostenplaats taakveld! budgetpost! "
                              "factuurnummer omschrijving bedrag! dc!",
    ("finance", "begroting"): "boekjaar*! deel*! soort_regel*! budgetpost* domein versie*! vastgesteld_op! bedrag!",
}


@pytest.mark.parametrize(("bron", "feed"), FEEDS)
def test_feeds_of_one_file(bron: str, feed: str) -> None:
    contract = contracts.load(bron, "GM0171")
    file = contract.file(feed)
    assert contract.per_file and contract.files == contracts.load(bron).files
    marks = [c.name + "*" * c.key + "!" * c.required for c in file.columns]
    assert marks == FEEDS[bron, feed].split()
    assert file.limit(1000) == (0 if bron == "finance" else 10) and file.limit(10) == (0 if bron == "finance" else 1)
    delivered = contract.delivered(feed, "een_naam.csv")
    assert [f.file_name for f in delivered.files] == ["een_naam.csv"]
    assert delivered.fingerprints == {feed: contract.fingerprints[feed]}


def test_a_feed_of_one_file_has_codes_but_no_name_of_its_own_in_an_overlay(root: Path) -> None:
    overlay(root, bent("bronnen", "finance", value={"files": {"grootboek": {"columns": {"dc": {"codes": {"Debet": "D", "Credit": "C"}}}}}}))
    contract = contracts.load("finance", "GM9999", root)
    assert contract.file("grootboek").column("dc").accepted["Debet"] == "D"
    assert contract.fingerprints["grootboek"] != contracts.load("finance", None, root).fingerprints["grootboek"]
    overlay(root, bent("bronnen", "finance", value={"files": {"grootboek": {"physicalName": "gb.csv"}}}))
    with pytest.raises(ZowError, match="onbekende sleutel bij grootboek physicalName"):
        contracts.load("finance", "GM9999", root)


@pytest.mark.parametrize("bron", ["uwv", "finance"])
def test_sources_of_feeds_say_window_and_stamp(bron: str) -> None:
    source = yaml.safe_load(generate.dbt_sources(contracts.load(bron)))["sources"][0]
    assert (source["name"], source["schema"]) == (bron, "raw")
    for table in source["tables"]:
        assert table["name"].startswith(f"{bron}_")
        assert [(c["name"], c["data_type"]) for c in table["columns"]][-2:] == [("_venster", "VARCHAR"), ("geleverd_op", "TIMESTAMP")]
