"""dbt in this process, on one DuckDB file: seeds, staging, core, marts and meta of a candidate (architecture 7).

dbt keeps its own state (target, logs) in `work_dir`, so that nothing is written beside the code.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from zow import settings
from zow.errors import ZowError


@dataclass(frozen=True)
class NodeResult:
    """One node that dbt ran: its id (`model.zow.fct_spells`), schema, kind, status (`success`, `pass`, ...), seconds and message."""

    node: str
    schema: str
    kind: str
    status: str
    seconds: float
    message: str

    @property
    def name(self) -> str:
        return self.node.split(".")[-1]


class DbtFailed(ZowError):
    """Nodes failed; `nodes` are those."""

    def __init__(self, nodes: list[NodeResult], total: int, waar: str, herstel: str) -> None:
        self.nodes = nodes
        shown = "\n".join(f"- {n.node} ({n.status}): {n.message}" for n in nodes[:20])
        super().__init__(f"dbt: {len(nodes)} van {total} onderdelen mislukt.\n{shown}", waar, herstel)


def run(database: Path, command: list[str], select: list[str] | None, work_dir: Path) -> list[NodeResult]:
    """Run dbt `command` (for example `["run"]`, `["seed"]`, `["test"]`) on the DuckDB file `database`, for `select` (None:
    everything that the command knows), with dbt's target and log folders under `work_dir`.

    The file is closed when this returns, also after a failure. Raises ZowError when a node fails (naming it and its error),
    when dbt itself fails, or when nothing was selected: a step that did nothing must not look like a step that went well.
    """
    arguments = [*command, *(["--select", *select] if select else [])]
    result = _dbt(database, arguments, work_dir, _manifest(database.name))
    where = f"dbt {' '.join(arguments)}"
    nodes = [] if result.result is None else [_node(r) for r in getattr(result.result, "results", [])]
    failed = [n for n in nodes if n.status not in ("success", "pass", "skipped")]
    if failed:
        raise DbtFailed(failed, len(nodes), where,
                        f"Zie {work_dir / 'logs' / 'dbt.log'} en de gecompileerde SQL in {work_dir / 'target' / 'run'}.")
    if result.exception is not None or not result.success:
        raise ZowError(f"dbt is gestopt: {result.exception or 'zonder melding'}", where, f"Zie {work_dir / 'logs' / 'dbt.log'}.")
    if not nodes:
        raise ZowError("dbt heeft niets geselecteerd, dus niets gedaan.", where,
                       "Controleer de selectie: de naam van een map onder dbt_project/models, of van een model.")
    return nodes


def parse(work_dir: Path) -> None:
    """Read the whole project without a database. Raises ZowError (Dutch) on what dbt cannot read."""
    _parse("candidate.duckdb", work_dir)


def prepare_empty(database: Path) -> None:
    """Make `database` anew with schema raw as a candidate has it, every table typed and empty (docs/house.md). For tests and
    for unit tests of models, which need the relations but not the rows."""
    from zow.warehouse import raw_schema

    database.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (database, database.with_name(database.name + ".wal")):
        leftover.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as con:
        con.execute("create schema raw")
        for name, columns in raw_schema.relations().items():
            con.execute(f"create table raw.{name} ({raw_schema.definition(columns)})")


# The project as dbt read it, in its own serialisation, per state of its files: reading it anew takes 14 s, loading it 0.3 s.
_parsed: dict[str, bytes] = {}


def _manifest(database_name: str) -> Any:
    """The parsed project for a database of that file name (names of relations start with it), from this process, from the one
    that parsed it first, or from dbt. A new copy for each call: dbt marks in it what it compiled, and would then leave the text
    of ephemeral models out of a second one."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder

    state = _state(database_name)
    if state not in _parsed:
        cache = settings.get().dbt_cache
        cache.mkdir(parents=True, exist_ok=True)
        file = cache / f"project-{state}.msgpack"
        with (cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits for the first one's file
            if not file.exists():
                parsed = _parse(database_name, cache)
                for older in cache.glob("project-*.msgpack"):
                    older.unlink()
                draft = file.with_suffix(".nieuw")
                draft.write_bytes(parsed.to_msgpack(extended_mashumaro_encoder))
                draft.replace(file)
            _parsed[state] = file.read_bytes()
    return Manifest.from_msgpack(_parsed[state], decoder=extended_mashumuro_decoder)


def _parse(database_name: str, work_dir: Path) -> Any:
    # with a path that is the same for every run: dbt reads everything anew when the path in the profile differs
    parsed = _dbt(work_dir / database_name, ["parse"], work_dir)
    if not parsed.success:
        raise ZowError(f"dbt kan het project niet lezen: {parsed.exception}", "dbt_project", "Herstel het genoemde bestand.")
    return parsed.result


def _dbt(database: Path, arguments: list[str], work_dir: Path, manifest: Any = None) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # dbt costs seconds to import: only where it is used
    from dbt.cli.main import dbtRunner

    config = settings.get()
    work_dir.mkdir(parents=True, exist_ok=True)
    with _environment({"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "ZOW_DBT_PATH": str(database),
                       "ZOW_THREADS": str(config.threads), "ZOW_MEMORY_LIMIT": config.memory_limit}):
        try:
            return dbtRunner(manifest=manifest, callbacks=[_journal(work_dir / "logs" / "dbt.log")]).invoke([
                *arguments, "--project-dir", str(config.dbt_project), "--profiles-dir", str(config.dbt_project),
                "--vars", _variables(), "--target-path", str(work_dir / "target"), "--log-path", str(work_dir / "logs"),
                # nobody reads manifest.json, and writing it costs a second a call; for the log see _journal
                "--log-level", "none", "--log-level-file", "none", "--no-write-json"])
        finally:
            # the profile keeps the file open between models; a gate or a reader comes next (toolchain.md)
            if DuckDBConnectionManager._ENV is not None:
                DuckDBConnectionManager.env().close()
            DuckDBConnectionManager.close_all_connections()


def _journal(file: Path) -> Callable[[Any], None]:
    """dbt's own log, without the lines of level debug: dbt makes the text of each of those too, which is a quarter of its time (the
    SQL of every model is in target/run)."""
    file.parent.mkdir(parents=True, exist_ok=True)

    def keep(event: Any) -> None:
        if event.info.level != "debug":
            with file.open("a", encoding="utf-8") as log:
                log.write(f"{event.info.ts.ToJsonString()} [{event.info.level}] {event.info.msg}\n")

    return keep


def _state(database_name: str) -> str:
    """Changes when any file of the project does, a contract, or dbt itself."""
    project = settings.get().dbt_project
    files = sorted((str(path), path.stat().st_mtime_ns) for path in project.rglob("*") if path.suffix in (".sql", ".yml", ".csv"))
    stated = [database_name, _variables(), files, version("dbt-core"), version("dbt-duckdb")]
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()[:16]


def _variables() -> str:
    """What staging needs of the contract, per file: `ends` (columns that end something) and `defaults` (column -> SQL)."""
    from zow.contracts import load

    return json.dumps({"contract": {file.name: {
        "ends": [c.name for c in file.columns if c.name == "einddatum"],
        "defaults": {c.name: f"cast('{c.default}' as {c.stored[1]})" for c in file.columns if c.default and c.stored},
    } for file in load("gws", None).files}})


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _node(result: Any) -> NodeResult:
    return NodeResult(result.node.unique_id, result.node.schema, str(result.node.resource_type), str(result.status), result.execution_time,
                      (result.message or "").strip())
