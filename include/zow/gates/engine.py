"""Great Expectations as SQL inside DuckDB (architecture 6). The only module that imports GX; importing it costs
seconds, so it is imported when a gate runs, never when a DAG is read."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while GX is imported

import duckdb_engine
import great_expectations as gx
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.store import ValidationResultsStore
from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig
from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier, ValidationResultIdentifier
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.validator.v1_validator import Validator
from sqlalchemy.dialects import registry

from zow.gates.suites import Rule, Suite

# No failing value may leave the database: counts only, and no sample of what was unexpected.
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0, "include_unexpected_rows": False}
KEEP_RUNS = 3  # validation runs per gate that stay in Data Docs
_RULE = "regel"
_SEVERITY = {"kritiek": "critical", "waarschuwing": "warning"}


class GxDuckDB(duckdb_engine.Dialect):
    """duckdb-engine drops GX's results when SQLAlchemy rolls back; a read-only connection has no transaction to end."""

    supports_statement_cache = False

    def do_begin(self, connection: Any) -> None: ...
    def do_rollback(self, connection: Any) -> None: ...
    def do_commit(self, connection: Any) -> None: ...


logger = logging.getLogger("zow.gates")
_NO_DOCS = "Data Docs zijn niet bijgewerkt; de uitkomsten staan wel in meta.kwaliteit"
registry.register("duckdb.gx", __name__, "GxDuckDB")


@dataclass(frozen=True)
class Verdict:
    """What GX said of one rule. `raised` is the scrubbed exception, None when the rule was evaluated."""

    rule: Rule
    geslaagd: bool
    waargenomen: float | int | None
    onverwacht: int | None
    raised: str | None = None


def scrub(text: str) -> str:
    """An exception as its kind alone: its message can quote the value that made it raise. Binder and catalog errors are
    about names in the SQL, never about data, and keep their line so that the reader sees which column is missing."""
    line = re.search(r"\b((?:Binder|Catalog) Error: [^\\\n]*)", text)
    if line:
        return line.group(1)[:200]
    kind = re.search(r"\b[A-Z][A-Za-z]*(?:Error|Exception)\b", text)
    return kind.group(0) if kind else "onbekende fout"


class ScrubbedResultsStore(ValidationResultsStore):
    """Keeps results without exception texts. GX stores a result before anyone sees it, so this is the one place."""

    def set(self, key: Any, value: Any, **kwargs: Any) -> Any:
        for result in value.results:
            reason = raised(result.exception_info)
            if reason is not None:
                result.exception_info = {"raised_exception": True, "exception_message": reason,
                                         "exception_traceback": None}
        return super().set(key, value, **kwargs)


def raised(info: dict[str, Any] | None) -> str | None:
    """The scrubbed reason when an expectation raised. GX hands either one exception or one per metric."""
    if not info:
        return None
    if "raised_exception" in info:
        return scrub(str(info.get("exception_message") or "")) if info["raised_exception"] else None
    return scrub(" ".join(str(item) for item in info.values()))


class Engine:
    """GX over one DuckDB file, opened read-only. Use as a context manager: leaving it closes both of GX's engines, so
    that the next writer (dbt, publish) finds the file free."""

    def __init__(self, database: Path, poort: str, run_id: str, reports: Path) -> None:
        self._poort, self._run_id, self._reports = poort, run_id, reports
        self._when = datetime.now(UTC)
        self._suites: dict[str, gx.ExpectationSuite] = {}
        self._context = gx.get_context(mode="ephemeral", project_config=_config(reports))
        self._source = self._context.data_sources.add_sql(
            name="kandidaat", connection_string=f"duckdb+gx:///{database}", create_temp_table=False,
            kwargs={"connect_args": {"read_only": True}})
        # one asset that is pointed at each batch in turn: GX writes its whole configuration down whenever an asset is added
        self._asset = self._source.add_query_asset(name="partij", query="select 1")
        self._batch = self._asset.add_batch_definition_whole_table("alles")

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):  # an engine that never opened has nothing to close
            self._source.get_execution_engine().close()
        self._source.get_engine().dispose()

    def judge(self, suite: Suite, label: str, query: str) -> tuple[list[Verdict], str | None]:
        """Evaluate `suite` over the rows of `query`; `label` names the batch in Data Docs. Returns the verdicts, one
        per rule, and the scrubbed reason when GX itself broke off (then there are no verdicts)."""
        try:
            self._asset.name, self._asset.query = label, query
            with _quiet():
                result = self._validate(suite)
        except Exception as error:  # whatever breaks inside GX makes the gate red, it never stops the other gemeenten
            return [], scrub(f"{type(error).__name__}: {error}")
        return [_verdict(suite, item) for item in result.results], None

    def build_docs(self) -> Path:
        """Write the pages of this run, and of earlier ones that have none yet. Returns index.html. Raises whatever GX or the
        disk raises."""
        return _build_docs(self._context, self._reports, self._poort)

    def _validate(self, suite: Suite) -> Any:
        """What `ValidationDefinition.run` does, without its check that the suite is the one in the store: that compares every rule
        of every suite, for each batch, and costs as much as judging."""
        validator = Validator(batch_definition=self._batch, result_format=RESULT_FORMAT)
        result = validator.validate_expectation_suite(self._suite(suite))
        run = RunIdentifier(run_name=f"{self._poort} {self._run_id}", run_time=self._when)
        result.meta |= {"run_id": run, "validation_time": run.run_time, "validation_id": None, "checkpoint_id": None,
                        "batch_parameters": None}
        identifier = ExpectationSuiteIdentifier(name=suite.name)
        self._context.validation_results_store.store_validation_results(
            suite_validation_result=result, expectation_suite_identifier=identifier,
            suite_validation_result_identifier=ValidationResultIdentifier(identifier, run, validator.active_batch_id))
        return result

    def _suite(self, suite: Suite) -> gx.ExpectationSuite:
        if suite.name not in self._suites:
            self._suites[suite.name] = gx.ExpectationSuite(name=suite.name, expectations=[
                ExpectationConfiguration(
                    type=rule.type, kwargs=rule.kwargs, severity=_SEVERITY[rule.ernst],
                    description=_description(rule),
                    meta={_RULE: number, "ernst": rule.ernst, "clausule": rule.clausule},
                ) for number, rule in enumerate(suite.rules)])
        return self._suites[suite.name]


