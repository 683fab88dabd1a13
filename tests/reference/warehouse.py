"""Random gemeenten in one candidate: the same rows for dbt and for the plain-Python reading, with policy rows of their own."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.reference import random_cbs, random_data, random_people, random_registers
from tests.reference.cbs import Cbs
from tests.reference.indicatoren import Indicators
from tests.reference.random_people import PROFILES, Row
from tests.reference.rules import Gemeente
from zow.warehouse import dbt

FIRST = date(2013, 1, 1)
ENDS = date(9999, 12, 31)
REGIONS = {"soest_2008": "15", "smallingerland_2010": "2", "noordoostpolder_2014": "6", "smallingerland_2020": "2",
           "midden_drenthe_2021": "4"}
CBS_REGIONS = {"2": "AM02", "4": "AM03", "6": "AM11", "15": "AM14"}


def validity(number: int, profile: str, year: int) -> list[tuple[str, date, date | None]]:
    """A profile for as long as there are figures, from or through a peildatum, from a day after one, or followed by another."""
    whole = (profile, date(year, 1, 1), None)
    other = "soest_2008" if profile == "smallingerland_2010" else "smallingerland_2010"
    return [
        [whole], [whole], [(profile, date(year, 3, 31), date(year + 1, 6, 30))], [(profile, date(year, 4, 1), date(year + 1, 12, 30))],
        [(profile, date(year, 1, 1), date(year, 12, 31)), (other, date(year + 1, 1, 1), date(year + 3, 12, 31))]][number % 5]


def targets(figures: Iterable[tuple[str, str, str]]) -> list[Row]:
    """Small targets that small figures meet exactly, for some of (profiel, indicator, uitsplitsing), by validity; that of the
    preventiequote is the national one."""
    r, rows = random.Random(7), []
    for key in figures:
        for begin, end in [(date(2000, 1, 1), date(2011, 3, 30)), (date(2011, 3, 31), date(2100, 12, 31))]:
            if r.random() < 0.7:
                target = {"geldig_van": begin, "geldig_tot": end, "richting": r.choice(["minimaal", "maximaal"]),
                          "doel": r.choice([None, 0.0, 0.25, 0.5, 1.0, 1.0, 2.0]), "doel_bron": None, "clausule": "proef"}
                national = {"doel": None, "doel_bron": "landelijk"} if key[1] == "preventiequote" else {}
                rows.append(dict(zip(("profiel", "indicator", "uitsplitsing"), key, strict=True)) | target | national)
    return rows


class Built:
    """The random gemeenten, as the reference reads them, and a warehouse that dbt built from the same rows.

    `plain` of random_data (without profile) and `people` (profile -> how many) of random_people, the real gemeentecode of a profile first.
    """

    def __init__(self, folder: Path, plain: int, people: dict[str, int]) -> None:
        self.database, self.folder = folder / "candidate.duckdb", folder
        dbt.prepare_empty(self.database)
        self.gemeenten: dict[str, Gemeente] = {}
        self.people: dict[str, Indicators] = {}
        self.history: dict[str, list[Row]] = {}
        self.raw: dict[str, list[Row]] = {}
        for number in range(9000, 9000 + plain):
            tables, history, asof = random_data.make(number)
            self.gemeenten[f"GM{number}"] = Gemeente(tables, asof, FIRST)
            self._take(f"GM{number}", tables, history, asof)
        policy = self._people(people)
        self._work = folder / "work"
        self._write(self.raw, "raw")
        dbt.run(self.database, ["seed"], None, self._work)
        with duckdb.connect(str(self.database)) as con:
            con.execute("delete from policy.targets")
            con.execute("delete from policy.benchmark_groups")
        self._write(policy, "policy")
        dbt.run(self.database, ["run"], None, self._work)
        self.con = duckdb.connect(str(self.database), read_only=True)

    def data_tests(self) -> list[dbt.NodeResult]:
        """dbt's own data tests on the models (not on the seeds, which are replaced here)."""
        self.con.close()
        results = dbt.run(self.database, ["test"], ["path:models,test_type:data"], self._work)
        self.con = duckdb.connect(str(self.database), read_only=True)
        return results

    def _people(self, counts: dict[str, int]) -> dict[str, list[Row]]:
        profiles, municipalities = [], []
        labour = random_registers.labour_market(1, range(2008, 2024))
        self.raw["uwv_arbeidsmarkt"] = labour
        vacancies = {(row["arbeidsmarktregio_code"], row["maand"]): row["openstaande_vacatures"]
                     for row in sorted(labour, key=lambda row: (row["geleverd_op"], row["_venster"]))}
        codes = [f"GM8{number:03d}" for number in range(1, sum(counts.values()) + 1)]
        self.raw["cbs_waarnemingen"], groups = random_cbs.make(1, codes)
        self.cbs = Cbs(self.raw["cbs_waarnemingen"], groups)
        real = {"soest_2008": "GM0342", "smallingerland_2010": "GM0090", "noordoostpolder_2014": "GM0171", "midden_drenthe_2021": "GM1731"}
        seed = 0
        for profile, (year, _) in PROFILES.items():
            for number in range(counts[profile]):
                seed += 1
                case = random_people.make(seed, profile)
                code = real.get(profile) if number == 0 else None
                code = code or f"GM8{seed:03d}"
                case.profiles = _real(profile) if code in real.values() else validity(number, profile, year)
                self.gemeenten[code] = self.people[code] = Indicators(
                    case, REGIONS[profile], vacancies, cbs=self.cbs, cbs_regio=CBS_REGIONS[REGIONS[profile]])
                self._take(code, case.tables, case.history, case.asof)
                for feed, rows in case.uwv.items():
                    self.raw.setdefault(f"uwv_{feed}", []).extend({"gemeentecode": code, **row} for row in rows)
                if code not in real.values():
                    profiles += [{"profiel": name, "gemeentecode": code, "geldig_van": begin, "geldig_tot": end, "clausule": "proef"}
                                 for name, begin, end in case.profiles]
                    municipalities.append({"gemeentecode": code, "naam": code, "arbeidsmarktregio_code": REGIONS[profile],
                                           "arbeidsmarktregio_cbs": CBS_REGIONS[REGIONS[profile]]})
        chosen = targets(sorted({(row[0], row[1], row[3]) for people in self.people.values() for row in people.rows()}))
        for people in self.people.values():
            people.targets = chosen
        return {"profiles": profiles, "municipalities": municipalities, "targets": chosen, "benchmark_groups": groups}

    def _take(self, code: str, tables: dict[str, list[Row]], history: list[Row], asof: date) -> None:
        self.history[code] = history
        for name, rows in {**tables, "clienten_historie": history}.items():
            self.raw.setdefault(f"gws_{name}", []).extend({"gemeentecode": code, **row} for row in rows)
        self.raw.setdefault("peilmomenten", []).append({
            "gemeentecode": code, "bron": "gws", "levering": f"gws_{code}", "geleverd_op": f"{asof} 02:00:00", "asof": asof,
            "peilmoment": f"{asof}T02:00", "eerste_levering_op": "2013-06-01 02:00:00"})

    def _write(self, tables: dict[str, list[Row]], schema: str) -> None:
        with duckdb.connect(str(self.database)) as con:
            for table, rows in tables.items():
                if not rows:
                    continue
                path = self.folder / f"{table}.json"
                path.write_text(json.dumps(rows, default=str))
                types = con.execute("select column_name, data_type from information_schema.columns where table_schema = ? "
                                    "and table_name = ?", [schema, table]).fetchall()
                given = {name for row in rows for name in row}
                typed = ", ".join(f"'{name}': '{kind}'" for name, kind in types if name in given)
                con.execute(f"insert into {schema}.{table} by name select * from read_json('{path}', columns = {{{typed}}})")

    def rows(self, sql: str, code: str) -> list[tuple]:
        return self.con.execute(sql, [code]).fetchall()


