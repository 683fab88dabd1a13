"""kill -9 in the middle of a nightly and of a publication: after a restart no delivery is half or lost, and core and marts are
those of a run that nobody disturbed."""

from __future__ import annotations

import duckdb
import pytest

from tests.support import line, small
from tests.support.command import killed, zow
from zow.publish import dagstand, log
from zow.sample.write import write_gws

pytestmark = pytest.mark.e2e


def deliver(home):
    write_gws(home / "landing", "GM0171", "20140721T0300", small.tables())
    write_gws(home / "landing", "GM0171", "20140722T0300", small.tables(clients=4))
    write_gws(home / "landing", "GM0200", "20140721T0300", small.tables(clients=2))


def contents(database):
    """Every row of core and marts, and the deliveries with their status."""
    with duckdb.connect(str(database), read_only=True) as con:
        tables = con.execute("select schema_name, table_name from duckdb_tables() where schema_name in ('core', 'marts') "
                             "order by all").fetchall()
        found = {f"{s}.{t}": con.execute(f"select * from {s}.{t} order by all").fetchall() for s, t in tables}
        found["leveringen"] = con.execute("select levering, status, regels, sha256 from meta.leveringen order by all").fetchall()
        return found


def test_restarted_after_a_kill_in_each_as_if_nothing_happened(tmp_path, monkeypatch):
    home, calm = tmp_path / "geveld", tmp_path / "rustig"
    deliver(home)
    monkeypatch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
    monkeypatch.setenv("ZOW_HOME", str(home))
    # the first outcome is written, landing is not empty yet or the next delivery is not judged yet
    killed(home, "nightly", when=lambda: [*home.glob("raw/gws/*/leveringen/*.json")])
    assert not dagstand.link().exists(), "half a dagstand"
    done = zow(home, "nightly")
    assert done.returncode == 0, done.stderr
    killed(home, "publish", "effectmeting", "2014H1", when=lambda: [*home.glob("warehouse/runs/*/draft/*.duckdb")])
    assert log.current() is None and not log.entries(), "half a version"
    done = zow(home, "publish", "effectmeting", "2014H1", "--gemeente", "GM0171", "--gemeente", "GM0200")
    assert done.returncode == 0, done.stderr
    assert log.current() == "effectmeting_2014H1_v1"
    assert not any((home / "landing" / "gws").iterdir()), "a delivery full of BSNs stayed behind"
    disturbed, dagstand_core = contents(line.version_db()), contents(dagstand.link() / "sociaal_domein.duckdb")

    deliver(calm)
    monkeypatch.setenv("ZOW_HOME", str(calm))
    line.ingest_all()
    line.publish("versie", gemeenten=["GM0171", "GM0200"])
    undisturbed = contents(line.version_db())
    assert disturbed == undisturbed and len(undisturbed["leveringen"]) == 3
    assert dagstand_core == {name: rows for name, rows in undisturbed.items() if not name.startswith("marts.")}