def _config(reports: Path) -> DataContextConfig:
    def files(folder: Path) -> dict[str, str]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}

    def memory(store: str) -> dict[str, Any]:
        return {"class_name": store, "store_backend": {"class_name": "InMemoryStoreBackend"}}

    return DataContextConfig(
        analytics_enabled=False, progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        expectations_store_name="suites", checkpoint_store_name="checkpoints",
        validation_results_store_name="uitkomsten",
        stores={
            "suites": memory("ExpectationsStore"), "checkpoints": memory("CheckpointStore"),
            "validation_definition_store": memory("ValidationDefinitionStore"),
            # on disk, because the index of Data Docs shows only what its store still has
            "uitkomsten": {"class_name": "ScrubbedResultsStore", "module_name": __name__,
                           "store_backend": files(reports / "gx" / "validations")},
        },
        data_docs_sites={"zicht_op_werk": {
            "class_name": "SiteBuilder", "show_how_to_buttons": False,
            "store_backend": files(reports / "data_docs"),
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "show_cta_footer": False},
            # the rules themselves are read in expectations/*.yml
            "site_section_builders": {"expectations": "None"},
        }})


def _build_docs(context: Any, reports: Path, *poorten: str) -> Path:
    site = reports / "data_docs"
    reports.mkdir(parents=True, exist_ok=True)
    with (reports / ".data_docs.lock").open("w") as lock, _quiet():
        fcntl.flock(lock, fcntl.LOCK_EX)
        store = context.validation_results_store
        for poort in poorten:
            _prune(store, site, poort)
        context.build_data_docs(resource_identifiers=[key for key in store.list_keys() if not _page(site, key).exists()])
    return site / "index.html"


def _page(site: Path, key: Any) -> Path:
    name = Path(*key.to_tuple())
    return site / "validations" / name.with_name(f"{name.name}.html")


def _prune(store: Any, site: Path, poort: str) -> None:
    """Drop what is older than KEEP_RUNS runs of a gate."""
    runs: dict[datetime, list[Any]] = {}
    for key in store.list_keys():
        if str(key.run_id.run_name).split(" ")[0] == poort:
            runs.setdefault(key.run_id.run_time, []).append(key)
    for moment in sorted(runs, reverse=True)[KEEP_RUNS:]:
        for key in runs[moment]:
            store.remove_key(key)
            shutil.rmtree(_page(site, key).parent, ignore_errors=True)


def catch_up(reports: Path) -> Path | None:
    """Write the pages of results that have none yet: gate levering judges many times a night and leaves that to the end of it.
    Returns index.html, None when it could not be written."""
    try:
        return _build_docs(gx.get_context(mode="ephemeral", project_config=_config(reports)), reports, "levering")
    except Exception:
        logger.exception(_NO_DOCS)
        return None


def write_docs(engine: Engine) -> Path | None:
    """`engine.build_docs()`, or None with a line in the log: a judgement stands also when it cannot be shown."""
    try:
        return engine.build_docs()
    except Exception:
        logger.exception(_NO_DOCS)
        return None


def _description(rule: Rule) -> str:
    details = ", ".join(text for text in (rule.ernst, rule.grond, rule.clausule) if text)
    return f"{rule.omschrijving} ({details})".replace("$", "$$")  # GX reads $name as a parameter


def _verdict(suite: Suite, item: Any) -> Verdict:
    rule = suite.rules[item.expectation_config.meta[_RULE]]
    reason = raised(item.exception_info)
    values = item.result or {}
    observed, unexpected = values.get("observed_value"), values.get("unexpected_count")
    if rule.type == "unexpected_rows_expectation":
        unexpected = observed
    elif unexpected is None and values.get("element_count") == 0:
        unexpected = 0  # GX counts nothing when there are no rows; a file of 0 rows is fine (sources.md 1)
    if reason is None and observed is None and unexpected is None:
        reason = "geen uitkomst"  # neither counted nor raised: nothing was judged
    return Verdict(rule, bool(item.success) and reason is None, unexpected if observed is None else observed,
                   None if unexpected is None else int(unexpected), reason)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """GX logs the text of an exception, values included, before anyone can scrub it."""
    loggers = [logging.getLogger(name) for name in ("great_expectations", "sqlalchemy")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
