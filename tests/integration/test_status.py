"""`zow status`: one screen, whatever state the rooms are in; and `zow retry`, which starts from what that screen shows."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest
from click.testing import CliRunner

from tests.support.judged import fault, judge
from zow import nightly, policy, status
from zow.cli import main
from zow.ingest import landing
from zow.publish import dagstand, log, meta_tables, version
from zow.status import deliveries
from zow.warehouse.lock import warehouse_lock
from zow.warehouse.run import Run, write_json

GWS = "gws_GM0171_20140405T0300"
LEDGER = "grootboek_GM0171_2014_03_20140405T0300.csv"


def screen() -> list[str]:
    lines = status.render().splitlines()
    assert max(map(len, lines)) <= status.WIDTH
    return lines


def row(*words: str) -> list[str]:
    """The cells of the first line that starts with these words."""
    wanted = " ".join(words).split()
    return next(cells for line in screen() if (cells := line.split())[:len(wanted)] == wanted)


def test_nothing_there_yet(zow_home):
    (zow_home / "landing" / "gws").rmdir()
    lines = screen()
    for text in ("Bezig: niets", "Leveringen: nog geen.", "Poorten: nog niets getoetst.", "Gepubliceerd: nog niets.",
                 "Beleid: zoals in de seeds, niets gewijzigd", "Dagstand: nog geen.", "Wacht in landing: niets", "Geweigerd: niets"):
        assert text in lines


@pytest.mark.parametrize(("bron", "name", "limit"), [("gws", GWS, 3), ("finance", LEDGER, 45), (
    "finance", "begroting_GM0171_2014_20140405T0300.csv", 400)])
def test_a_feed_is_late_when_its_rhythm_says_so(zow_home, monkeypatch, bron, name, limit):
    judge(name, bron=bron)
    for days, word in ((limit, "op tijd"), (limit + 1, "TE LAAT")):
        monkeypatch.setattr(deliveries, "now", lambda days=days: datetime(2014, 4, 5, 4) + timedelta(days=days))
        assert f" {days} " in " ".join(screen()) and word in " ".join(screen())


def test_freshness_goes_by_the_last_good_delivery_and_quarantine_by_the_last_judged(zow_home):
    judge(GWS, fault(2))
    judge("gws_GM0171_20140406T0300", fault(2), fault(3), reason="te veel")
    judge("gws_GM0171_20140406T0300", nr=2, status="dubbel")
    judge("gws_GM0090_20140406T0300", reason="kapot")
    for month in ("01", "02"):
        judge(f"grootboek_GM0171_2014_{month}_20140405T0300.csv", fault(2), bron="finance")
    assert row("GWS-export", "GM0171")[2] == "05-04-2014" and row("GWS-export", "GM0171")[-5:] == ["1", "1", "1", "2", "0"]
    assert row("GWS-export", "GM0090")[2:] == ["-", "-", "nacht", "nooit", "0", "1", "1", "0", "0"]
    assert row("Grootboek")[-5:] == ["2", "0", "0", "2", "0"], "every month counts"


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(zow_home):
    judge(GWS)
    (zow_home / "raw" / "gws" / "GM0171" / "leveringen" / "gws_GM0171_20140406T0300.1.json").write_text('{"gemeentecode": "GM')
    for place in (zow_home / "published" / "dagstanden" / "n1" / "dagstand.json", zow_home / "published" / "log" / "x_v1.json",
                  Run("r1").quality):
        place.parent.mkdir(parents=True)
        place.write_text("[")
    log.point(zow_home / "published" / "dagstand", zow_home / "published" / "dagstanden" / "n1")
    log.point(zow_home / "published" / "current", zow_home / "published" / "versions" / "x_v1")
    text = "\n".join(screen())
    assert "NIET TE LEZEN in raw: 1 uitkomst(en), de eerste:\n  gws/GM0171/leveringen/gws_GM0171_20140406T0300.1.json" in text
    assert "GWS-export  GM0171" in text
    assert [block for block in ("Poorten", "Gepubliceerd", "Dagstand") if f"{block}: niet te lezen (JSONDecodeError)" not in text] == []


def test_changed_policy_values_and_a_file_of_them_that_stops_every_run(zow_home):
    good = "waarde;standaard;succes_na_maanden;4;raadsbesluit;J. de Vries;1-2-2024\n"
    policy.path().parent.mkdir()
    policy.path().write_text(f"wat;profiel;naam;waarde;reden;wie;wanneer\n{good}", encoding="utf-8")
    assert "Beleid: 1 gewijzigde waarde(n), de laatste op 01-02-2024 door J. de Vries" in screen()
    with policy.path().open("a", encoding="utf-8") as file:
        file.write(good.replace(";4;", ";drie;") * 7)
    lines = screen()
    first = lines.index("BELEID: 7 fout(en) in beleid/wijzigingen.csv; tot herstel start geen run (zow beleid toets)")
    assert [line[:23] for line in lines[first + 1:first + 6]] == [f"  regel {number}, kolom waarde" for number in range(3, 8)]
    assert lines[first + 6] == "  … en nog 2"


def _result(**changes) -> dict:
    return dict.fromkeys(meta_tables.COLUMNS["kwaliteit"]) | {
        "gemeentecode": "GM0171", "poort": "feiten", "expectation": "poort.versheid", "ernst": "kritiek", "geslaagd": True,
        "tijdstip": "2014-04-05T05:00:00", **changes}


def test_gates_dagstand_and_version(zow_home):
    folder = zow_home / "published" / "dagstanden" / "n1"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / version.DATABASE)) as con:
        con.execute("create schema meta")
        meta_tables.create(con, "kwaliteit", [_result(poort="levering"), _result(), _result(expectation="omvang", ernst="waarschuwing",
                           geslaagd=False, waargenomen="40 %", drempel="20 %")], version.DATABASE.removesuffix(".duckdb"))
    write_json(folder / "dagstand.json", {
        "run_id": "n1", "fingerprint": "f", "outcomes_seen": 1, "tegengehouden": ["GM0090"], "quality": [],
        "leveringen": {"GM0171": {"gws": [GWS], "finance": [LEDGER]}}})
    log.point(dagstand.link(), folder)
    write_json(Run("r1").quality, [_result(gemeentecode="GM0090", geslaagd=False, waargenomen="0", drempel="1")])
    log.save(log.Entry("effectmeting", "2014H1", 1, "2014-04-05T03:00", "2014-04-06T07:00:00", "toetser", "c", None, "p", gemeenten=[
        {"gemeentecode": "GM0171", "peilmoment": "2014-04-05T03:00", "asof": "2014-04-05", "herkomst": "nieuw", "uit_versie": None,
         "reden": None}]))
    log.point(zow_home / "published" / "current", zow_home / "published" / "versions" / "effectmeting_2014H1_v1")
    text = "\n".join(screen())
    assert row("laatste run")[2:] == ["feiten", "05-04-2014", "05:00", "0", "1", "0"]
    assert row("dagstand", "feiten")[1:] == ["feiten", "05-04-2014", "05:00", "1", "0", "1"]
    assert text.index("KRITIEK GM0090 feiten: poort.versheid (0, drempel 1)") < text.index("waarschuwing GM0171 feiten: omvang (40 %")
    assert "GWS (+ andere leveringen): GM0171 20140405T0300 (+1)" in text and "TEGENGEHOUDEN: GM0090" in text
    assert "Actueel: effectmeting_2014H1_v1, 06-04-2014 07:00 door toetser" in text


def test_what_waits_what_is_refused_and_who_is_busy(zow_home):
    for name in (GWS, "gws_GM0171_20140406T0300"):
        (zow_home / "landing" / "gws" / name).mkdir()
    (zow_home / "landing" / "gws" / GWS / "manifest.csv").write_text("")
    (zow_home / "landing" / "finance").mkdir()
    (zow_home / "landing" / "finance" / LEDGER).write_text("")
    for day in range(1, 9):
        folder = landing.refused_room("gws") / f"gws_GM0171_2014050{day}T0300"
        folder.mkdir(parents=True)
        folder.with_name(f"{folder.name}.reden.txt").write_text("clienten.csv ontbreekt\nen meer\n")
    lines = screen()
    assert any(line.startswith(f"  {GWS} (gws), sinds ") for line in lines[lines.index("Wacht in landing, compleet: 1"):])
    partial = lines.index("Wacht in landing, NIET compleet: 2")
    assert {line.split()[0] for line in lines[partial + 1:partial + 3]} == {LEDGER, "gws_GM0171_20140406T0300"}
    assert any(line.startswith("GEWEIGERD: 8 ") for line in lines) and "  … en nog 3" in lines
    assert sum("clienten.csv ontbreekt" in line for line in lines) == 5 and "en meer" not in "".join(lines)
    with warehouse_lock("publicatie effectmeting 2014H1"):
        assert screen()[1].startswith("Bezig: publicatie effectmeting 2014H1 (proces ")
    (zow_home / "warehouse" / "lock").write_text("nightly (proces 1)")  # as a kill -9 leaves it
    assert screen()[1] == "Bezig: niets"


def test_retry_puts_back_what_is_refused_and_starts_nothing_for_a_name_that_is_not(zow_home, monkeypatch):
    ran = []
    monkeypatch.setattr(nightly, "run", lambda: ran.append(sorted(p.name for p in (zow_home / "landing" / "gws").iterdir())))
    other = "gws_GM0171_20140406T0300"
    for name in (GWS, f"{GWS}.2", other):
        (landing.refused_room("gws") / name).mkdir(parents=True)
        (landing.refused_room("gws") / f"{name}.reden.txt").write_text("fout")
    done = CliRunner().invoke(main, ["retry", GWS, "gws_GM0171_20990101T0300"])
    assert done.exit_code == 2 and "gws_GM0171_20990101T0300" in done.output and not ran
    assert (landing.refused_room("gws") / GWS).is_dir(), "nothing moved"
    assert CliRunner().invoke(main, ["retry"]).exit_code == 2

    assert CliRunner().invoke(main, ["retry", f"{GWS}.2", other]).exit_code == 0
    assert ran == [[GWS, other]]
    done = CliRunner().invoke(main, ["retry", GWS])
    assert done.exit_code == 1 and "Er staat al een levering" in done.output and len(ran) == 1
    (zow_home / "landing" / "gws" / GWS).rmdir()
    assert CliRunner().invoke(main, ["retry", GWS, GWS]).exit_code == 0 and len(ran) == 2
    assert not list(landing.refused_room("gws").iterdir())
