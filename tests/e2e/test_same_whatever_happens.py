"""kill -9 at a random moment of a nightly and of a publication, and two nightlies that start at a time, while deliveries of every source
come newest first and again: in the end no delivery is half or lost or judged twice, and core and marts are those of one night in which
everything came in order and nobody was disturbed (sources.md 1 and 2, measures 0)."""

from __future__ import annotations

import glob
import os
import random
from collections import Counter

import pytest

from tests.support import everything, line
from tests.support.command import finished, killed, start, zow
from zow import settings
from zow.ingest import catalogue, landing, names
from zow.publish import dagstand, log

pytestmark = pytest.mark.e2e
PUBLISH = ("publish", "effectmeting", "2014H1", *(word for code in everything.GEMEENTEN for word in ("--gemeente", code)))


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """The deliveries; and what a version and a dagstand of them hold when nothing goes wrong."""
    delivered = everything.write(tmp_path_factory.mktemp("leverancier"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ZOW_HOME": str(tmp_path_factory.mktemp("rustig")), "ZOW_PSEUDONYM_KEY": "ab" * 32,
                            "ZOW_MEMORY_LIMIT": "512MB"}.items():
            patch.setenv(name, value)
        everything.drop(delivered, settings.get().landing)
        line.ingest_all()
        line.publish_unjudged("versie", gemeenten=list(everything.GEMEENTEN))
        found = everything.contents(line.version_db())
        assert len(found["leveringen"]) == len(delivered) - len(everything.REFUSED)
        assert all(found[f"core.{name}"] for name in ("fct_ledger", "fct_budget", "fct_referrals", "fct_indications", "fct_labour_market"))
        yield delivered, found


def core_of(contents):
    return {name: rows for name, rows in contents.items() if not name.startswith("marts.")}


def comparable(contents, earlier):
    """What cannot differ; where there was an `earlier` version that leaves out what a version says of earlier ones."""
    return {name: rows for name, rows in contents.items()
            if not earlier or name not in ("core.fct_published_figures", "core.fct_record_changes", "marts.revisies")}


def at_home(monkeypatch, home):
    monkeypatch.setenv("ZOW_HOME", str(home))
    monkeypatch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)


def waiting(home):
    """The names of what still stands in landing, also of what was about to leave it."""
    return {p.name.removeprefix(landing.GONE) for bron in ("gws", "uwv", "finance") for p in (home / "landing" / bron).glob("*")}


def nothing_lost(home, delivered):
    """Every delivery is in landing or was judged; what readers see is absent or whole."""
    judged = {o.levering for o in catalogue.outcomes()}
    assert {path.name for path in delivered} <= judged | waiting(home)
    for database in (dagstand.link() / "sociaal_domein.duckdb", settings.get().published / "current" / "sociaal_domein.duckdb"):
        if database.exists():
            assert line.query(database, "select count(*) from meta.leveringen")[0][0] > 0
        else:
            assert not database.parent.exists(), "half of what is published"


def judged_once(home, delivered, again):
    """Each delivery has one judgement, and one more when it came `again`; none is left in landing."""
    refused = everything.REFUSED
    expected = Counter((p.name, "geweigerd" if p.name in refused else "geaccepteerd") for p in delivered)
    expected += Counter((p.name, "geweigerd" if p.name in refused else "dubbel") for p in again)
    assert Counter((o.levering, o.status) for o in catalogue.outcomes()) == expected
    assert not waiting(home), "BSNs stayed in landing"


def two_nightlies_at_a_time(home):
    """Both end; whoever comes second waits, finds nothing left, or says who is busy."""
    both = [finished(process) for process in [start(home, "nightly"), start(home, "nightly")]]
    for done in both:
        busy = "al ingelezen door een ander proces" in done.stderr and "Wacht tot dat klaar is en start opnieuw" in done.stderr
        assert done.returncode == 0 or (done.returncode == 1 and busy), done.stderr
        assert "Traceback" not in done.stderr
    if any(done.returncode for done in both):  # each can have found the other at something
        last = zow(home, "nightly")
        assert last.returncode == 0, last.stderr


def test_the_same_after_kills_at_random_moments_and_whatever_the_order(calm, tmp_path, monkeypatch):
    delivered, undisturbed = calm
    # the same moments in every run of CI, so that a run says something about the code; other seeds try others
    drawn, home = random.Random(os.environ.get("ZOW_TEST_SEED", "6")), tmp_path / "geveld"
    at_home(monkeypatch, home)
    newest = delivered[len(delivered) // 2:]
    everything.drop(newest, home / "landing")

    def found(pattern):
        return glob.glob(pattern, root_dir=home)  # noqa: PTH207 - Path.glob raises when a folder goes while it looks

    def appears(pattern, end):
        """What goes again can be missed between two looks; what the run leaves behind at its `end` cannot."""
        return lambda: found(pattern) or found(end)

    judged = drawn.randrange(1, len(newest))
    building = drawn.choice(("warehouse/runs/*/plan.json", "warehouse/runs/*/candidate.duckdb", "warehouse/runs/*/kwaliteit.json",
                             "published/dagstanden/.*", "published/dagstand"))
    when, spread = drawn.choice(((lambda: len(found("raw/*/*/leveringen/*.json")) >= judged, 0.3),
                                 (appears(building, "published/dagstand"), 1.5)))
    killed(home, "nightly", when=when, after=drawn.uniform(0, spread))
    nothing_lost(home, newest)
    # the older ones, and once more what was done with
    busy = {name.removesuffix(names.SIDECAR) for name in waiting(home)}
    busy |= {path.name.removesuffix(".1.open") for path in home.glob("raw/*/*/leveringen/*.open")}
    again = [path for path in newest if path.name not in busy]
    everything.drop([*delivered[:len(delivered) // 2][::-1], *again], home / "landing")
    two_nightlies_at_a_time(home)
    judged_once(home, delivered, again)
    making = drawn.choice(("warehouse/runs/publish*/candidate.duckdb", "warehouse/runs/publish*/draft/*.duckdb",
                           "warehouse/runs/publish*/draft/parquet/*", "published/versions/*"))
    killed(home, *PUBLISH, when=appears(making, "published/versions/*"), after=drawn.uniform(0, 1))
    nothing_lost(home, delivered)
    whole = log.entries()  # the kill can have come when the version stood already: then the next one compares itself with it
    done = zow(home, *PUBLISH)
    assert done.returncode == 0, done.stderr
    assert comparable(everything.contents(line.version_db()), whole) == comparable(undisturbed, whole)
    assert line.query(line.version_db(), "select count(*) > 0, coalesce(sum(abs(verschil)), 0) from marts.revisies") == [(bool(whole), 0)]
    assert everything.contents(dagstand.link() / "sociaal_domein.duckdb") == core_of(undisturbed)
