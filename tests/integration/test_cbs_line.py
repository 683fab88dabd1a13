"""CBS from its address to core: fetched through the DAG, judged, kept as known at K, guarded by gate feiten. One home for the module;
the nights follow each other in the fixture and the tests look at what they left."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from click.testing import CliRunner

from tests.support import line, small
from zow import nightly, settings, status
from zow.cli import main
from zow.errors import SourceUnavailable, ZowError
from zow.gates import GateRun, run_gate, suites
from zow.ingest import catalogue, cbs, landing, manifest
from zow.orchestrate import FailedTask, RunResult, run_dag
from zow.sample.cbs import Fault, serve
from zow.sample.write import write_gws
from zow.warehouse import candidate, dbt, planning

GM = "GM0171"
FIRST, SECOND = "20130228T0630", "20130331T0630"  # Modified of the two editions of the stand-in
NATIONAL = "bijstand_landelijk"


@dataclass
class Nights:
    """What two nights left: their runs, and what a person was told after the first."""

    home: Path
    runs: list[RunResult] = field(default_factory=list)
    told: str = ""

    @property
    def database(self) -> Path:
        return self.home / "candidate.duckdb"


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory):
    found = Nights(tmp_path_factory.mktemp("cbs"))
    with pytest.MonkeyPatch.context() as patch, serve(
            last=2012, modified=datetime(2013, 2, 28, 6, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))) as server:
        for name, value in {"ZOW_HOME": str(found.home), "ZOW_PSEUDONYM_KEY": "ab" * 32, "ZOW_MEMORY_LIMIT": "512MB",
                            **server.environment}.items():
            patch.setenv(name, value)
        patch.setattr("zow.gates.engine.write_docs", lambda engine: None)
        server.faults.append(Fault("status", "TypedDataSet", status=403))  # which is not asked again
        found.runs.append(run_dag("ingest_cbs"))
        found.told = "\n".join(nightly._of_cbs(found.runs[0])) + status.render()
        server.faults[:] = [Fault("restate", "Properties", table="37789ksz")]
        found.runs.append(run_dag("ingest_cbs"))
        write_gws(found.home / "landing", GM, "20140721T0300", small.tables(clients=2))
        assert [o.status for o in line.ingest_all()] == ["geaccepteerd"]
        candidate.create(found.database, planning.builds(None, None), None)
        # what this file looks at; the whole of core is built in the other files, mostly without CBS
        dbt.run(found.database, ["build", "--resource-type", "seed", "--resource-type", "model"],
                ["+fct_cbs", "+dim_municipalities", "leveringen"], found.home / "dbt")
        yield found


@pytest.fixture
def only_cbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate's suite about CBS alone: the others are judged in test_gates_line.py."""
    load = suites.load
    monkeypatch.setattr(suites, "load", lambda poort: [suite for suite in load(poort) if suite.tabel == "poort.cbs"])


def outcomes() -> list[tuple[str, str]]:
    return [(o.levering, o.status) for o in catalogue.outcomes("cbs")]


def test_a_feed_that_cbs_does_not_give_is_red_and_stops_nothing_else(nights: Nights) -> None:
    first = nights.runs[0]
    assert not first.ok
    assert [(t.task_id, t.label, type(t.error)) for t in first.failed] == [("not_fetched", "bijstand_gemeente", SourceUnavailable)]
    assert "announce" not in first.skipped
    assert nightly._ours(first) == [], "zow nightly did its work: exit code 0"
    assert "LET OP: CBS bijstand_gemeente kon niet worden opgehaald" in nights.told
    assert "NIET OPGEHAALD bijstand_gemeente" in nights.told and "8 van 9 feeds in orde" in nights.told


def test_what_a_person_here_must_mend_fails_the_night(tmp_path: Path) -> None:
    away = FailedTask("not_fetched", "bevolking", SourceUnavailable("weg"))
    ours = FailedTask("ingest", "bevolking", ZowError("Geen recht."))
    for failed, expected in (([away], []), ([away, ours], ["Geen recht."]), ([], ["Run x is mislukt."])):
        run = RunResult("ingest_cbs", "x", "failed", tmp_path, failed)
        assert [error.wat for error in nightly._ours(run)] == expected


