"""UWV and finance from landing to core: the same whatever the order in which the files come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.support import line, small
from zow import settings, steps
from zow.publish import dagstand, version
from zow.sample.write import write_gws
from zow.sample.write_files import write_file
from zow.warehouse import candidate, planning
from zow.warehouse.run import Run

GM = "GM0171"


def ledger(month: int, amount: str, dc: str = "D", invoice: str | None = " F001 ") -> pd.DataFrame:
    return pd.DataFrame([{
        "boekstuk": "S1", "regel": 1, "boekdatum": date(2014, month, 28), "boekjaar": 2014, "periode": month,
        "grootboekrekening": "4000", "taakveld": "6.4", "budgetpost": "PB02", "factuurnummer": invoice,
        "bedrag": Decimal(amount), "dc": dc}])


def budget(amount: str) -> pd.DataFrame:
    return pd.DataFrame([{"boekjaar": 2014, "deel": "participatiebudget", "soort_regel": kind, "budgetpost": post, "versie": 0,
                          "vastgesteld_op": date(2013, 11, 1), "bedrag": Decimal(amount)}
                         for kind, post in (("toegekend", None), ("post", "PB03"))])


def referral(number: str, person: int) -> pd.DataFrame:
    return pd.DataFrame([{"meldingnummer": number, "bsn": small.bsn(person), "meldingsdatum": date(2014, 5, 2), "soort": "kort_ww",
                          "re_integratieadvies": True, "aanvraag_ingenomen": False, "werk_voor_aanvraag": False}])


def indication(number: str, person: int) -> pd.DataFrame:
    return pd.DataFrame([{"indicatienummer": number, "bsn": small.bsn(person), "soort": "banenafspraak",
                          "besluitdatum": date(2014, 1, 1)}])


def market(vacancies: int, *months: str) -> pd.DataFrame:
    return pd.DataFrame([{"arbeidsmarktregio_code": "6", "arbeidsmarktregio": "Flevoland", "maand": month,
                          "openstaande_vacatures": vacancies, "geregistreerde_werkzoekenden": 20, "ww_uitkeringen": 30}
                         for month in months])


# (bron, feed, gemeente, window, stamp, content); of some windows more than one
FILES = [
    ("finance", "grootboek", GM, "2014-05", "20140605T0300", ledger(5, "100.00")),
    ("finance", "grootboek", GM, "2014-06", "20140705T0300", ledger(6, "999.99")),
    ("finance", "grootboek", GM, "2014-06", "20140712T0300", ledger(6, "40.01", "C", None)),
    ("finance", "begroting", GM, "2014", "20131105T0300", budget("1.00")),
    ("finance", "begroting", GM, "2014", "20140305T0300", budget("2000.00")),
    ("finance", "grootboek", "GM0342", "2014-06", "20140705T0300", ledger(6, "1.00")),  # no GWS: never built
    ("uwv", "doorverwijzingen", GM, "2014-05", "20140605T0300", referral("M1", 0)),
    ("uwv", "indicaties", GM, "2014-05", "20140720T0300", indication("I-oud", 0)),
    ("uwv", "indicaties", GM, "2014-06", "20140705T0300", indication("I1", 0)),
    ("uwv", "indicaties", GM, "2014-06", "20140706T0300", indication("I2", 1)),
    ("uwv", "arbeidsmarkt", None, "2014-05", "20140605T0300", market(5, "2014-05")),
    ("uwv", "arbeidsmarkt", None, "2014-06", "20140722T0300", market(6, "2014-05", "2014-06")),
]
OLDER = small.tables(clients=2)
OLDER["clienten"]["leefvorm"] = "gehuwd_samenwonend"


def drop(home: Path, gws: list[str], files: list[tuple]) -> None:
    for stamp in gws:
        write_gws(home / "landing", GM, stamp, OLDER if stamp == "20140401T0300" else small.tables(clients=2))
    for bron, feed, code, window, stamp, frame in files:
        write_file(home / "landing", bron, feed, code, window, stamp, frame)
    assert [(o.levering, o.reden) for o in line.ingest_all() if o.status != "geaccepteerd"] == []


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory):
    """The dagstand of all that was delivered; in its home. (Deliveries in another order: test_ingest_order.py.)"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zow.gates.engine.write_docs", lambda engine: None)
        patch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
        patch.setenv("ZOW_MEMORY_LIMIT", "512MB")
        patch.setenv("ZOW_HOME", str(tmp_path_factory.mktemp("ineens")))
        drop(settings.get().home, ["20140401T0300", "20140721T0300"], FILES)
        assert line.nightly("nacht").stopped == {}
        yield dagstand.link() / version.DATABASE


