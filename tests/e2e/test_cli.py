"""The commands as a user has them: exit codes, what they print and what is there afterwards. One ZOW_HOME for the whole module;
the tests follow each other."""

from __future__ import annotations

import duckdb
import pytest

from tests.support import small
from tests.support.command import zow
from zow.sample.write import write_gws

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """GM0171 delivered after the half-year, GM0090 before its end, GM0342 a broken delivery."""
    folder = tmp_path_factory.mktemp("zow") / "mijn data"
    landing = folder / "landing"
    write_gws(landing, "GM0171", "20140721T0300", small.tables())
    write_gws(landing, "GM0090", "20140630T0300", small.tables(clients=2))
    (write_gws(landing, "GM0342", "20140721T0300", small.tables()) / "clienten.csv").unlink()
    return folder


def current(home):
    return (home / "published" / "current").readlink().name


def test_nightly_does_its_work_and_tells_what_it_refused(home):
    done = zow(home, "nightly")
    assert done.returncode == 0, done.stderr
    assert "gws_GM0342_20140721T0300 geweigerd" in done.stdout and "clienten.csv" in done.stdout
    assert "Dagstand: GM0090, GM0171" in done.stdout
    assert not any((home / "landing" / "gws").iterdir())
    assert "clienten.csv" in (home / "landing" / "geweigerd" / "gws" / "gws_GM0342_20140721T0300.reden.txt").read_text()
    with duckdb.connect(str(home / "published" / "dagstand" / "sociaal_domein.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from meta.leveringen").fetchone() == (3,)


@pytest.mark.parametrize("words", [("publish", "effectmeting", "2014H3"), ("publish", "iets", "2014H1"),
                                   ("publish", "effectmeting", "2014H1", "--as-of", "gisteren")])
def test_wrong_arguments_are_exit_2_and_start_nothing(home, words):
    done = zow(home, *words)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr
    assert not (home / "published" / "versions").exists()


def test_a_gemeente_that_a_gate_stops_is_exit_3_and_the_other_is_published(home):
    done = zow(home, "publish", "effectmeting", "2014H1", "--gemeente", "GM0171", "--gemeente", "GM0090")
    assert done.returncode == 3
    assert "Gepubliceerd: effectmeting_2014H1_v1" in done.stdout and "GM0171: nieuw" in done.stdout
    assert "GM0090" in done.stderr and "poort.versheid" in done.stderr
    assert current(home) == "effectmeting_2014H1_v1"


def test_a_rollback_that_cannot_be_is_exit_1_and_status_tells_what_stands(home):
    done = zow(home, "rollback")
    assert done.returncode == 1 and "voorganger" in done.stderr
    assert current(home) == "effectmeting_2014H1_v1"
    done = zow(home, "status")
    assert done.returncode == 0 and "Actueel: effectmeting_2014H1_v1" in done.stdout
