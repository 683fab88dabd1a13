"""What the tests of ingest share: a landing of their own, and a gate that keeps what it was shown."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list:
    """Instead of gate levering: lets everything pass and keeps what it was shown (the real one: test_ingest_deliveries.py)."""
    kept: list = []

    def judge(checks, files, run_id):
        kept.extend(checks)
        names = {c.levering for c in checks}
        return SimpleNamespace(reasons={n: [] for n in names}, waarschuwingen={}, rows={n: [] for n in names})

    monkeypatch.setattr("zow.ingest.gate.judge", judge)
    monkeypatch.setattr("zow.ingest.lock.WAIT", 0.2)
    return kept


@pytest.fixture
def room(zow_home: Path, shown: list) -> Path:
    return zow_home / "landing"