def test_only_what_changed_is_taken_in_again(nights: Nights) -> None:
    second = nights.runs[1]
    assert second.ok and "announce" not in second.skipped, second.failed
    names = [name for name, _ in outcomes()]
    assert names.count(f"cbs_{NATIONAL}_{FIRST}") == names.count(f"cbs_{NATIONAL}_{SECOND}") == 1
    assert len(names) == 10 and {state for _, state in outcomes()} == {"geaccepteerd"}
    assert "9 van 9 feeds in orde" in status.render()


def test_the_answers_stay_in_raw_byte_for_byte_and_landing_is_empty(nights: Nights) -> None:
    assert list(landing.room("cbs").iterdir()) == []
    folder = cbs.answers_folder(f"cbs_{NATIONAL}_{FIRST}")
    said = json.loads((folder / "manifest.json").read_text())
    assert {path.name for path in folder.iterdir()} == {entry["bestand"] for entry in said["bestanden"]} | {"manifest.json"}
    assert all(manifest.sha256(folder / entry["bestand"]) == entry["sha256"] for entry in said["bestanden"])
    for outcome in catalogue.accepted("cbs"):
        assert manifest.sha256(settings.get().raw / outcome.files["waarnemingen"].part) == outcome.files["waarnemingen"].part_sha256


def test_core_has_v4_and_v3_in_one_shape(nights: Nights) -> None:
    database = nights.database
    shape = line.query(database, """select feed, grootheid, min(regio_code), min(periode), max(periode), any_value(eenheid), max(factor),
        count(*) from core.fct_cbs where grootheid is not null group by all order by all""")
    months, gemeenten = 12 * 6, 17
    assert [row for row in shape if row[0].startswith("b")] == [
        ("bevolking", "inwoners", "GM0090", "2007", "2013", "aantal", 1, 7 * (gemeenten + 1)),
        ("bijstand_gemeente", "bijstandsontvangers", "GM0090", "2007-01", "2012-12", "aantal", 1, months * (gemeenten + 1)),
        (NATIONAL, "bijstandsuitkeringen", "NL01", "2007-01", "2012-12", "x 1000", 1000, months),
        *(("bijstand_stromen_gemeente", name, "GM0090", "2007", "2012", "aantal", 1, 6 * (gemeenten + 1))
          for name in ("bijstandsontvangers", "instroom", "uitstroom", "uitstroom_werk"))]
    assert {row[0] for row in shape} == {
        "bevolking", "bijstand_gemeente", NATIONAL, "bijstand_stromen_gemeente", "gebieden", "preventiequote", "vacatures_regio",
        "werkloosheid", "werkloosheid_regio"}
    assert line.query(database, "select distinct overige_dimensies from core.fct_cbs where feed = 'bevolking'") == [
        ('{"BurgerlijkeStaat": "T001019", "Geslacht": "T001038", "Leeftijd": "10000"}',)]
    assert line.query(database, "select regio_code, tekst, waarde, periode from core.fct_cbs where grootheid = 'arbeidsmarktregio' "
                                f"and regio_code = '{GM}'") == [(GM, "AM11", None, None)]
    assert line.query(database, "select attribuut, waarde, status from core.fct_cbs where grootheid = 'uitstroom_werk' and "
                                f"regio_code = '{GM}' and periode in ('2007', '2012') order by periode") == [
        ("Confidential", None, "Definitief"), ("NotAvailable", None, "Voorlopig")]
    assert line.query(database, "select count(*) from core.fct_cbs where gemeentecode is not null or regio_code <> trim(regio_code)") == [
        (0,)]


def test_what_cbs_said_is_what_core_says(nights: Nights) -> None:
    """Every observation of one v4 page against its answer, read the plain way."""
    folder = cbs.answers_folder(f"cbs_bevolking_{FIRST}")
    rows = [row for page in folder.glob("observations-page-*.json") for row in json.loads(page.read_text())["value"]]
    expected = sorted((r["Measure"], r["RegioS"], r["Perioden"], r["Value"], None if r["ValueAttribute"] == "None" else r["ValueAttribute"])
                      for r in rows)
    assert line.query(nights.database, "select maat, regio_code, periode_code, waarde, attribuut from core.fct_cbs "
                                             "where feed = 'bevolking' order by all") == expected


