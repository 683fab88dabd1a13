"""Fixtures every test may use: a ZOW_HOME of its own, and quiet tools."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

# What whoever runs the tests has set for another run: settings of the platform and its tools, a proxy, another git checkout, colours.
# Away before anything is imported that reads them.
FOREIGN = re.compile(r"(ZOW|AIRFLOW|DBT|GX)_\w+|(HTTPS?|FTP|ALL|NO)_PROXY|GIT_(DIR|WORK_TREE|INDEX_FILE)|FORCE_COLOR", re.IGNORECASE)
OWN = {"ZOW_TEST_SEED", "ZOW_DBT_CACHE"}  # the seed of test_same_whatever_happens.py, and what the controller tells its workers
for name in [name for name in os.environ if FOREIGN.fullmatch(name) and name not in OWN]:
    del os.environ[name]
os.environ |= {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "GX_ANALYTICS_ENABLED": "false"}
# On a busy machine Airflow may be as slow as it likes: by default a DAG file that takes half a minute to read is broken, one that is not
# read again within a minute is forgotten, and a task that waits five seconds for an answer gives up.
os.environ |= {f"AIRFLOW__{name}": "1200" for name in (
    "CORE__DAGBAG_IMPORT_TIMEOUT", "DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT", "DAG_PROCESSOR__STALE_DAG_THRESHOLD",
    "DAG_PROCESSOR__HEALTH_CHECK_THRESHOLD", "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD", "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT",
    "SCHEDULER__TASK_QUEUED_TIMEOUT", "WORKERS__EXECUTION_API_TIMEOUT")}
os.environ["AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL"] = "120"  # by default 30; nobody changes a DAG file here


# The files that take minutes, the longest first: begun last, one of them would keep one core waiting for the other.
LONG = ("e2e/test_same", "integration/test_publish", "e2e/test_scheduler", "e2e/test_approval", "integration/test_build",
        "integration/test_ingest_order", "e2e/test_cli", "integration/test_gates_line", "integration/test_reproduce",
        "integration/test_machine", "integration/test_dbt_units", "integration/test_ingest_deliveries", "integration/test_dagstand",
        "integration/test_dbt_reference", "integration/test_contract_tables", "integration/test_ingest_reference",
        "unit/test_dags_run", "golden/", "integration/")


def pytest_configure(config: pytest.Config) -> None:
    """One reading of the dbt project for every worker and every `zow` that a test starts. An Airflow that is imported before a test has
    a home writes its defaults here, per process, and not in the home of whoever runs the tests."""
    if not hasattr(config, "workerinput"):
        os.environ["ZOW_DBT_CACHE"] = tempfile.mkdtemp(prefix="zow-dbt-")
    os.environ["AIRFLOW_HOME"] = str(Path(os.environ["ZOW_DBT_CACHE"]) / f"airflow-{os.getpid()}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["ZOW_DBT_CACHE"], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in the order of LONG; those of one file stay together and as they were."""
    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((number for number, name in enumerate(LONG) if f"tests/{name}" in path), len(LONG))

    items.sort(key=place)


@pytest.fixture
def zow_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ZOW_HOME with a pseudonym key of its own."""
    home = tmp_path / "zow"
    (home / "landing" / "gws").mkdir(parents=True)
    monkeypatch.setenv("ZOW_HOME", str(home))
    monkeypatch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
    monkeypatch.setenv("ZOW_MEMORY_LIMIT", "512MB")
    return home


@pytest.fixture
def no_data_docs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of Data Docs are the subject of tests/integration/test_gates_line.py; elsewhere they only take time."""
    monkeypatch.setattr("zow.gates.engine.write_docs", lambda engine: None)