def _real(profile: str) -> list[tuple[str, date, date | None]]:
    """profiles.md: the validity of the gemeente's own profiles."""
    ends = {"soest_2008": date(2010, 12, 31), "smallingerland_2010": date(2013, 12, 31), "midden_drenthe_2021": date(2026, 12, 31)}
    begins = {"noordoostpolder_2014": date(2013, 10, 1)}
    found = [(profile, begins.get(profile, date(PROFILES[profile][0], 1, 1)), ends.get(profile))]
    return found + ([("smallingerland_2020", date(2020, 1, 1), date(2023, 12, 31))] if profile == "smallingerland_2010" else [])


def differences(found: list[tuple], wanted: list[tuple], keys: int) -> Iterator[str]:
    """Cells that differ; the first `keys` columns name a row. Counts and money exactly, shares to 1e-12."""
    left, right = {row[:keys]: row[keys:] for row in found}, {row[:keys]: row[keys:] for row in wanted}
    assert len(left) == len(found), "the mart has a row twice"
    assert len(right) == len(wanted), "the reference has a row twice"
    for key in sorted({*left, *right}, key=repr):
        if key not in left or key not in right:
            yield f"{key}: {'missing' if key in right else 'too many'}: {right.get(key, left.get(key))}"
        elif not all(same(a, b) for a, b in zip(left[key], right[key], strict=True)):
            yield f"{key}: mart {left[key]}, reference {right[key]}"


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float | int | Decimal) and not isinstance(b, bool):
        return math.isclose(a, float(b), rel_tol=1e-12, abs_tol=1e-15)
    return bool(a == b) and (a is None) == (b is None)


def compare(gemeenten: dict[str, Any], found: list[tuple], expected: Callable[[Any], list[tuple]], keys: int) -> tuple[int, list[str]]:
    """(rows compared, differences) over all of these gemeenten; the first column of `found` is the gemeentecode."""
    per_gemeente: dict[str, list[tuple]] = {code: [] for code in gemeenten}
    for code, *row in found:
        if code in per_gemeente:
            per_gemeente[code].append(tuple(row))
    wrong = [f"{code} {line}" for code, rows in per_gemeente.items() for line in differences(rows, expected(gemeenten[code]), keys)]
    return sum(len(rows) for rows in per_gemeente.values()), wrong
