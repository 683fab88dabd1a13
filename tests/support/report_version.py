"""A small version made by hand, and a reader of its page, for the tests of zow.report."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
import yaml

from zow import settings
from zow.report import render

# S3 bijlage II, the example report of the nota, to the unit and the cent.
BIJLAGE_II = [
    ("diagnose", 20, 8, 2, 30, 190000, 10000, 200000),
    ("sociaal_vaardig", 5, 4, 0, 9, 250000, 50000, 300000),
    ("arbeidsvaardig", 6, 2, 1, 9, 70000, 5000, 75000),
    ("werknemersvaardig", 15, 5, 5, 25, 150000, 3000, 153000),
    ("uitstroom", 8, 3, 2, 13, 210000, 150000, 360000),
    ("totaal", 54, 22, 10, 86, 870000, 218000, 1088000),
]
SCHEMA = """
create schema core; create schema marts; create schema meta;
create table marts.effectmeting (gemeentecode varchar, periode varchar, einddoel varchar, succesvol integer,
  niet_succesvol integer, vroegtijdig_beeindigd integer, totaal integer, voorlopig integer,
  betaalde_kosten decimal(18,2), openstaande_verplichtingen decimal(18,2), totale_kosten decimal(18,2));
create table marts.nclp (gemeentecode varchar, activiteitnummer varchar, aanbieder_code varchar, resultaat varchar,
  voorlopig boolean, prijs decimal(18,2), verschuldigd decimal(18,2), betaald decimal(18,2), verschil decimal(18,2));
create table marts.aanbieders (gemeentecode varchar, periode varchar, aanbieder_code varchar, beeindigd integer,
  succesvol integer, niet_succesvol integer, vroegtijdig_beeindigd integer, succes_aandeel double,
  betaald decimal(18,2), gemiddelde_prijs decimal(18,2), onvoldoende_cumulatief integer, geblokkeerd_vanaf date);
create table marts.bijstand_stromen (gemeentecode varchar, periode varchar, stand_begin integer, instroom integer,
  uitstroom integer, uitstroom_werk integer, stand_eind integer, uitkeringen_eind integer, voorlopig integer);
create table core.dim_municipalities (gemeentecode varchar, naam varchar);
create table core.dim_providers (gemeentecode varchar, aanbieder_code varchar, naam varchar, soort varchar);
create table core.fct_activities (gemeentecode varchar, activiteitnummer varchar, einddatum date);
create table meta.leveringen (gemeentecode varchar, bron varchar, levering varchar, geleverd_op timestamp,
  ontvangen_op timestamp, status varchar, reden varchar, regels bigint, afgekeurd bigint, sha256 varchar);
create table meta.publicatie_leveringen (publicatie varchar, periode varchar, versie integer, gemeentecode varchar,
  bron varchar, levering varchar);
create table meta.quarantaine (gemeentecode varchar, bron varchar, levering varchar, bestand varchar, regel bigint,
  kolom varchar, regel_code varchar, ernst varchar, melding varchar, ruwe_regel varchar);
create table meta.kwaliteit (gemeentecode varchar, poort varchar, publicatie varchar, periode varchar, versie integer,
  levering varchar, expectation varchar, omschrijving varchar, tabel varchar, kolom varchar, ernst varchar,
  geslaagd boolean, waargenomen varchar, drempel varchar, onverwacht_aantal bigint, run_id varchar, tijdstip timestamp);
