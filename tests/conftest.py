"""Fixtures every test may use: a ZOW_HOME of its own, and quiet tools."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


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
