"""Make a version ready in the run's draft folder, switch `published/current` to it, and go back (marts.md)."""

from __future__ import annotations

import glob
import json
import logging
import shutil
from dataclasses import asdict
from pathlib import Path

import duckdb

from zow import settings
from zow.errors import ZowError
from zow.ingest import catalogue
from zow.periods import now, parse_moment
from zow.publish import assemble, log, meta_tables, revisions
from zow.warehouse.run import Plan, Run, write_json

logger = logging.getLogger("zow.publish")
DATABASE = "sociaal_domein.duckdb"


def make_draft(run: Run, plan: Plan, quality: list[dict]) -> log.Entry:
    """Assemble the version of `plan` in `run.draft`: database, Parquet and version.json, all but the report."""
    before = log.current_entry()
    number = log.next_number(plan.publicatie, plan.periode)
    name = log.version_name(plan.publicatie, plan.periode, number)
    rebuilt = [b.gemeentecode for b in plan.passing]
    gemeenten, leveringen = _provenance(plan, before)
    carried = [g["gemeentecode"] for g in gemeenten if g["herkomst"] == "overgenomen"]
    entry = log.Entry(
        publicatie=plan.publicatie, periode=plan.periode, versie=number,
        peilmoment=plan.as_of or max(b.peilmoment for b in plan.passing),
        gepubliceerd_op=now().isoformat(timespec="seconds"), gestart_door=plan.gestart_door,
        git_commit=plan.git_commit, voorganger=before.name if before else None, run_id=run.run_id,
        goedgekeurd_door=plan.goedgekeurd_door, goedgekeurd_op=plan.goedgekeurd_op, opmerking=plan.opmerking,
        gemeenten=gemeenten, leveringen=leveringen, beleid=plan.beleid, vergeleken=plan.vergeleken)
    shutil.rmtree(run.draft, ignore_errors=True)
    run.draft.mkdir(parents=True)
    previous = log.versions_folder() / before.name / DATABASE if before else None
    if previous and carried and not previous.exists():
        raise ZowError(f"De huidige versie {before.name} is niet compleet: {DATABASE} ontbreekt.", str(previous),
                       "Zet de versie terug uit de back-up of ga met zow rollback naar haar voorganger.")
    moves = not older_than_current(plan, before)
    quality = [{**row, "versie": number} for row in quality] + _kept_quality(previous, carried)
    quality += delivery_quality({(row["bron"], row["levering"]) for row in leveringen})
    assemble.assemble(run.database, previous, run.draft / DATABASE, ("core", "marts"), rebuilt, carried,
                      {"kwaliteit": quality,
                       **log_tables({**log.entries(), name: entry}, name if moves else log.current())})
    assemble.export_parquet(run.draft / DATABASE, run.draft / "parquet")
    (run.draft / DATABASE).chmod(0o444)
    write_json(run.draft / "version.json", asdict(entry))
    logger.info("versie %s staat klaar: %s herbouwd, %s overgenomen", name, len(rebuilt), len(carried))
    return entry


def read_draft(run: Run) -> log.Entry:
    path = run.draft / "version.json"
    if not path.exists():
        raise ZowError(f"Run {run.run_id} heeft geen versie klaargezet.", str(path), "Start de publicatie opnieuw.")
    return log.Entry(**json.loads(path.read_text(encoding="utf-8")))


def sign(run: Run, plan: Plan) -> None:
    """Write who approved into the draft, and that it is published now: nothing else of what was approved changes. The report is to be
    rendered again after it."""
    entry = read_draft(run)
    entry.goedgekeurd_door, entry.goedgekeurd_op, entry.opmerking = plan.goedgekeurd_door, plan.goedgekeurd_op, plan.opmerking
    entry.gepubliceerd_op = now().isoformat(timespec="seconds")
    before = log.current_entry()
    moves = not older_than_current(plan, before)
    rows = log_tables({**log.entries(), entry.name: entry}, entry.name if moves else log.current())["publicaties"]
    database = run.draft / DATABASE
    database.chmod(0o644)
    with duckdb.connect(str(database)) as con:
        con.execute("drop table meta.publicaties")
        meta_tables.create(con, "publicaties", rows, con.execute("select current_database()").fetchone()[0])
        con.execute("checkpoint")
    database.chmod(0o444)
    assemble.export_parquet(database, run.draft / "parquet", ("meta", "publicaties"))
    write_json(run.draft / "version.json", asdict(entry))


def switch(run: Run, plan: Plan) -> tuple[log.Entry, bool]:
    """Move the draft to `published/versions/` and let `current` point at it, unless its K is older than the current one of a
    gemeente that it covers. Returns the entry and whether `current` moved. May be called again after a crash at any point."""
    done = next((e for e in log.entries().values() if e.run_id == run.run_id), None)
    entry = done or read_draft(run)
    before = log.current_entry()
    moves = not older_than_current(plan, before)
    if done is None:
        target = log.versions_folder() / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        run.draft.rename(target)
    log.save(entry)
    revisions.remember(entry)
    if moves:
        log.point(settings.get().published / "current", log.versions_folder() / entry.name)
    else:
        logger.warning("versie %s is gemaakt, maar current blijft staan: het peilmoment is ouder", entry.name)
    return entry, moves


