"""Running a gate over a candidate: audits first, then Great Expectations per gemeente and table, then the proof."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Any

import duckdb

from zow import settings
from zow.errors import ZowError
from zow.gates import GateReport, GateRun, audit, rows, suites
from zow.gates.suites import Rule, Suite
from zow.periods import now
from zow.warehouse.sql import literal, owner


def run_gate(poort: str, database: Path, gemeenten: list[str], run: GateRun) -> GateReport:
    """See `zow.gates.run_gate`."""
    if not gemeenten:
        raise ZowError(f"Poort {poort} is gevraagd zonder gemeenten; een poort over niets is nooit groen.",
                       str(database), "Sla de poort over als er niets gebouwd is, of noem de gemeenten.")
    chosen = suites.load(poort)
    if not database.is_file():
        raise ZowError(f"Poort {poort} heeft geen database om te beoordelen.", str(database),
                       "Bouw eerst de kandidaat.")
    try:
        tables, failed = audit.prepare(database, poort, gemeenten, run)
    except duckdb.Error as error:
        raise ZowError(f"Poort {poort} kan de kandidaat niet openen ({type(error).__name__}).", str(database),
                       "Kijk of een ander proces het bestand open heeft en start de stap opnieuw.") from None
    from zow.gates.engine import Engine, write_docs  # Great Expectations takes seconds to import

    report, when = GateReport(poort), now()
    failures: list[tuple[dict[str, Any], Rule, str]] = []
    with Engine(database, poort, run.run_id, settings.get().reports) as engine:
        for code in gemeenten:
            for suite in chosen:
                batch = _batch(suite.tabel, code, tables.get(suite.tabel, ()))
                reason = _unjudgeable(suite, tables, failed)
                verdicts, broken = ([], reason) if reason else engine.judge(suite, f"{suite.tabel} {code}", batch)
                for v in verdicts:
                    row = rows.row(poort, run, code, when, **rows.rule_values(
                        v.rule, suite.tabel, v.geslaagd, v.waargenomen, v.onverwacht, v.raised or ""))
                    report.rows.append(row)
                    if not v.geslaagd and v.raised is None and v.rule.toon:
                        failures.append((row, v.rule, batch))
                values = proof(suite, [(v.rule, v.raised) for v in verdicts], broken)
                report.rows.append(rows.row(poort, run, code, when, **values))
        report.data_docs = write_docs(engine)
    _point_out(database, failures)
    for code in gemeenten:
        stopped, warned = [], []
        conclude([row for row in report.rows if row["gemeentecode"] == code], stopped, warned)
        report.stopped.update({code: stopped} if stopped else {})
        report.waarschuwingen.update({code: warned} if warned else {})
    return report


def proof(suite: Suite, judged: list[tuple[Rule, str | None]], broken: str | None) -> dict[str, Any]:
    """The columns of the row `poort_heeft_gedraaid`: red unless every rule of the suite was evaluated without raising.
    `judged`: rule and its scrubbed exception; `broken`: why nothing was judged at all."""
    total = len(suite.rules)
    done = {id(rule) for rule, raised in judged if raised is None}
    errors = sorted({raised for _, raised in judged if raised is not None})
    observed = broken or "; ".join([f"{len(done)} van {total} regels beoordeeld", *errors])
    return rows.proof_values(suite.tabel, broken is None and total > 0 and len(done) == total, observed,
                             f"{total} regels" if total else "ten minste 1 regel")


def conclude(judged: list[dict[str, Any]], stopped: list[str], warned: list[str]) -> None:
    """Put a Dutch sentence for every failed row in `stopped` (kritiek) or `warned` (waarschuwing)."""
    for row in judged:
        if not row["geslaagd"]:
            (stopped if row["ernst"] == "kritiek" else warned).append(rows.sentence(row))


def _batch(table: str, gemeentecode: str, columns: Container[str]) -> str:
    schema, name = table.split(".")
    return f'select * from "{schema}"."{name}" where {owner(columns)} = {literal(gemeentecode)}'


def _unjudgeable(suite: Suite, tables: dict[str, set[str]], failed: dict[str, str]) -> str | None:
    if suite.missing:
        return "de suite ontbreekt"
    if not suite.rules:
        return "de suite heeft geen regels"
    if suite.tabel in tables:
        return None if "gemeentecode" in tables[suite.tabel] else "de tabel heeft geen kolom gemeentecode"
    why = failed.get(suite.tabel) or (failed.get("poort.vorige") if suite.tabel == "poort.beweging" else None)
    return f"de tabel ontbreekt{f' ({why})' if why else ''}"


def _point_out(database: Path, failures: list[tuple[dict[str, Any], Rule, str]]) -> None:
    """Say where a rule failed, for rules whose columns hold no personal data (`toon`)."""
    if not failures:
        return
    with duckdb.connect(str(database), read_only=True) as con:
        for row, rule, batch in failures:
            columns = ", ".join(f'"{name}"' for name in rule.toon)
            found = con.execute(f"select distinct {columns} {rule.tail(batch)} order by all limit 10").fetchall()
            named = ["; ".join(f"{name} {'leeg' if value is None else value}"
                               for name, value in zip(rule.toon, values, strict=True)) for values in found]
            row["waargenomen"] = f"{row['waargenomen']} ({rows.places(named)})"