def test_core_holds_of_every_window_what_was_delivered_last(night) -> None:
    assert line.query(night, "select bestandsmaand, factuurnummer, bedrag::varchar from core.fct_ledger order by 1") == [
        ("2014-05", "F001", "100.00"), ("2014-06", None, "-40.01")]
    assert line.query(night, "select soort_regel, budgetpost, bedrag::varchar from core.fct_budget order by 1") == [
        ("post", "PB03", "2000.00"), ("toegekend", None, "2000.00")]
    assert line.query(night, "select maand, openstaande_vacatures, gemeentecode from core.fct_labour_market order by 1") == [
        ("2014-05", 6, None), ("2014-06", 6, None)]
    # UWV knows the person that GWS knows, by the pseudonym alone
    assert line.query(night, """select indicatienummer, b.uitkeringnummer from core.fct_indications i
        join core.fct_benefits b using (gemeentecode, client_key)""") == [("I2", "U002")]
    assert line.query(night, "select budgetpost from core.dim_budget_posts order by 1") == [("PB01",), ("PB02",), ("PB03",)]
    assert line.query(night, "select count(*) from core.dim_clients") == [(4,)], \
        "the older delivery speaks in the history of both clients"


def test_meta_knows_the_national_feed_and_who_is_not_built(night) -> None:
    found = line.query(night, """select gemeentecode, bron, count(*) from meta.leveringen
        where status = 'geaccepteerd' group by all order by all""")
    assert found == [(GM, "finance", 5), (GM, "gws", 2), (GM, "uwv", 4), ("GM0342", "finance", 1), (None, "uwv", 2)]
    gates = line.query(night, """select gemeentecode, count(distinct levering) from meta.kwaliteit
        where poort = 'levering' group by all order by all""")
    assert gates == [(GM, 6), (None, 2)], "of the deliveries that were used"


def test_a_nightly_rebuilds_for_what_it_uses_and_only_then(night) -> None:
    """Kept as the last test: it adds deliveries to the home."""
    home = settings.get().home
    assert not steps.plan_nightly("niets")
    drop(home, [], [("finance", "grootboek", GM, "2014-06", "20140706T0300", ledger(6, "7.00"))])  # superseded as it arrives
    assert steps.plan_nightly("achterhaald") and Run("achterhaald").read().builds == []
    candidate.create(Run("achterhaald").database, [], None)
    assert line.query(Run("achterhaald").database, "select count(*) from raw.uwv_arbeidsmarkt") == [(3,)], "national rows stay"
    state = dagstand.state()
    for file in (("finance", "grootboek", GM, "2014-04", "20140505T0300", ledger(4, "1.00")),
                 ("uwv", "arbeidsmarkt", None, "2014-07", "20140805T0300", market(7, "2014-07")), None):
        drop(home, [] if file else ["20140301T0300"], [file] if file else [])
        (build,) = planning.builds(None, None)
        assert not dagstand.is_current(build, state)
        state["leveringen"][GM], state["geschiedenis"][GM] = build.per_bron, dagstand.history(build)
        assert dagstand.is_current(build, state)
