"""A gate proves that it ran (architecture 5): each way of judging nothing, or not all of it, is red."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from zow.errors import ZowError
from zow.gates import GEDRAAID, GateReport, GateRun, run_gate

CODE, OTHER = "GM0171", "GM0342"
SECRET = "987654321-Jansen"
ROWS = {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}, "ernst": "kritiek",
        "grond": "sleutel", "omschrijving": "Er moet iets zijn."}
FILLED = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "naam"}, "ernst": "waarschuwing",
          "omschrijving": "Een naam is handig."}


def rule(query: str, ernst: str = "waarschuwing", **more: object) -> dict:
    return {"type": "unexpected_rows_expectation", "kwargs": {"unexpected_rows_query": query}, "ernst": ernst,
            "omschrijving": "Proefregel.", **more}


@pytest.fixture
def gate(zow_home: Path, monkeypatch: pytest.MonkeyPatch):
    """Run gate `feiten` with these rules over one table core.x with a row for each of two gemeenten."""
    project = zow_home.parent / "project"
    (project / "expectations" / "feiten" / "_audit").mkdir(parents=True)
    monkeypatch.setenv("ZOW_PROJECT_ROOT", str(project))
    database = zow_home / "candidate.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute("create schema core")
        con.execute(f"""create table core.x as from (values ('{CODE}', '{SECRET}', 1), ('{OTHER}', '7', 1))
            as t(gemeentecode, naam, aantal)""")

    def run(rules: list[dict] | None, *changes: str, table: str = "core.x", gemeenten: list[str] | None = None,
            audit: str | None = None) -> GateReport:
        folder = project / "expectations"
        (folder / "poorten.yml").write_text(yaml.safe_dump({"feiten": [table]}))
        if rules is not None:
            (folder / "feiten" / f"{table}.yml").write_text(yaml.safe_dump({"tabel": table, "regels": rules}))
        if audit is not None:
            (folder / "feiten" / "_audit" / f"{table.split('.')[1]}.sql").write_text(audit)
        with duckdb.connect(str(database)) as con:
            for change in changes:
                con.execute(change)
        return run_gate("feiten", database, [CODE, OTHER] if gemeenten is None else gemeenten, GateRun("proef"))

    return run


def proof(report: GateReport, code: str = CODE) -> dict:
    found = [row for row in report.rows if row["expectation"] == GEDRAAID and row["gemeentecode"] == code]
    assert len(found) == 1 and found[0]["ernst"] == "kritiek"
    return found[0]


def test_every_rule_judged_is_green_and_says_how_many(gate) -> None:
    report = gate([ROWS, FILLED])
    assert report.stopped == {}
    assert proof(report)["geslaagd"] and proof(report)["waargenomen"] == "2 van 2 regels beoordeeld"


def test_a_missing_suite_is_red(gate) -> None:
    report = gate(None)
    assert not proof(report)["geslaagd"] and set(report.stopped) == {CODE, OTHER}
    assert "de suite ontbreekt" in report.stopped[CODE][0]


def test_a_suite_without_rules_is_red(gate) -> None:
    report = gate([])
    assert not proof(report)["geslaagd"] and "geen regels" in report.stopped[CODE][0]


def test_a_missing_table_is_red(gate) -> None:
    report = gate([ROWS], "drop table core.x")
    assert not proof(report)["geslaagd"] and "de tabel ontbreekt" in report.stopped[OTHER][0]


def test_an_audit_that_fails_makes_its_own_table_red_without_quoting_data(gate) -> None:
    report = gate([ROWS], table="poort.proef", audit="select gemeentecode, cast(naam as integer) as n from core.x")
    assert "poort.proef" in report.stopped[CODE][0] and "ConversionException" in report.stopped[CODE][0]
    assert SECRET not in repr(report)


def test_a_table_without_gemeentecode_is_red(gate) -> None:
    report = gate([ROWS], "alter table core.x drop column gemeentecode")
    assert "geen kolom gemeentecode" in report.stopped[CODE][0]


def test_an_expectation_that_raises_is_red_only_where_it_raises_and_hides_the_value(
        gate, zow_home: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    report = gate([ROWS, rule("select 1 as afwijking from {batch} where cast(naam as integer) > 10")])
    assert set(report.stopped) == {CODE}  # a waarschuwing that raises blocks too; the other gemeente goes on
    assert not proof(report)["geslaagd"]
    assert "1 van 2 regels beoordeeld; ConversionException" in proof(report)["waargenomen"]
    assert proof(report, OTHER)["geslaagd"]
    written = [path for path in (zow_home / "reports").rglob("*") if path.is_file()]
    assert any(path.name == "index.html" for path in written)
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []
    assert SECRET not in repr(report) + caplog.text + "".join(capfd.readouterr())


def test_a_column_that_is_gone_is_red_and_named(gate) -> None:
    report = gate([ROWS, FILLED], "alter table core.x drop column naam")
    assert not proof(report)["geslaagd"] and set(report.stopped) == {CODE, OTHER}


def test_great_expectations_breaking_off_is_red(gate, monkeypatch: pytest.MonkeyPatch) -> None:
    from zow.gates.engine import Validator

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Validator, "validate_expectation_suite", broken)
    report = gate([ROWS])
    assert "RuntimeError" in report.stopped[CODE][0] and SECRET not in repr(report)


def test_a_rule_whose_outcome_is_lost_is_red(gate, monkeypatch: pytest.MonkeyPatch) -> None:
    from zow.gates.engine import Engine

    judge = Engine.judge
    monkeypatch.setattr(Engine, "judge", lambda *a: (judge(*a)[0][:1], None))
    report = gate([ROWS, FILLED])
    assert proof(report)["waargenomen"] == "1 van 2 regels beoordeeld" and set(report.stopped) == {CODE, OTHER}


def test_a_gate_over_no_gemeente_or_no_database_is_refused(gate, tmp_path: Path) -> None:
    with pytest.raises(ZowError, match="zonder gemeenten"):
        gate([ROWS], gemeenten=[])
    with pytest.raises(ZowError, match="geen database"):
        run_gate("feiten", tmp_path / "nergens.duckdb", [CODE], GateRun("proef"))
    (tmp_path / "stuk.duckdb").write_text("dit is geen database")
    with pytest.raises(ZowError, match="niet openen"):
        run_gate("feiten", tmp_path / "stuk.duckdb", [CODE], GateRun("proef"))


def test_a_file_of_no_rows_is_judged(gate) -> None:
    report = gate([FILLED], f"delete from core.x where gemeentecode = '{CODE}'")
    assert report.stopped == {} and proof(report)["geslaagd"]


def test_kritiek_stops_and_waarschuwing_is_only_shown(gate) -> None:
    query = "select 1 as afwijking from {batch} where not regexp_full_match(naam, '[0-9]{{1}}')"
    report = gate([rule(query, "kritiek", grond="sleutel"), rule(query)])
    assert list(report.stopped) == [CODE] and list(report.waarschuwingen) == [CODE]
    failed = [row for row in report.rows if not row["geslaagd"]]
    seen = [(row["waargenomen"], row["onverwacht_aantal"], row["drempel"]) for row in failed]
    assert seen == [("1", 1, "0 afwijkingen")] * 2


def test_data_docs_stay_bounded_and_keep_the_latest(gate, zow_home: Path) -> None:
    from zow.gates import engine

    for _ in range(engine.KEEP_RUNS + 2):
        report = gate([ROWS])
    pages = list((zow_home / "reports" / "data_docs" / "validations").rglob("*.html"))
    stored = list((zow_home / "reports" / "gx" / "validations").rglob("*.json"))
    assert len(pages) == len(stored) == 2 * engine.KEEP_RUNS
    assert report.data_docs is not None and "Er moet iets zijn." in "".join(page.read_text() for page in pages)


def test_a_gate_judges_also_when_data_docs_cannot_be_written(gate, monkeypatch: pytest.MonkeyPatch) -> None:
    from zow.gates.engine import Engine

    def full(_: Engine) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Engine, "build_docs", full)
    report = gate([ROWS])
    assert report.data_docs is None and proof(report)["geslaagd"]