"""
LEVERING = "gws_GM0171_20150205T0300"
KAPOT = "gws_GM0171_20150204T0300"
GEMEENTE = {"gemeentecode": "GM0171", "peilmoment": "2015-02-05T03:00", "asof": "2015-02-05", "herkomst": "nieuw",
            "uit_versie": None, "reden": None}
VERSION = {"publicatie": "effectmeting", "periode": "2014H2", "versie": 3, "peilmoment": "2015-02-05T03:00",
           "gepubliceerd_op": "2015-02-06T07:30:00", "gestart_door": "tester", "git_commit": "abc123",
           "gemeenten": [GEMEENTE]}


class Page(HTMLParser):
    """Tables by caption as rows of cell texts, the text of the page, the tags and attributes used."""

    VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self._caption: list[str] = []
        self._rows: list[list[str]] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "table":
            self._rows, self._caption = [], []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "table":
            self.tables[" ".join("".join(self._caption).split())] = [
                [" ".join(cell.split()) for cell in row] for row in self._rows]

    def handle_data(self, data):
        if "caption" in self.open and "span" not in self.open:
            self._caption.append(data)
        if "tr" in self.open and self._rows[-1]:
            self._rows[-1][-1] += data
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def build(folder: Path) -> None:
    """Write the version in `folder`, and beside it (`project/`) a dbt project with its definitions."""
    folder.mkdir()
    with duckdb.connect(str(folder / "sociaal_domein.duckdb")) as con:
        con.execute(SCHEMA)
        for periode in ("2014H2", "2014"):
            for goal, good, bad, early, total, paid, due, costs in BIJLAGE_II:
                con.execute("insert into marts.effectmeting values ('GM0171', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            [periode, goal, good, bad, early, total, 2 if goal in ("uitstroom", "totaal") else 0,
                             paid, due, costs])
        con.execute("""
            insert into marts.effectmeting select gemeentecode, '2014H1', einddoel, succesvol // 2, 0, 0,
              succesvol // 2, 0, betaalde_kosten + 0.05, 0, betaalde_kosten + 0.05
              from marts.effectmeting where periode = '2014H2';
            insert into marts.nclp values
              ('GM0171', 'A1', 'AB1', 'succesvol', false, 1000, 1000, 1000, 0),
              ('GM0171', 'A2', 'AB1', 'niet_succesvol', false, 1000, 700, 1000, 300),
              ('GM0171', 'A3', 'AB2', 'niet_succesvol', true, 333.33, 233.33, 0, -233.33),
              ('GM0171', 'A4', 'AB2', 'vroegtijdig_beeindigd', false, null, null, 50, null),
              ('GM0171', 'A0', 'AB2', 'vroegtijdig_beeindigd', false, 100, 70, 100, 30),
              ('GM0090', 'X9', 'AB2', 'succesvol', false, 9999, 9999, 0, -9999);
            insert into core.fct_activities values ('GM0171', 'A1', '2014-07-01'), ('GM0171', 'A2', '2014-12-31'),
              ('GM0171', 'A3', '2014-12-15'), ('GM0171', 'A4', '2014-09-01'), ('GM0171', 'A0', '2014-06-30'),
              ('GM0171', 'A9', null), ('GM0090', 'X9', '2014-08-01');
            insert into marts.aanbieders values
              ('GM0171', '2014H2', 'AB1', 16, 1, 15, 0, 0.0625, 12345.6, 1000, 3, '2014-11-30'),
              ('GM0171', '2014H2', 'AB2', 0, 0, 0, 0, null, 50, null, 0, null),
              ('GM0171', '2014H1', 'AB3', 1, 1, 0, 0, 1, 1, 1, 0, null);
            insert into core.dim_providers values ('GM0171', 'AB1', 'Baan & Co <script>alert(1)</script>', 'extern'),
              ('GM0090', 'AB2', 'Van een ander', 'extern');
            insert into core.dim_municipalities values ('GM0171', 'Noordoostpolder'), ('GM0090', 'Smallingerland');
            insert into marts.bijstand_stromen values ('GM0171', '2014K3', 1200, 30, 25, 10, 1205, 1100, 0),
              ('GM0171', '2014K4', 1205, 40, 45, 20, 1200, 1095, 4),
              ('GM0171', '2014', 1190, 140, 130, 60, 1200, 1095, 4),
              ('GM0171', '2014K2', 1190, 10, 0, 0, 1200, 1100, 0)""")
        con.executemany("insert into meta.leveringen values ('GM0171', 'gws', ?, ?, ?, ?, ?, ?, ?, ?)", [
            [KAPOT, "2015-02-04 03:00", "2015-02-04 05:00", "geweigerd", "betalingen.csv: 5 regels in plaats van 6", 10,
             0, "kapot"],
            [LEVERING, "2015-02-05 03:00", "2015-02-05 05:00", "geaccepteerd", None, 12345, 2, "goed"],
            [LEVERING, "2015-02-05 03:00", "2015-02-05 06:00", "dubbel", None, 12345, 2, "goed"]])
        con.executemany("insert into meta.publicatie_leveringen values ('effectmeting', ?, ?, 'GM0171', 'gws', ?)",
                        [["2014H2", 3, LEVERING], ["2014H2", 2, "gws_GM0171_20150101T0300"]])
        con.executemany("insert into meta.quarantaine values ('GM0171', 'gws', ?, ?, ?, ?, ?, ?, 'melding', '***')", [
            [LEVERING, "clienten", 7, "bsn", "elfproef", "afgekeurd"],
            [LEVERING, "clienten", 7, "geboortedatum", "elfproef", "afgekeurd"],
            [LEVERING, "clienten", 9, "bsn", "elfproef", "afgekeurd"],
            [LEVERING, "betalingen", 3, "activiteitnummer", "verwijzing", "waarschuwing"],
            [KAPOT, "betalingen", 4, "bedrag", "decimaal", "afgekeurd"]])
        con.executemany(
            "insert into meta.kwaliteit values ('GM0171', ?, 'effectmeting', ?, ?, ?, 'regel', ?, 'tabel', 'kolom', ?, "
            "?, '17', '<= 10', 7, ?, ?)", [
                ["levering", None, None, LEVERING, "Oud oordeel", "kritiek", False, "r1", "2015-02-05 01:00"],
                ["levering", None, None, LEVERING, "Aantal regels", "waarschuwing", False, "r2", "2015-02-05 05:00"],
                ["levering", None, None, KAPOT, "Andere levering", "kritiek", False, "r0", "2015-02-04 05:00"],
                ["feiten", "2014H2", 3, None, "Sleutels uniek", "kritiek", True, "r3", "2015-02-06 07:00"],
                ["feiten", "2014H2", 2, None, "Vorige versie", "kritiek", False, "r3", "2015-01-06 07:00"]])
    write_version(folder)
    _write_definitions(folder.parent / "project")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The version as it was made, once per test module."""
    folder = tmp_path_factory.mktemp("report") / "effectmeting_2014H2_v3"
    build(folder)
    return folder


