"""The builder of bijlage II against a slow, obvious tally of measures 0, 1 and 3, read back from the written files."""

from __future__ import annotations

import calendar
import csv
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.golden import bijlage_ii

P, ASOF = date(2014, 12, 31), date(2015, 5, 20)


def read(folder: Path, bestand: str) -> list[dict[str, str]]:
    with (folder / f"{bestand}.csv").open(encoding="cp1252", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def when(text: str) -> date | None:
    return datetime.strptime(text, "%d-%m-%Y").date() if text else None


def ended(text: str) -> date | None:
    """einddatum as known at asof: a later one is a plan."""
    day = when(text)
    return day if day and day <= ASOF else None


def plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def regular_exits(uitkeringen: list[dict[str, str]]) -> dict[str, list[date]]:
    """clientnummer -> days of exit to regular work (spells merged over at most 30 days)."""
    per_client = defaultdict(list)
    for row in uitkeringen:
        if row["regeling"] in {"WWB", "WIJ", "PW", "IOAW", "IOAZ", "BBZ"}:
            per_client[row["clientnummer"]].append(
                (when(row["begindatum"]), ended(row["einddatum"]) or date.max, row["reden_beeindiging"]))
    exits = defaultdict(list)
    for client, rows in per_client.items():
        spells: list[list[tuple]] = []
        for row in sorted(rows):
            if spells and (row[0] - max(end for _, end, _ in spells[-1])).days <= 30:
                spells[-1].append(row)
            else:
                spells.append([row])
        for spell in spells:
            last = max(spell, key=lambda r: r[1])
            if last[1] < date.max and last[2] == "werk_regulier":
                exits[client].append(last[1])
    return exits


def tally(folder: Path) -> dict[str, dict[str, int | Decimal]]:
    exits = regular_exits(read(folder, "uitkeringen"))
    acts = {a["activiteitnummer"]: a for a in read(folder, "activiteiten")}
    result = {e: dict.fromkeys(bijlage_ii.EXPECTED["totaal"], 0) for e in bijlage_ii.BIJLAGE_II}
    for act in acts.values():
        end, row = ended(act["einddatum"]), result[act["einddoel"]]
        if end is None or end.year != 2014:
            continue
        limit = plus_months(end, 3)
        if act["doel_behaald"] == "J" or any(end <= e <= limit for e in exits[act["clientnummer"]]):
            row["succesvol"] += 1
        else:
            row["vroegtijdig_beeindigd" if act["beeindiging"] == "vroegtijdig" else "niet_succesvol"] += 1
            row["voorlopig"] += limit >= ASOF
        row["totaal"] += 1
    commitments = read(folder, "verplichtingen")
    owner = {v["verplichtingnummer"]: v["activiteitnummer"] for v in commitments}
    paid = defaultdict(list)
    for pay in read(folder, "betalingen"):
        amount, day = Decimal(pay["bedrag"].replace(",", ".")), when(pay["betaaldatum"])
        paid[pay["verplichtingnummer"]].append((day, amount))
        act = pay["activiteitnummer"] or owner.get(pay["verplichtingnummer"])
        if act and day.year == 2014:
            result[acts[act]["einddoel"]]["betaalde_kosten"] += amount
    for vp in commitments:
        pays = paid[vp["verplichtingnummer"]]
        settled = vp["status"] == "afgerekend" and (not pays or max(d for d, _ in pays) <= P)
        if when(vp["datum"]) > P or vp["status"] == "vervallen" or settled:
            continue
        rest = Decimal(vp["bedrag"].replace(",", ".")) - sum(a for d, a in pays if d <= P)
        result[acts[vp["activiteitnummer"]]["einddoel"]]["openstaande_verplichtingen"] += max(Decimal(0), rest)
    for row in result.values():
        row["totale_kosten"] = row["betaalde_kosten"] + row["openstaande_verplichtingen"]
    result["totaal"] = {c: sum(row[c] for row in result.values()) for c in bijlage_ii.EXPECTED["totaal"]}
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return bijlage_ii.deliver(tmp_path_factory.mktemp("landing"))


def test_expected_is_what_s3_prints():
    total = bijlage_ii.EXPECTED["totaal"]
    assert (total["succesvol"], total["niet_succesvol"], total["vroegtijdig_beeindigd"], total["totaal"]) == (
        54, 22, 10, 86)
    assert (total["betaalde_kosten"], total["openstaande_verplichtingen"], total["totale_kosten"]) == (
        Decimal("870000.00"), Decimal("218000.00"), Decimal("1088000.00"))
    for column in total:
        assert total[column] == sum(bijlage_ii.EXPECTED[e][column] for e in bijlage_ii.BIJLAGE_II)


def test_delivery_tallies_to_bijlage_ii(folder):
    assert tally(folder) == bijlage_ii.EXPECTED


def test_every_edge_matters(folder):
    """Leaving out any one definition would show: each edge row has a neighbour on the other side."""
    acts = {a["activiteitnummer"]: a for a in read(folder, "activiteiten")}
    assert len(acts) == 86 + len(bijlage_ii.UITGESLOTEN)
    naive = sum(a["doel_behaald"] == "J" and a["einddatum"].endswith("2014") for a in acts.values())
    assert naive < 54  # successes by exit alone
    assert any(p["activiteitnummer"] == p["verplichtingnummer"] == "" for p in read(folder, "betalingen"))
    assert any(p["bedrag"].startswith("-") for p in read(folder, "betalingen"))
    assert {v["status"] for v in read(folder, "verplichtingen")} == {"open", "afgerekend", "vervallen"}


def test_same_delivery_every_time(folder, tmp_path):
    again = bijlage_ii.deliver(tmp_path)
    assert (again / "manifest.csv").read_bytes() == (folder / "manifest.csv").read_bytes()
