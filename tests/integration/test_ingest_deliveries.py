"""Deliveries from landing to raw: every way to be refused, dubbel, again, and what a crash leaves (sources.md 1 and 5)."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from tests.support import ingest_kit as kit
from tests.support.ingest_kit import rows, run
from zow import ingest, settings
from zow.errors import ZowError
from zow.ingest import catalogue, landing, lock
from zow.ingest.process import IngestError
from zow.sample.write import add_lines, read_lines, rewrite_manifest, set_field, write_lines

NAME = f"gws_{kit.GM}_{kit.STAMP}"


def only() -> catalogue.Outcome:
    (outcome,) = catalogue.outcomes()
    return outcome


def rename(folder: Path, name: str) -> None:
    folder.rename(folder.with_name(name))


def replace_header(folder: Path, file: str, old: bytes, new: bytes) -> None:
    first, *rest = read_lines(folder, file)
    (folder / f"{file}.csv").write_bytes(b"\r\n".join([first.replace(old, new), *rest]) + b"\r\n")


def after(change):
    """A change of a file after which the manifest is made to agree again."""
    def apply(folder: Path) -> None:
        change(folder)
        rewrite_manifest(folder)
    return apply


def lie(file: str, **fields: str):
    return lambda folder: rewrite_manifest(folder, override={file: fields})


def manifest_text(old: str, new: str):
    def apply(folder: Path) -> None:
        path = folder / "manifest.csv"
        path.write_text(path.read_text().replace(old, new, 1))
    return apply


def bad_payment(folder: Path) -> None:
    add_lines(folder, "betalingen", ["B2;;;;;;01-03-2014;x;RE1;factuur"])


BROKEN = {
    "file gone": (lambda f: (f / "uren.csv").unlink(), "uren.csv staat in manifest.csv maar niet in de map"),
    "file not listed": (lambda f: rewrite_manifest(f, omit=["uren.csv"]), "uren.csv staat niet in manifest.csv"),
    "file is a folder": (lambda f: ((f / "uren.csv").unlink(), (f / "uren.csv").mkdir()), "niet in de map"),
    "line count": (lie("uren.csv", regels="2"), "uren.csv: 1 regels gelezen, manifest.csv zegt 2"),
    "line count is text": (lie("uren.csv", regels="veel"), "regels is geen aantal"),
    "control total": (lie("betalingen.csv", controletotaal="750,26"), "controletotaal van bedrag is 750,25"),
    "control total empty": (lie("betalingen.csv", controletotaal=""), "controletotaal van bedrag is 750,25"),
    "control total with dot": (lie("betalingen.csv", controletotaal="1.750,25"), "controletotaal is geen getal"),
    "control column unknown": (lie("betalingen.csv", controlekolom="x"), "controlekolom 'x' is geen"),
    "control column of text": (lie("betalingen.csv", controlekolom="soort"), "controlekolom 'soort' is geen"),
    "total without column": (lie("betalingen.csv", controlekolom=""), "controletotaal zonder controlekolom"),
    "checksum": (lie("uren.csv", sha256="0" * 64), "uren.csv: sha256 wijkt af"),
    "checksum malformed": (lie("uren.csv", sha256="abc"), "sha256 bestaat niet uit 64"),
    "changed after manifest": (lambda f: set_field(f, "uren", 2, "uren", "9", manifest=False), "sha256 wijkt af"),
    "manifest column": (manifest_text("controletotaal", "totaal"), "kolom controletotaal ontbreekt"),
    "manifest empty": (lambda f: (f / "manifest.csv").write_bytes(b""), "manifest.csv: kolom bestand"),
    "manifest line short": (manifest_text("uren.csv;1;", "uren.csv;"), "niet evenveel velden"),
    "manifest line twice": (lambda f: (f / "manifest.csv").write_text(
        (p := (f / "manifest.csv").read_text()) + p.splitlines()[1] + "\n"), "staat er meer dan eens in"),
    "required column": (after(lambda f: replace_header(f, "betalingen", b"budgetpost", b"post"))
                        , "betalingen.csv: verplichte kolom budgetpost ontbreekt"),
    "key column": (after(lambda f: replace_header(f, "keuringen", b"keuringnummer", b"nr")),
                   "verplichte kolom keuringnummer ontbreekt"),
    "double column": (after(lambda f: replace_header(f, "trajecten", b"einddatum", b"begindatum")),
                      "trajecten.csv: kolom begindatum komt meer dan eens voor"),
    "no header": (lambda f: (write_lines(f, "contactmomenten", [b""], manifest=False),
                             rewrite_manifest(f)), "contactmomenten.csv is niet leesbaar: de kopregel ontbreekt"),
    "limit of betalingen": (bad_payment, "betalingen.csv: 1 van 2 regels afgekeurd, toegestaan is ten hoogste 0"),
    "limit": (lambda f: add_lines(f, "uren", ["UR2;AC1;x;1", "UR3;AC1;x;1"]),
              "uren.csv: 2 van 3 regels afgekeurd, toegestaan is ten hoogste 1"),
    "stamp that is no date": (lambda f: rename(f, f"gws_{kit.GM}_20140230T0300"), "De mapnaam past niet"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_refused(name: str, room: Path, shown: list) -> None:
    change, reason = BROKEN[name]
    change(kit.deliver(room))
    (result,) = run()
    outcome = only()
    assert result[1] == outcome.status == "geweigerd" and reason in outcome.reden
    assert list((room / "gws").iterdir()) == [] and not shown
    apart = room / "geweigerd" / "gws"
    assert (apart / outcome.levering / "clienten.csv").exists()
    assert reason in (apart / f"{outcome.levering}.reden.txt").read_text()
    assert not list(settings.get().raw.glob("gws/*/bestanden/*/*.parquet"))
    assert not [bsn for bsn in kit.BSN if bsn in outcome.reden] and "Jansen" not in outcome.reden


def test_accepted(room: Path, shown: list) -> None:
    folder = kit.deliver(room, content=kit.tables(uren=[{"urennummer": "UR2", "datum": "x"}],
                                                  betalingen=[{"betalingnummer": "B2", "clientnummer": "C9"}]))
    (folder / "notitie.txt").write_text("x")
    digest = landing.manifest.sha256(folder / "manifest.csv")
    assert ingest.waiting("gws") == [kit.GM] and run() == [(NAME, "geaccepteerd")] and ingest.waiting("gws") == []
    outcome = only()
    assert (outcome.gemeentecode, outcome.bron, outcome.nr) == (kit.GM, "gws", 1)
    assert (outcome.geleverd_op, outcome.sha256) == (datetime(2014, 4, 5, 3), digest)
    assert (outcome.regels, outcome.afgekeurd, outcome.reden) == (22, 1, None) and len(outcome.files) == 20
    assert outcome.waarschuwingen == ("notitie.txt staat niet in het contract: genegeerd.",)
    (client,) = rows(outcome, "clienten")
    assert client[0] == kit.GM and client[-4:-1] == (NAME, "clienten.csv", 2) and len(client[-1]) == 32
    first, second = rows(outcome, "betalingen")
    assert first[4] == "C1" and second[4] is None and first[-1] != second[-1]
    (path,) = catalogue.quarantine_files()
    found = duckdb.sql(f"select bestand, regel, kolom, regel_code, ernst from read_parquet('{path}')").fetchall()
    assert found == [("betalingen.csv", 3, "clientnummer", "verwijzing", "waarschuwing"),
                     ("uren.csv", 3, "datum", "datum", "afgekeurd")]
    check = next(c for c in shown if c.bestand == "betalingen.csv")
    assert (check.regels_manifest, check.regels_gelezen, check.geladen, check.afgekeurd, check.raw_regels) == (2, 2, 2, 0, 2)
    assert str(check.controletotaal_manifest) == str(check.controletotaal_gelezen) == "1500.50"
    assert not list((room / "gws").iterdir()) and not list((room / "geweigerd").glob("**/*"))


def test_nothing_in_raw_or_landing_holds_a_bsn_or_name(room: Path) -> None:
    kit.deliver(room, content=kit.tables(clienten=[kit.client(2, wiw="?")]))
    run()
    con = duckdb.connect()
    for path in [p for p in settings.get().home.rglob("*") if p.is_file()]:
        text = repr(con.sql(f"from read_parquet('{path}')").fetchall()) if path.suffix == ".parquet" else path.read_text()
        assert "Jansen" not in text and not [bsn for bsn in kit.BSN[:5] if bsn in text], path


@pytest.mark.parametrize(("lines", "wrong", "status"), [
    (1, 1, "geaccepteerd"), (199, 2, "geweigerd"), (200, 2, "geaccepteerd"), (200, 3, "geweigerd"),
    (299, 3, "geweigerd"), (300, 3, "geaccepteerd")])
def test_limit_at_the_edge(room: Path, lines: int, wrong: int, status: str) -> None:
    folder = kit.deliver(room)
    head = read_lines(folder, "contactmomenten")[0]
    good = [f"CM{i};C1;01-02-2014;intake" for i in range(lines - wrong)]
    write_lines(folder, "contactmomenten", [head, *good, *(f"F{i};C1;x;intake" for i in range(wrong))])
    assert run() == [(NAME, status)] and only().afgekeurd == wrong


def test_references_do_not_count_for_the_limit(room: Path) -> None:
    folder = kit.deliver(room)
    add_lines(folder, "uren", [*(f"F{i};AC9;01-02-2014;1" for i in range(20)), "G1;AC1;x;1"])
    assert run() == [(NAME, "geaccepteerd")] and only().afgekeurd == 21 and only().files["uren"].rows == 1


def test_left_alone(room: Path) -> None:
    folder = kit.deliver(room, manifest=False)
    (room / "gws" / "los.csv").write_text("x")
    assert ingest.waiting("gws") == [] and run() == [] and folder.exists() and (room / "gws" / "los.csv").exists()


def test_a_name_that_does_not_fit(room: Path) -> None:
    rename(kit.deliver(room), "export van april")
    assert ingest.waiting("gws") == ["onbekend"] and run("onbekend") == [("export van april", "geweigerd")]
    assert only().geleverd_op is None and (room / "geweigerd" / "gws" / "export van april").is_dir()


def test_dubbel_and_stamp_already_used(room: Path) -> None:
    kit.deliver(room)
    run()
    kit.deliver(room)
    assert run() == [(NAME, "dubbel")] and not list((room / "gws").iterdir())
    kit.deliver(room, content=kit.tables(uren=[{"urennummer": "UR2"}]))
    assert run() == [(NAME, "geweigerd")]
    assert [(o.nr, o.status) for o in catalogue.outcomes()] == [(1, "geaccepteerd"), (2, "dubbel"), (3, "geweigerd")]
    assert "stempel is al gebruikt" in catalogue.outcomes()[2].reden and len(catalogue.accepted("gws")) == 1


def test_refused_may_come_again_and_retry(room: Path) -> None:
    for _ in range(2):
        bad_payment(kit.deliver(room))
        assert run() == [(NAME, "geweigerd")]
    apart = room / "geweigerd" / "gws"
    assert sorted(p.name for p in apart.iterdir()) == [NAME, f"{NAME}.2", f"{NAME}.2.reden.txt", f"{NAME}.reden.txt"]
    assert ingest.retry(NAME) == room / "gws" / NAME and not (apart / f"{NAME}.2.reden.txt").exists()
    with pytest.raises(ZowError, match="staat al een levering"):
        ingest.retry(NAME)
    write_lines(room / "gws" / NAME, "betalingen", read_lines(room / "gws" / NAME, "betalingen")[:2])
    assert run() == [(NAME, "geaccepteerd")] and catalogue.outcomes()[-1].nr == 3
    ingest.retry(NAME)
    assert run() == [(NAME, "geweigerd")] and "stempel is al gebruikt" in catalogue.outcomes()[-1].reden
    with pytest.raises(ZowError, match="geen geweigerde levering"):
        ingest.retry("gws_GM0171_20200101T0000")


def test_one_bad_gemeente_or_delivery_stops_nobody(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad_payment(kit.deliver(room, "20140401T0300"))
    kit.deliver(room, "20140402T0300")
    kit.deliver(room, "20140403T0300")
    kit.deliver(room, gemeentecode="GM9999")  # no overlay: the base contract
    from zow.ingest.judge import Judge
    real = Judge.run

    def fails(self, *args, **how):
        if self.levering.endswith("20140402T0300"):
            raise OSError("schijf vol")
        return real(self, *args, **how)

    monkeypatch.setattr(Judge, "run", fails)
    assert ingest.waiting("gws") == [kit.GM, "GM9999"]
    with pytest.raises(IngestError, match="20140402T0300: schijf vol") as caught:
        run()
    assert [o.status for o in caught.value.outcomes] == ["geweigerd", "geaccepteerd"] and run("GM9999")[0][1] == "geaccepteerd"
    assert [p.name for p in (room / "gws").iterdir()] == ["gws_GM0171_20140402T0300"]
    monkeypatch.setattr(Judge, "run", real)
    assert run() == [("gws_GM0171_20140402T0300", "geaccepteerd")]


def test_a_gate_that_fails_refuses_and_one_that_raises_leaves(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit.deliver(room)
    monkeypatch.setattr("zow.ingest.gate.judge", lambda *_: 1 / 0)
    with pytest.raises(IngestError, match="ZeroDivisionError"):
        run()
    assert (room / "gws" / NAME).exists() and catalogue.outcomes() == []
    monkeypatch.setattr("zow.ingest.gate.judge", lambda *_: SimpleNamespace(
        reasons={NAME: ["telt niet op"]}, waarschuwingen={}, rows={NAME: [{"poort": "levering", "geslaagd": False}]}))
    assert run() == [(NAME, "geweigerd")] and "Poort levering: telt niet op" in only().reden
    assert (catalogue.folder("gws", kit.GM) / "kwaliteit" / f"{NAME}.1.parquet").exists()
    assert not list(settings.get().raw.glob("gws/*/bestanden/*/*.parquet"))


def test_equal_bytes_are_stored_once_unless_the_outcome_differs(room: Path) -> None:
    kit.deliver(room, "20140401T0300")
    kit.deliver(room, "20140402T0300", content=kit.tables(clienten=[kit.client(2)]))
    kit.deliver(room, "20140403T0300", content=kit.tables() | {"aanvragen": kit.tables()["aanvragen"].assign(clientnummer="C7")})
    content = kit.tables()
    content["contracten"] = content["contracten"].assign(contractnummer="K2")
    kit.deliver(room, "20140404T0300", content=content)
    run()
    one, two, three, four = catalogue.accepted("gws")
    same = [n for n in one.files if one.files[n].part == two.files[n].part]
    assert len(same) == 19 and "clienten" not in same and rows(two, "uren")[0][-4] == one.levering
    assert one.files["clienten"].part == three.files["clienten"].part
    # the bytes of activiteiten are the same, but its contract is gone: another part
    assert one.files["activiteiten"].csv_sha256 == four.files["activiteiten"].csv_sha256
    assert one.files["activiteiten"].part != four.files["activiteiten"].part
    assert rows(one, "activiteiten")[0][7] == "K1" and rows(four, "activiteiten")[0][7] is None


def test_order_of_arrival_changes_nothing(room: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = []
    for place, order in enumerate((["20140401T0300", "20140402T0300"], ["20140402T0300", "20140401T0300"])):
        monkeypatch.setenv("ZOW_HOME", str(tmp_path / str(place)))
        for stamp in order:
            extra = [kit.client(2, klantmanager=stamp)] if stamp.startswith("20140402") else []
            kit.deliver(settings.get().landing, stamp, content=kit.tables(clienten=extra))
            run()
        found.append([(o.levering, o.status, {n: [r[:-4] + r[-3:] for r in rows(o, n)] for n in o.files})
                      for o in catalogue.accepted("gws")])
    assert found[0] == found[1] and len(found[0]) == 2


@pytest.mark.parametrize("status", ["geaccepteerd", "geweigerd"])
def test_crash_between_commit_and_leaving_landing(room: Path, monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    folder = kit.deliver(room)
    if status == "geweigerd":
        bad_payment(folder)
    monkeypatch.setattr("zow.ingest.process.Gemeente._leave", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run()
    assert folder.exists() and only().status == status
    monkeypatch.undo()
    monkeypatch.setenv("ZOW_HOME", str(room.parent))
    monkeypatch.setenv("ZOW_PSEUDONYM_KEY", "ab" * 32)
    assert run() == [] and not folder.exists() and only().status == status
    assert (room / "geweigerd" / "gws" / NAME).exists() == (status == "geweigerd")


def test_crash_while_emptying(room: Path) -> None:
    folder = kit.deliver(room)
    rename(folder, f"{landing.GONE}{NAME}")
    assert ingest.waiting("gws") == [kit.GM] and run() == [] and not list((room / "gws").iterdir())


def test_damaged_raw_keeps_the_double_in_landing(room: Path) -> None:
    kit.deliver(room)
    run()
    (settings.get().raw / only().files["uren"].part).write_bytes(b"x")
    kit.deliver(room)
    with pytest.raises(IngestError, match="niet meer zoals het is ingenomen"):
        run()
    assert (room / "gws" / NAME).exists()


def test_another_key_is_refused(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit.deliver(room)
    run()
    kit.deliver(room, "20140406T0300")
    monkeypatch.setenv("ZOW_PSEUDONYM_KEY", "cd" * 32)
    with pytest.raises(ZowError, match="pseudoniemsleutel is een andere"):
        run()
    assert "ab" * 8 not in (settings.get().raw / "sleutel.json").read_text()


def test_two_at_once(room: Path) -> None:
    kit.deliver(room)
    with lock.held(catalogue.folder("gws", kit.GM) / ".lock", "x"), pytest.raises(ZowError, match="al ingelezen door een ander"):
        run()
    assert run() == [(NAME, "geaccepteerd")]


def test_optional_column_missing_is_empty(room: Path) -> None:
    folder = kit.deliver(room)
    write_lines(folder, "betalingen", [b"soort;betalingnummer;betaaldatum;bedrag;budgetpost", b"factuur;B1;01-03-2014;1;X"])
    run()
    assert rows(only(), "betalingen")[0][1:10] == ("B1", None, None, None, None, None, *rows(only(), "betalingen")[0][7:10])
    assert "betalingen.csv: kolom factuurnummer ontbreekt: gelezen als leeg." in only().waarschuwingen


def test_catalogue_reads_what_it_wrote(room: Path) -> None:
    kit.deliver(room)
    (outcome,) = ingest.ingest_gemeente("gws", kit.GM)
    assert catalogue.outcomes() == [outcome] and outcome.files["betalingen"].control_column == "bedrag"
    path = catalogue.folder("gws", kit.GM) / "leveringen" / f"{NAME}.1.json"
    assert json.loads(path.read_text())["files"]["betalingen"]["control_total"] == "750.25"
    assert catalogue.accepted("gws", until=datetime(2014, 4, 5, 2, 59)) == []
    assert catalogue.accepted("gws", kit.GM, datetime(2014, 4, 5, 3)) == [outcome]


def test_through_the_real_gate(zow_home: Path) -> None:
    first = kit.deliver(zow_home / "landing", "20140401T0300")
    kit.deliver(zow_home / "landing", "20140402T0300", content={})
    shutil.copytree(first, zow_home / "kopie")
    assert [s for _, s in run()] == ["geaccepteerd", "geaccepteerd"]
    paths = sorted((catalogue.folder("gws", kit.GM) / "kwaliteit").glob("*.parquet"))
    assert len(paths) == 2
    for path in paths:
        poort, ran, failed = duckdb.sql(f"select any_value(poort), count(*), count(*) filter (not geslaagd and ernst = 'kritiek') "
                                        f"from read_parquet('{path}')").fetchone()
        assert poort == "levering" and ran > 5 and failed == 0
