"""Mart normafwijkingen against a slow reading of measures.md 9 in plain Python, on random gemeenten with edges everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.reference import random_norms
from tests.reference.norms import NORMS, Normen
from tests.reference.warehouse import Built, compare
from tests.support import why
from zow.warehouse import dbt

# profile -> its validity in some of the gemeenten
VALID = {
    "noordoostpolder_2014": [(date(2013, 10, 1), None), (date(2014, 6, 30), date(2015, 3, 31))],
    "smallingerland_2010": [(date(2010, 1, 1), date(2011, 10, 31)), (date(2010, 1, 1), None)],
    "smallingerland_2020": [(date(2020, 1, 1), date(2022, 1, 31)), (date(2020, 1, 1), None), (date(2020, 1, 1), None)],
    "midden_drenthe_2021": [(date(2021, 1, 1), date(2022, 6, 30)), (date(2021, 1, 1), None)],
}
EACH = {"smallingerland_2020": 24}


class NormsBuilt(Built):
    """Random gemeenten of random_norms, and a warehouse with what the norms need."""

    def __init__(self, folder: Path) -> None:
        self.database, self.folder, self._work = folder / "candidate.duckdb", folder, folder / "work"
        self.raw, self.history = {}, {}
        self.normen: dict[str, Normen] = {}
        dbt.prepare_empty(self.database)
        profiles = []
        for profile, choices in VALID.items():
            for number in range(EACH.get(profile, 14)):
                valid = choices[number % len(choices)]
                code = f"GM7{len(self.normen):03d}"
                case = random_norms.make(len(self.normen), profile, valid)
                self.normen[code] = Normen(case)
                self._take(code, case.tables, case.history, case.asof)
                self.raw.setdefault("uwv_indicaties", []).extend({"gemeentecode": code, **row} for row in case.uwv["indicaties"])
                profiles.append({"profiel": profile, "gemeentecode": code, "geldig_van": valid[0], "geldig_tot": valid[1],
                                 "clausule": "proef"})
        self._write(self.raw, "raw")
        dbt.run(self.database, ["seed"], None, self._work)
        self._write({"profiles": profiles}, "policy")
        dbt.run(self.database, ["run"], ["+normafwijkingen", "+normtoetsing"], self._work)
        self.con = duckdb.connect(str(self.database), read_only=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NormsBuilt]:
    made = NormsBuilt(tmp_path_factory.mktemp("normen"))
    yield made
    made.con.close()


def test_every_finding_of_every_norm(built: NormsBuilt) -> None:
    found = built.con.execute("""select gemeentecode, norm, sleutel, datum, profiel, client_key, aanbieder_code, gevonden, toegestaan,
        eenheid, bedrag, clausule from marts.normafwijkingen""").fetchall()
    total, wrong = compare(built.normen, found, Normen.rows, 3)
    assert wrong[:20] == []
    seen = Counter(row[1] for row in found)
    assert total == len(found)
    assert {norm for norms in NORMS.values() for norm in norms} == set(seen), "a norm without findings compares nothing"
    assert min(seen.values()) >= 5, seen


def test_every_norm_that_is_switched_on_was_judged(built: NormsBuilt) -> None:
    found = built.con.execute("select gemeentecode, norm, afwijkingen, bekeken > 0 from marts.normtoetsing").fetchall()
    expected = []
    for code, gemeente in built.normen.items():
        counts = Counter(row[0] for row in gemeente.rows())
        names = [*NORMS[gemeente.case.profiles[0][0]], *NORMS["standaard"]]
        expected += [(code, norm, counts[norm]) for norm in names]
    assert sorted(row[:3] for row in found) == sorted(expected)
    assert sum(row[3] for row in found) > len(found) * 0.9


def test_why_a_finding_was_made(built: NormsBuilt) -> None:
    """`zow why`: the records of each norm, whose sums are what the finding says."""
    found = why.answers(built.con, built.database, "normafwijkingen", "norm", 4)
    assert why.off(found) == []
    assert {answer.row["norm"] for answer in found} == {norm for norms in NORMS.values() for norm in norms}
    assert all(answer.lists and answer.lists[0].rows for answer in found)
    tied = {answer.row["norm"] for answer in found for part in answer.lists if part.ties}
    assert tied == {"N01", "N02", "N03", "N07", "N08", "N09", "N13", "N22", "N24"}