def is_stale(run: Run) -> bool:
    """Whether another version became current, or took the number, since the draft of `run` was assembled."""
    entry = read_draft(run)
    return entry.voorganger != log.current() or log.next_number(entry.publicatie, entry.periode) != entry.versie


def older_than_current(plan: Plan, before: log.Entry | None) -> bool:
    """A K given with --as-of that lies before the peilmoment current for a gemeente it covers (marts.md). The default K is
    "everything accepted" and is never older."""
    if plan.as_of is None or before is None:
        return False
    known = {g["gemeentecode"]: g["peilmoment"] for g in before.gemeenten}
    asked = parse_moment(plan.as_of)
    return any(b.gemeentecode in known and asked < parse_moment(known[b.gemeentecode]) for b in plan.passing)


def rollback() -> tuple[log.Entry, log.Entry]:
    """Point `current` back at its voorganger; returns (left, now current). Raises ZowError when there is none to go to."""
    found = log.entries()
    left = found.get(log.current() or "")
    if left is None:
        raise ZowError("Er is geen gepubliceerde versie om van terug te gaan.", str(settings.get().published / "current"),
                       "Publiceer eerst: zow publish PUBLICATIE PERIODE.")
    target = found.get(left.voorganger or "")
    if target is None or not (log.versions_folder() / target.name / DATABASE).exists():
        raise ZowError(f"Versie {left.name} heeft geen voorganger meer op schijf.", str(log.versions_folder()),
                       "Publiceer opnieuw, of zet de map van de voorganger terug uit de back-up.")
    left.teruggedraaid = True
    log.save(left)
    log.point(settings.get().published / "current", log.versions_folder() / target.name)
    return left, target


def _provenance(plan: Plan, before: log.Entry | None) -> tuple[list[dict], list[dict]]:
    """Rows of publicatie_gemeenten and publicatie_leveringen, without the columns that name the version."""
    gemeenten = [{"gemeentecode": b.gemeentecode, "peilmoment": b.peilmoment, "asof": b.asof.isoformat(), "herkomst": "nieuw",
                  "uit_versie": None, "reden": None} for b in plan.passing]
    # the national rows of this version are those that the rebuilt gemeenten used; what a gemeente that is carried over used
    # of them is told by the version that it comes from
    used = {u for b in plan.passing for u in b.leveringen}
    leveringen = [{"gemeentecode": u.gemeentecode, "bron": u.bron, "levering": u.levering}
                  for u in sorted(used, key=lambda u: (u.gemeentecode or "", u.bron, u.levering))]
    rebuilt = {b.gemeentecode for b in plan.passing}
    for row in before.gemeenten if before else []:
        code = row["gemeentecode"]
        if code in rebuilt:
            continue
        reasons = plan.stopped.get(code)
        gemeenten.append({**row, "herkomst": "overgenomen", "uit_versie": row["uit_versie"] or before.name,
                          "reden": "; ".join(reasons) if reasons else "valt niet onder deze publicatie"})
        leveringen += [r for r in before.leveringen if r["gemeentecode"] == code]
    return sorted(gemeenten, key=lambda r: r["gemeentecode"]), leveringen


def log_tables(known: dict[str, log.Entry], current: str | None) -> dict[str, list[dict]]:
    """Rows of the three publication tables of meta, when `known` are all versions and `current` is the current one."""
    publications, places, deliveries = [], [], []
    for item in known.values():
        which = {"publicatie": item.publicatie, "periode": item.periode, "versie": item.versie}
        publications.append({**which, **{k: getattr(item, k) for k in (
            "peilmoment", "gepubliceerd_op", "gestart_door", "goedgekeurd_door", "goedgekeurd_op", "opmerking", "voorganger",
            "git_commit")}, "status": item.status(current), "gemeentecode": None})
        places += [{**which, **row} for row in item.gemeenten]
        deliveries += [{**which, **row} for row in item.leveringen]
    return {"publicaties": publications, "publicatie_gemeenten": places, "publicatie_leveringen": deliveries}


def _kept_quality(previous: Path | None, carried: list[str]) -> list[dict]:
    """Gate results that belong to figures carried over; they keep the version that they were judged for."""
    if not previous or not carried:
        return []
    with duckdb.connect(str(previous), read_only=True) as con:
        rows = con.execute("select * from meta.kwaliteit where poort <> 'levering' and list_contains(?, gemeentecode)", [carried])
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def delivery_quality(used: set[tuple[str, str]]) -> list[dict]:
    """Results of gate levering for the deliveries named (bron, levering): those of the judgement that accepted them, not of an
    earlier refusal under the same name."""
    names = {(o.bron, o.gemeentecode, catalogue.base_name(o.levering, o.nr)) for o in catalogue.outcomes()
             if o.status == catalogue.ACCEPTED and (o.bron, o.levering) in used}
    paths = (catalogue.folder(source, code) / "kwaliteit" / f"{name}.parquet" for source, code, name in sorted(names))
    files = [glob.escape(str(path)) for path in paths if path.exists()]
    if not files:
        return []
    with duckdb.connect() as con:
        rows = con.execute("select * from read_parquet(?, union_by_name = true)", [files])
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]
