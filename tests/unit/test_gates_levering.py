"""Gate levering: every line counted, per delivery, also when hundreds are judged at once."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest

from zow.gates import GEDRAAID, levering, show_docs
from zow.gates.rows import COLUMNS


def record(name: str = "gws_GM0171_20140105T0300", bestand: str = "betalingen", **changes: object) -> dict:
    return {"levering": name, "gemeentecode": "GM0171", "geleverd_op": datetime(2014, 1, 5, 3), "bestand": bestand,
            "regels_manifest": 1000, "regels_gelezen": 1000, "geladen": 998, "afgekeurd": 2, "waarschuwingen": 0,
            "quarantaine_afgekeurd": 2, "quarantaine_waarschuwingen": 0, "raw_regels": 998, "controlekolom": "bedrag",
            "controletotaal_manifest": "1234.56", "controletotaal_gelezen": "1234.56", "vorige_levering": None,
            "vorige_geladen": None, **changes}


def test_a_sound_delivery_has_no_reasons_and_its_own_rows(zow_home: Path) -> None:
    judgement = levering.judge([record(), record(bestand="uren", controlekolom=None, controletotaal_manifest=None,
                                                 controletotaal_gelezen=None)])
    (name,) = judgement.reasons
    assert judgement.reasons == {name: []} and judgement.waarschuwingen == {name: []}
    rows = judgement.rows[name]
    assert {tuple(row) for row in rows} == {COLUMNS} and {row["levering"] for row in rows} == {name}
    assert [row["geslaagd"] for row in rows if row["expectation"] == GEDRAAID] == [True]
    assert judgement.data_docs == zow_home / "reports" / "data_docs" / "index.html" and judgement.data_docs.is_file()


def test_pages_that_were_left_for_later_are_written_once(zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pages() -> list[Path]:
        return sorted((zow_home / "reports" / "data_docs").glob("validations/**/*.html"))

    show_docs()
    assert not pages()
    levering.judge([record()], docs=False)
    assert not pages()
    show_docs()
    assert len(pages()) == 1 and (zow_home / "reports" / "data_docs" / "index.html").is_file()
    monkeypatch.setattr("zow.gates.engine.catch_up", lambda reports: pytest.fail("there is nothing left to write"))
    show_docs()


@pytest.mark.parametrize(("changes", "reason"), [
    ({"regels_manifest": 1001}, "regels_manifest 1001; regels_gelezen 1000"),
    ({"geladen": 997, "raw_regels": 997}, "geladen 997; afgekeurd 2"),
    ({"raw_regels": 997}, "geladen 998; raw_regels 997"),
    ({"quarantaine_afgekeurd": 1}, "afgekeurd 2; quarantaine_afgekeurd 1"),
    ({"quarantaine_waarschuwingen": None}, "waarschuwingen 0; quarantaine_waarschuwingen leeg"),
    ({"controletotaal_gelezen": "1234.57"}, "controletotaal_manifest 1234.5600; controletotaal_gelezen 1234.5700"),
    ({"controletotaal_gelezen": None}, "controletotaal_gelezen leeg"),
    ({"raw_regels": None, "geladen": None}, "Wat niet geteld is"),
])
def test_a_difference_is_kritiek_for_that_delivery_alone(zow_home: Path, changes: dict, reason: str) -> None:
    other = record("gws_GM0342_20140105T0300", gemeentecode="GM0342")
    judgement = levering.judge([record(**changes), other], docs=False)
    assert reason in "\n".join(judgement.reasons["gws_GM0171_20140105T0300"])
    assert judgement.reasons["gws_GM0342_20140105T0300"] == []
    assert all(row["geslaagd"] for row in judgement.rows["gws_GM0342_20140105T0300"])
    alone = levering.judge([record(**changes)], docs=False)  # a batch decides nothing
    assert alone.reasons["gws_GM0171_20140105T0300"] == judgement.reasons["gws_GM0171_20140105T0300"]


def test_files_that_are_absent_or_twice_there_are_kritiek(zow_home: Path) -> None:
    judgement = levering.judge([record(), record(bestand="uren"), record(bestand="uren")],
                               bestanden=["betalingen", "uren", "trajecten"], docs=False)
    (reasons,) = judgement.reasons.values()
    assert len(reasons) == 1 and "bestand trajecten; keer 0" in reasons[0] and "bestand uren; keer 2" in reasons[0]


@pytest.mark.parametrize(("changes", "shown"), [
    ({"vorige_geladen": 1247}, False), ({"vorige_geladen": 1248}, True), ({"vorige_geladen": 831}, True),
    ({"vorige_geladen": 832}, False), ({"vorige_geladen": 99}, False),
    ({"geladen": 995, "raw_regels": 995, "afgekeurd": 5, "quarantaine_afgekeurd": 5}, False),
    ({"geladen": 994, "raw_regels": 994, "afgekeurd": 6, "quarantaine_afgekeurd": 6}, True),
])
def test_what_looks_odd_is_shown_and_blocks_nothing(zow_home: Path, changes: dict, shown: bool) -> None:
    judgement = levering.judge([record(**changes)], docs=False)
    (name,) = judgement.reasons
    assert judgement.reasons[name] == [] and bool(judgement.waarschuwingen[name]) is shown


def test_one_delivery_on_which_a_rule_raises_does_not_decide_about_another(
        zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zow.gates.suites import Rule, Suite

    query = "select 1 as afwijking from {batch} where cast(controlekolom as integer) > 9"
    raising = Rule("unexpected_rows_expectation", {"unexpected_rows_query": query}, "waarschuwing",
                   "Proef.", toon=("bestand",))
    monkeypatch.setattr(levering.suites, "load", lambda _: [Suite("levering", levering.TABLE, rules=(raising,))])
    judgement = levering.judge([record("gws_GM0171_20140105T0300", controlekolom="geheim-x"),
                                record("gws_GM0342_20140105T0300", controlekolom="7"),
                                record("gws_GM0342_20140106T0300", controlekolom="10")], docs=False)
    assert ["ConversionException" in "".join(reasons) for reasons in judgement.reasons.values()] == [True, False, False]
    assert [bool(texts) for texts in judgement.waarschuwingen.values()] == [True, False, True]
    assert "geheim-x" not in repr(judgement)


def test_no_rules_is_red_and_no_deliveries_is_nothing(zow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zow.gates.suites import Suite

    assert levering.judge([]).reasons == {}
    for suite, why in ((Suite("levering", levering.TABLE), "geen regels"),
                       (Suite("levering", levering.TABLE, missing=True), "ontbreekt")):
        monkeypatch.setattr(levering.suites, "load", lambda _, suite=suite: [suite])
        (reasons,) = levering.judge([record()], docs=False).reasons.values()
        assert why in reasons[0]


def test_hundreds_of_deliveries_are_judged_at_once(zow_home: Path) -> None:
    files = [f"bestand_{n}" for n in range(20)]
    records = [record(f"gws_GM0171_2014{n:04d}T0300", file) for n in range(200) for file in files]
    records[25]["raw_regels"] = 1
    levering.judge(records[:20], docs=False)  # importing Great Expectations is not what is measured
    began = time.process_time()
    judgement = levering.judge(records, bestanden=files)
    assert time.process_time() - began < 200 * 0.1  # issue 3: half a second for all of a delivery; measured 0.01
    assert [name for name, reasons in judgement.reasons.items() if reasons] == ["gws_GM0171_20140001T0300"]