@pytest.fixture
def version_dir(built, tmp_path, monkeypatch) -> Path:
    """A copy that the test may change."""
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(built.parent / "project"))
    monkeypatch.setenv("ZOW_HOME", str(tmp_path / "home"))
    return Path(shutil.copytree(built, tmp_path / built.name))


def _write_definitions(project):
    """The part of the real dbt project that defines the figures that the effectmeting shows, with one definition of our own."""
    real, small = settings.PROJECT_ROOT / "dbt_project", project / "dbt_project"
    for part in ("models/marts/effectmeting", "models/marts/bijstand/bijstand_stromen", "models/marts/indicatoren", "seeds"):
        shutil.copytree(real / part, small / part)
    seed = small / "seeds" / "policy" / "indicators.csv"
    head, *rows = seed.read_text(encoding="utf-8").splitlines()
    seed.write_text("\n".join([head, *(row for row in rows if row.startswith("noordoostpolder_2014,succes_aandeel"))]), encoding="utf-8")
    path = small / "models" / "marts" / "effectmeting" / "effectmeting" / "effectmeting.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    column = next(each for each in content["models"][0]["columns"] if each["name"] == "succesvol")
    column.update(description="Doel <gehaald>", config={"meta": {"clausule": "S3 3.2", "measures": "3"}})
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def untouched(built, tmp_path_factory) -> Page:
    """The page of the version as it was made, for tests that change nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOW_PROJECT_ROOT", str(built.parent / "project"))
        patch.setenv("ZOW_HOME", str(tmp_path_factory.mktemp("home")))
        return read_page(Path(shutil.copytree(built, tmp_path_factory.mktemp("untouched") / built.name)))


def write_version(folder, **changes):
    (folder / "version.json").write_text(json.dumps({**VERSION, **changes}), encoding="utf-8")


def change(folder, sql):
    with duckdb.connect(str(folder / "sociaal_domein.duckdb")) as con:
        con.execute(sql)


def read_page(folder) -> Page:
    return Page(render(folder).read_text(encoding="utf-8"))


def euros(amount: int) -> str:
    return f"€ {amount:,}".replace(",", ".") + ",00"
