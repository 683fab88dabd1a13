"""Gate `levering`: does what was read agree with what the supplier says and with what stands in raw?

Judged for a whole batch at once (issue 3 asks hundreds of deliveries at half a second each): Great Expectations sees
all of them in one scratch table. Only a rule that fails is counted again per delivery, with its own query; when a rule
raises, every delivery is judged on its own, so that one odd delivery never decides about another.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from zow import settings
from zow.gates import GateRun, rows, suites
from zow.gates.run import conclude, proof
from zow.gates.suites import Rule, Suite
from zow.periods import now

TABLE = "levering.bestanden"
EVERYTHING = f"select * from {TABLE}"
COLUMNS = {
    "levering": "VARCHAR", "gemeentecode": "VARCHAR", "geleverd_op": "TIMESTAMP", "bestand": "VARCHAR",
    "regels_manifest": "BIGINT", "regels_gelezen": "BIGINT", "geladen": "BIGINT", "afgekeurd": "BIGINT",
    "waarschuwingen": "BIGINT", "quarantaine_afgekeurd": "BIGINT", "quarantaine_waarschuwingen": "BIGINT",
    "raw_regels": "BIGINT", "controlekolom": "VARCHAR",
    "controletotaal_manifest": "DECIMAL(38,4)", "controletotaal_gelezen": "DECIMAL(38,4)",
    "vorige_levering": "VARCHAR", "vorige_geladen": "BIGINT",
}


@dataclass
class LeveringJudgement:
    """Per delivery: `reasons` the kritiek failures in Dutch (empty = fine), `waarschuwingen` what is only shown, `rows`
    the rows for meta.kwaliteit."""

    reasons: dict[str, list[str]] = field(default_factory=dict)
    waarschuwingen: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    data_docs: Path | None = None


def judge(records: Iterable[Mapping[str, Any]], bestanden: Iterable[str] = (), run_id: str = "ingest",
          docs: bool = True) -> LeveringJudgement:
    """Judge deliveries. `records`: one mapping with the keys of COLUMNS per delivery and file; an absent count is
    a kritiek failure. `bestanden`: the files that every delivery must have; one that is absent is judged as a file that
    occurs 0 times. `docs`: also write Data Docs. Raises ZowError on a suite that cannot be read, KeyError on a record
    without `levering`, duckdb.Error on a value that does not fit its column."""
    records = [dict(record) for record in records]
    names = list(dict.fromkeys(record["levering"] for record in records))
    judgement = LeveringJudgement({n: [] for n in names}, {n: [] for n in names}, {n: [] for n in names})
    if not records:
        return judgement
    owner = {record["levering"]: record.get("gemeentecode") for record in records}
    run, when = GateRun(run_id), now()
    for suite in suites.load("levering"):
        with tempfile.TemporaryDirectory(prefix="zow-levering-") as folder:
            database = Path(folder) / "batch.duckdb"  # a catalog named as the schema would be ambiguous
            _write(database, records, list(bestanden))
            results, judgement.data_docs = _evaluate(suite, database, names, run_id, docs)
        for name in names:
            verdicts, broken = results[name]
            made = [rows.rule_values(rule, suite.tabel, good, observed, observed, shown)
                    for rule, good, observed, shown, _ in verdicts]
            made.append(proof(suite, [(rule, raised) for rule, _, _, _, raised in verdicts], broken))
            judgement.rows[name] += [rows.row("levering", run, owner[name], when, levering=name, **v) for v in made]
    for name in names:
        conclude(judgement.rows[name], judgement.reasons[name], judgement.waarschuwingen[name])
    return judgement


# rule, passed, deviations found, where, scrubbed exception
_Found = tuple[Rule, bool, int | None, str, str | None]


def _evaluate(suite: Suite, database: Path, names: list[str], run_id: str,
              docs: bool) -> tuple[dict[str, tuple[list[_Found], str | None]], Path | None]:
    if suite.missing or not suite.rules:
        reason = "de suite ontbreekt" if suite.missing else "de suite heeft geen regels"
        return {name: ([], reason) for name in names}, None
    from zow.gates.engine import Engine, write_docs  # Great Expectations takes seconds to import

    with Engine(database, "levering", run_id, settings.get().reports) as engine:
        verdicts, broken = engine.judge(suite, f"{suite.tabel} {len(names)} leveringen", EVERYTHING)
        apart = {}
        if len(names) > 1 and (broken or any(v.raised for v in verdicts)):
            apart = {name: engine.judge(suite, f"{suite.tabel} {name}", _only(name)) for name in names}
        index = write_docs(engine) if docs else None
    with duckdb.connect(str(database), read_only=True) as con:
        results: dict[str, tuple[list[_Found], str | None]] = {}
        if apart or len(names) == 1:
            for name in names:
                own, own_broken = apart.get(name, (verdicts, broken))
                results[name] = [_found(con, v, name) for v in own], own_broken
            return results, index
        failing = {v.rule: _per_delivery(con, v.rule, EVERYTHING) for v in verdicts if not v.geslaagd}
        for name in names:
            results[name] = [(v.rule, *failing[v.rule].get(name, (True, 0, "")), None) if v.rule in failing
                             else (v.rule, True, 0, "", None) for v in verdicts], broken
    return results, index


def _found(con: duckdb.DuckDBPyConnection, verdict: Any, name: str) -> _Found:
    if verdict.raised is not None or verdict.geslaagd:
        return verdict.rule, verdict.geslaagd, verdict.onverwacht, verdict.raised or "", verdict.raised
    return verdict.rule, *_per_delivery(con, verdict.rule, _only(name))[name], None


def _per_delivery(con: duckdb.DuckDBPyConnection, rule: Rule, batch: str) -> dict[str, tuple[bool, int, str]]:
    """What the rule's own query finds, per delivery that deviates: passed (False), deviations, the first places."""
    tail = rule.tail(batch)
    places = " || '; ' || ".join(f"'{name} ' || coalesce(cast({name} as varchar), 'leeg')" for name in rule.toon)
    found = con.execute(f"""select levering, count(*), list({places or "''"} order by bestand)
        {tail} group by levering""").fetchall()
    return {name: (False, count, rows.places(listed)) for name, count, listed in found}


def _write(database: Path, records: list[dict[str, Any]], bestanden: list[str]) -> None:
    import pandas as pd

    frame = pd.DataFrame([{c: r.get(c) for c in COLUMNS} for r in records], columns=list(COLUMNS), dtype=object)
    casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in COLUMNS.items())
    with duckdb.connect(str(database)) as con:
        con.register("records", frame)
        con.execute("create schema levering")
        con.execute(f"""create table levering.bestanden as
            select {casts}, count(*) over (partition by levering, bestand) as keer from records""")
        # a file that no record names has nothing to compare but its absence
        con.execute("""insert into levering.bestanden by name
            select l.levering, l.gemeentecode, b.bestand, 0 as keer, 0 as regels_manifest, 0 as regels_gelezen,
                   0 as geladen, 0 as afgekeurd, 0 as waarschuwingen, 0 as quarantaine_afgekeurd, 0 as quarantaine_waarschuwingen,
                   0 as raw_regels
            from (select levering, any_value(gemeentecode) as gemeentecode from levering.bestanden group by all) l
            cross join (select unnest(?::varchar[]) as bestand) b
            where not exists (from levering.bestanden x where x.levering = l.levering and x.bestand = b.bestand)""",
            [bestanden])
        con.unregister("records")


def _only(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"{EVERYTHING} where levering = '{quoted}'"
