"""Many deliveries at once: judged several at a time, committed one by one in order of stamp."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import ingest_kit as kit
from tests.support.ingest_kit import rows, run
from zow import settings
from zow.ingest import backlog, catalogue, landing
from zow.ingest.judge import Judge
from zow.ingest.process import IngestError


def test_a_backlog_is_judged_several_at_a_time_and_committed_in_order(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten nights at once, half of them with the same bytes, one that cannot be judged: the rows are those of one after another."""
    def contents() -> list[tuple]:
        return [(o.levering, o.status, {n: [r[:-4] + r[-1:] for r in rows(o, n)] for n in o.files}) for o in catalogue.accepted("gws")]

    def fails(self, *args, **how):
        if self.levering.endswith("05T0300"):
            raise OSError("schijf stuk")
        return real(self, *args, **how)

    real, found = Judge.run, []
    monkeypatch.setattr(Judge, "run", fails)
    for home, workers in (("samen", 3), ("apart", 1)):
        monkeypatch.setenv("ZOW_HOME", str(room.parent / home))
        monkeypatch.setattr(backlog, "at_a_time", lambda waiting, workers=workers: workers)
        for day in range(1, 11):
            kit.deliver(settings.get().landing, f"201404{day:02}T0300", content=kit.tables(clienten=[kit.client(2 + day // 2)]))
        with pytest.raises(IngestError, match="05T0300: schijf stuk") as caught:
            run()
        assert [o.levering[-13:-5] for o in caught.value.outcomes] == [f"201404{day:02}" for day in range(1, 11) if day != 5]
        found.append(contents())
    assert found[0] == found[1] and len(found[0]) == 9


def test_how_many_are_judged_at_a_time(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOW_THREADS", "2")
    monkeypatch.setattr(backlog, "MANY", 2)
    first = kit.deliver(room, "20140401T0300")
    assert backlog.at_a_time(landing.complete("gws")) == 1
    kit.deliver(room, "20140402T0300")
    assert backlog.at_a_time(landing.complete("gws")) == 2
    monkeypatch.setattr(backlog, "SMALL", (first / "clienten.csv").stat().st_size)
    assert backlog.at_a_time(landing.complete("gws")) == 1