def test_a_restated_figure_is_known_as_it_was_and_as_it_is(nights: Nights) -> None:
    """measures 0: the same question with an old K and with a new one, from raw alone."""
    asked = f"""select waarde, status, strftime(geleverd_op, '%Y%m%dT%H%M') from raw.cbs_waarnemingen
        where feed = '{NATIONAL}' and grootheid is not null and periode_code = '2012MM12'"""
    answers = []
    for day, number in ((date(2013, 2, 27), 0), (date(2013, 3, 30), 1), (date(2013, 3, 31), 2)):
        database = nights.home / f"k{number}.duckdb"
        candidate.create(database, [], datetime.combine(day, datetime.max.time()))
        answers.append(line.query(database, asked))
    before, old, new = answers
    assert before == [], "CBS had published nothing yet"
    assert [(state, stamp) for _, state, stamp in [*old, *new]] == [("Voorlopig", FIRST), ("Definitief", SECOND)]
    assert new[0][0] == pytest.approx(old[0][0] * 1.01, abs=0.06) and new != old
    (build,) = planning.builds(None, None)
    assert f"cbs_{NATIONAL}_{SECOND}" in build.per_bron["cbs"] and len(build.per_bron["cbs"]) == 9
    assert line.query(nights.database, f"select waarde from core.fct_cbs where feed = '{NATIONAL}' and grootheid is not null "
                                             "and periode = '2012-12'") == [new[0][:1]]


def test_meta_knows_every_delivery_without_a_gemeente(nights: Nights) -> None:
    found = line.query(nights.database, """select gemeentecode, levering, strftime(geleverd_op, '%Y%m%dT%H%M'), regels > 0, afgekeurd
        from meta.leveringen where bron = 'cbs' and levering like '%landelijk%' order by 2""")
    assert found == [(None, f"cbs_{NATIONAL}_{stamp}", stamp, True, 0) for stamp in (FIRST, SECOND)]


def test_gate_feiten_guards_the_observations(nights: Nights, only_cbs: None) -> None:
    run = GateRun("proef")
    sound = run_gate("feiten", nights.database, [GM], run)
    assert (sound.stopped, sound.waarschuwingen) == ({}, {}) and len(sound.rows) == 9
    broken = nights.home / "stuk.duckdb"
    shutil.copy(nights.database, broken)
    with duckdb.connect(str(broken)) as con:
        con.execute("create or replace table core.fct_cbs as from core.fct_cbs")  # without the contract, which refuses some faults
        con.execute("insert into core.fct_cbs from core.fct_cbs where grootheid = 'inwoners' limit 1")
        con.execute("update core.fct_cbs set regio_code = null where feed = 'vacatures_regio' and periode = '2010K1'")
        con.execute("update core.fct_cbs set attribuut = null where waarde is null and feed = 'bevolking'")
        con.execute("update core.fct_cbs set periode = '2010-13' where feed = 'werkloosheid' and periode = '2010-12'")
        con.execute("update core.fct_cbs set periode = null where grootheid = 'preventiequote' and periode = '2010'")
        con.execute(f"update core.fct_cbs set tekst = 'AM02' where grootheid = 'arbeidsmarktregio' and regio_code = '{GM}'")
        con.execute(f"update raw.leveringen set regels = 10 where levering = 'cbs_{NATIONAL}_{FIRST}'")
    report = run_gate("feiten", broken, [GM], run)
    stopped, warned = "\n".join(report.stopped[GM]), "\n".join(report.waarschuwingen[GM])
    for part in ("Elke waarneming van de gebruikte CBS-leveringen", "één waarde", "een feed, een maat en een regio", "een bestaande maand",
                 "de reden waarom het CBS geen waarde geeft"):
        assert part in stopped, part
    for part in ("een week, een schooljaar", f"anders_van_omvang {NATIONAL}", "regio_hier AM11; regio_cbs AM02"):
        assert part in warned, part


def test_without_an_address_cbs_is_skipped_and_said(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ZOW_CBS_BASE_URL_V4", "ZOW_CBS_BASE_URL_V3"):
        monkeypatch.setenv(name, "")
    run = run_dag("ingest_cbs")
    assert run.ok and {"fetch", "not_fetched", "announce"} <= set(run.skipped)
    assert "CBS overgeslagen" in CliRunner().invoke(main, ["status"]).output
