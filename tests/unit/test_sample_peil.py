"""Smallingerland on its peildatum: the make-up of S2 2.1, counted the way measures 1 and 2 count it."""

from __future__ import annotations

import pandas as pd
import pytest

from zow.sample import generate as sample
from zow.sample.peil import counts
from zow.sample.towns import TOWNS
from zow.sample.truth import day

PEIL = pd.Timestamp("2020-12-31")
LAAG, MIDDEN = {"geen", "basis", "vmbo_mbo1"}, {"havo_vwo_mbo2", "mbo34"}


@pytest.fixture(scope="module", params=[1.0, 0.2])
def tables(request) -> dict[str, pd.DataFrame]:
    return sample.build_truth(TOWNS["GM0090"], factor=request.param).tables | {"factor": request.param}


@pytest.fixture(scope="module")
def persons(tables) -> pd.DataFrame:
    """One row per person in bijstand at P with the begin of the spell: uitkeringen merged over gaps of at most 30 days."""
    rows = tables["uitkeringen"][["clientnummer", "begindatum", "einddatum", "dossiernummer"]].sort_values(["clientnummer", "begindatum"])
    last = rows.groupby("clientnummer")["einddatum"].shift()
    rows["spell"] = ((rows["begindatum"] - last).dt.days > 30).groupby(rows["clientnummer"]).cumsum()
    spells = rows.groupby(["clientnummer", "spell"]).agg(begin=("begindatum", "min"), eind=("einddatum", lambda e: e.max(skipna=False)))
    running = spells[(spells["begin"] <= PEIL) & ~(spells["eind"] <= PEIL)].reset_index()
    assert running["clientnummer"].is_unique
    return running.merge(tables["clienten"], on="clientnummer")


def margin(tables) -> float:
    return 0.01 if tables["factor"] == 1 else 0.02  # a person is half a percent of the small town


def test_size(tables, persons):
    benefit = tables["uitkeringen"]
    dossiers = benefit[(benefit["begindatum"] <= PEIL) & ~(benefit["einddatum"] <= PEIL)]["dossiernummer"].nunique()
    assert len(persons) == pytest.approx(2157 * tables["factor"], rel=0.01)
    assert dossiers == pytest.approx(1867 * tables["factor"], rel=0.01)


def test_durations(tables, persons):
    years = (PEIL - persons["begin"]).dt.days / 365.25
    shares = pd.cut(years, [-1, 1, 2, 5, 99], right=False).value_counts(normalize=True, sort=False)
    assert list(shares) == pytest.approx([0.18, 0.13, 0.28, 0.41], abs=margin(tables))


def test_ages(tables, persons):
    born = persons["geboortedatum"].dt
    age = PEIL.year - born.year - ((born.month * 100 + born.day) > PEIL.month * 100 + PEIL.day)
    shares = pd.cut(age, [0, 27, 45, 55, 120], right=False).value_counts(normalize=True, sort=False)
    assert list(shares) == pytest.approx([0.08, 0.36, 0.25, 0.31], abs=margin(tables))
    at_begin = persons["begin"].dt.year - persons["geboortedatum"].dt.year
    assert at_begin.min() >= 17


def test_schooling(tables, persons):
    level, proof = persons["opleiding"], persons["startkwalificatie"]
    laag = (proof == "N") | (proof.isna() & level.isin(LAAG))
    hoog = ~laag & (level == "hbo_wo")
    midden = ~laag & ~hoog & (level.isin(MIDDEN) | (proof == "J"))
    assert [laag.mean(), midden.mean(), hoog.mean()] == pytest.approx([0.65, 0.26, 0.04], abs=margin(tables))


def test_exemptions_go_down_after_it(tables, persons):
    def share(on: pd.Timestamp, people: set[str]) -> float:
        held = tables["ontheffingen"]
        return held[(held["begindatum"] <= on) & ~(held["einddatum"] <= on) & held["clientnummer"].isin(people)][
            "clientnummer"].nunique() / len(people)

    benefit, later = tables["uitkeringen"], pd.Timestamp("2022-12-31")
    still = set(benefit[(benefit["begindatum"] <= later) & ~(benefit["einddatum"] <= later)]["clientnummer"])
    assert share(PEIL, set(persons["clientnummer"])) == pytest.approx(0.35, abs=margin(tables))
    assert 0.22 < share(later, still) < 0.33


def test_voorziening_and_exits(tables, persons):
    acts, benefit = tables["activiteiten"], tables["uitkeringen"]
    running = acts[(acts["begindatum"] <= PEIL) & ~(acts["einddatum"] <= PEIL)]
    assert 0.30 < persons["clientnummer"].isin(running["clientnummer"]).mean() < 0.45  # S2 figure 3: over 40 %
    ended = benefit[(benefit["einddatum"].dt.year == 2021) & benefit["reden_beeindiging"].astype(str).str.startswith("werk")]
    assert 100 < len(ended) / tables["factor"] < 320  # S2 6.1 wants 200


def test_the_earlier_era_is_closed_and_keeps_its_own_keys(tables):
    for name, key in (("uitkeringen", "uitkeringnummer"), ("activiteiten", "activiteitnummer"), ("trajecten", "trajectnummer")):
        table = tables[name]
        assert table[key].is_unique
        earlier = table[table[key].str.startswith("H")]
        assert len(earlier) and earlier["einddatum"].notna().all()
        assert (earlier["_eind"] < day("2020-01-01")).all()
    assert tables["clienten"]["bsn"].is_unique
    young = tables["uitkeringen"].query("regeling == 'WIJ'").merge(tables["clienten"], on="clientnummer")
    assert len(young) and ((young["begindatum"] - young["geboortedatum"]).dt.days / 365.25).between(17, 28).all()
    assert young["begindatum"].min() >= pd.Timestamp("2009-10-01") and young["einddatum"].max() <= pd.Timestamp("2011-12-31")


def test_counts_add_up():
    assert counts((0.5, 0.5), 3).sum() == 3 and list(counts((0.18, 0.13, 0.28, 0.41), 100)) == [18, 13, 28, 41]
