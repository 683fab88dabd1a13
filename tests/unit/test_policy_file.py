"""beleid/wijzigingen.csv: read as Excel writes it, refused with what, where and how to repair, and laid over the seeds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from zow import cli, policy, settings
from zow.policy import file, numbers, seeds, show
from zow.policy.scope import FIXED, KEYS, LISTS, Scope

PROJECT = settings.PROJECT_ROOT / "dbt_project"
TODAY = date(2024, 6, 30)
HEADER = ";".join(file.COLUMNS)
GOOD = "waarde;standaard;succes_na_maanden;;4;;1-1-2024;;besluit;Vries, J. de;1-3-2024"


@pytest.fixture(scope="module")
def scope() -> Scope:
    return Scope(PROJECT)


def read(scope: Scope, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> tuple[list, list]:
    return file.check("\r\n".join([header, *lines]).encode(encoding), scope, TODAY)


def written(scope: Scope, *lines: str) -> list:
    changes, faults = read(scope, *lines)
    assert faults == []
    return changes


@pytest.mark.parametrize(("text", "value"), [
    ("2.500,00", "2500.00"), ("0,325", "0.325"), ("32,5%", "0.325"), ("32,5 %", "0.325"), ("€ 45", "45"), ("12", "12"), ("1.250", "1250"),
    ("0.25", None), ("12.50", None), ("-3", None), ("veel", None), ("1,2,3", None), ("", None), ("1.25.000", None)])
def test_a_number_is_read_as_dutch_writes_it(text, value):
    assert numbers.number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(("text", "day"), [
    ("1-2-2024", date(2024, 2, 1)), ("01/02/2024", date(2024, 2, 1)), ("2024-02-01", date(2024, 2, 1)), ("31-02-2024", None),
    ("1-2-24", None), ("februari 2024", None)])
def test_a_day_is_read_day_first(text, day):
    assert numbers.day(text) == day


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize(("header", "line"), [
    (HEADER, "waarde;standaard;succes_na_maanden;;4;;1-1-2024;;één besluit;Vries, J. de;1-3-2024"),
    ("sep=;\r\n" + HEADER.title(), "waarde;standaard;succes_na_maanden;;4;;1-1-2024;;één besluit;Vries, J. de;1-3-2024;;"),
    (HEADER.replace(";", ","), 'waarde,standaard,succes_na_maanden,,4,,1-1-2024,,één besluit,"Vries, J. de",1-3-2024'),
    ("wanneer,wie,reden,waarde,naam,profiel,wat,geldig van",
     '1-3-2024,"Vries, J. de",één besluit,4,succes_na_maanden,standaard,waarde,1-1-2024')])
def test_a_file_is_read_as_a_spreadsheet_saves_it(scope, header, line, encoding):
    empty = (";" if ";" in header else ",") * 3
    changes, faults = read(scope, empty, line, "", header=header, encoding=encoding)
    assert faults == []
    assert changes == [policy.Change("waarde", "standaard", "succes_na_maanden", "", "4", "", date(2024, 1, 1), None, "één besluit",
                                     "Vries, J. de", date(2024, 3, 1), 4 if header.startswith("sep") else 3)]


@pytest.mark.parametrize(("line", "shown"), [
    ("waarden;standaard;succes_na_maanden;;4;;;;r;w;1-3-2024",
     ["regel 2, kolom wat: 'waarden' is geen wat. Kies uit: waarde, doel, norm, goedkeuring."]),
    ("waarde;Soest;succes_na_maanden;;4;;;;r;w;1-3-2024", ["kolom profiel: 'Soest' is geen profiel. Kies uit: noordoostpolder_2014, "]),
    ("waarde;standaard;succes_na_jaren;;4;;;;r;w;1-3-2024",
     ["kolom naam: 'succes_na_jaren' is geen naam. Kies uit: max_onderbreking_dagen, "]),
    ("waarde;standaard;succes_na_maanden;;;;;;r;w;1-3-2024", ["kolom waarde: waarde is leeg."]),
    ("waarde;standaard;succes_na_maanden;;drie;;;;r;w;1-3-2024",
     ["kolom waarde: 'drie' is geen getal. Schrijf een getal met een decimale komma"]),
    ("waarde;standaard;succes_na_maanden;;1,5;;;;r;w;1-3-2024",
     ["kolom waarde: 1,5 is geen heel getal. Schrijf een aantal maanden zonder komma."]),
    ("waarde;standaard;succes_na_maanden;;121;;;;r;w;1-3-2024", ["kolom waarde: 121 ligt buiten 1 tot en met 120 (maanden)."]),
    ("waarde;standaard;succes_na_maanden;;25%;;;;r;w;1-3-2024", ["kolom waarde: '25%' is geen getal."]),
    ("waarde;standaard;benchmark_marge;;1,01;;;;r;w;1-3-2024",
     ["kolom waarde: 1,01 ligt buiten 0 tot en met 1 (aandeel). Schrijf een aandeel als 0,25 of als 25%."]),
    ("waarde;standaard;bijstandsregelingen;;PW, BBZ IOW;;;;r;w;1-3-2024", ["kolom waarde: IOW bestaat niet. Kies uit: WWB, WIJ, PW, "]),
    ("waarde;standaard;succes_na_maanden;;4;;;;;;",
     ["kolom reden: reden is leeg.", "kolom wie: wie is leeg.", "kolom wanneer: wanneer is leeg."]),
    ("waarde;standaard;succes_na_maanden;;4;;;;r;w;1-7-2024", ["kolom wanneer: 1-7-2024 ligt in de toekomst."]),
    ("waarde;standaard;succes_na_maanden;;4;;31-4-2024;x;r;w;1-3-2024",
     ["kolom geldig_van: '31-4-2024' is geen datum.", "kolom geldig_tot: 'x' is geen datum."]),
    ("waarde;standaard;succes_na_maanden;;4;;2-1-2024;1-1-2024;r;w;1-3-2024",
     ["kolom geldig_tot: 1-1-2024 ligt voor geldig_van (2-1-2024)."]),
    ("waarde;soest_2008;succes_na_maanden;;4;;1-1-2011;;r;w;1-3-2024",
     ["valt buiten de tijd van soest_2008 (vanaf 01-01-2008 tot en met 31-12-2010)."]),
    ("waarde;soest_2008;succes_na_maanden;;4;;;31-12-2007;r;w;1-3-2024", ["valt buiten de tijd van soest_2008"]),
    ("doel;soest_2008;kto;;7;;;;r;w;1-3-2024", ["kolom naam: 'kto' is geen naam van soest_2008. Kies uit: bestand_actief_werk, "]),
    ("doel;smallingerland_2010;sluitende_aanpak;IOAW;1;;;;r;w;1-3-2024",
     ["kolom onderdeel: 'IOAW' is geen onderdeel van sluitende_aanpak. Kies uit: WWB, WIJ."]),
    ("doel;soest_2008;nuggers_werk;;50;;;;r;w;1-3-2024", ["kolom waarde: 50 ligt buiten 0 tot en met 1 (aandeel)."]),
    ("doel;soest_2008;nuggers;;50;maximaal;;;r;w;1-3-2024", ["kolom richting: het doel van nuggers is minimaal, niet maximaal."]),
    ("doel;midden_drenthe_2021;proefplaatsingen;gestart;50;;;;r;w;1-3-2024", ["kolom richting: van proefplaatsingen is nog niet gezegd"]),
    ("doel;midden_drenthe_2021;proefplaatsingen;gestart;50;meer;;;r;w;1-3-2024",
     ["kolom richting: 'meer' is geen richting. Kies uit: minimaal, maximaal."]),
    ("norm;midden_drenthe_2021;N25;;40;;;;r;w;1-3-2024",
     ["kolom naam: 'N25' is geen naam van midden_drenthe_2021 met een grens. Kies uit: N04, "]),
    ("norm;midden_drenthe_2021;N04;;4;;;;r;w;1-3-2024", ["kolom onderdeel: onderdeel is leeg. Kies uit: maanden, maanden_na_verlenging."]),
    ("norm;noordoostpolder_2014;N03;;2;;;;r;w;1-3-2024", ["kolom naam: 'N03' is geen naam"]),
    ("goedkeuring;midden_drenthe_2021;monitor;;misschien;;;;r;w;1-3-2024",
     ["kolom waarde: 'misschien' is geen waarde. Kies uit: ja, nee."]),
    ("goedkeuring;midden_drenthe_2021;effectmeting;;ja;;;;r;w;1-3-2024",
     ["kolom naam: 'effectmeting' is geen naam van midden_drenthe_2021."]),
    ('waarde;standaard;succes_na_maanden;;4;;;;r;w;1-3-2024;te veel', ["regel 2: er staan 12 velden, de eerste regel heeft er 11."])])
def test_every_fault_is_told_with_line_column_and_repair(scope, line, shown):
    changes, faults = read(scope, line)
    assert changes == []
    assert len(faults) == len(shown)
    assert [words for words, fault in zip(shown, faults, strict=True) if words not in str(fault)] == []
    assert all(fault.regel == 2 and fault.herstel for fault in faults)


@pytest.mark.parametrize(("content", "words"), [
    (b"", "het bestand is leeg"), (b"wat;profiel\r\n", "kolom naam, waarde, reden, wie, wanneer ontbreekt"),
    ((HEADER + ";extra").encode(), "kolom extra is onbekend")])
def test_a_file_without_the_columns_is_refused_as_a_whole(scope, content, words):
    changes, faults = file.check(content, scope, TODAY)
    assert changes == []
    assert [fault.wat for fault in faults] == [words]
    assert HEADER in faults[0].herstel


@pytest.mark.parametrize(("first", "second", "clash"), [
    ("1-1-2024;31-12-2024", "31-12-2024;", True), ("1-1-2024;30-12-2024", "31-12-2024;", False), (";", ";", True),
    (";31-12-2023", "1-1-2024;", False)])
def test_two_changes_of_one_value_may_not_hold_on_one_day(scope, first, second, clash):
    line = "waarde;standaard;succes_na_maanden;;{};;{};r;w;1-3-2024"
    _, faults = read(scope, line.format(4, first), line.format(5, second))
    told = "regel 3, kolom geldig_van: voor succes_na_maanden van standaard geldt op die dagen al regel 2."
    assert [str(fault).startswith(told) for fault in faults] == [True] * clash


def test_a_faulty_file_stops_the_run_and_shows_all_its_faults(zow_home):
    policy.path().parent.mkdir(parents=True)
    policy.path().write_text(f"{HEADER}\n{GOOD.replace(';4;', ';0;')}\n{GOOD.replace('standaard', 'niemand')}\n", encoding="utf-8")
    told = r"regel 2, kolom waarde(.|\n)*regel 3, kolom profiel(.|\n)*wijzigingen\.csv(.|\n)*zow beleid toets"
    with pytest.raises(policy.PolicyRefused, match=told):
        policy.in_force()


def test_without_a_file_the_seeds_hold(zow_home):
    assert policy.in_force() == ()
    assert policy.tables()["targets"] == seeds.rows(PROJECT, "targets")


def over(seed: str, scope: Scope, *lines: str, **about: str) -> list[tuple[str, str, str]]:
    """(value, geldig_van, geldig_tot) of the rows of a seed that are `about` something, with the changes over them."""
    value = "doel" if seed == "targets" else "waarde"
    rows = seeds.tables(PROJECT, written(scope, *lines))[seed]
    return [(row[value], row["geldig_van"], row["geldig_tot"]) for row in rows if about.items() <= row.items()]


def test_a_change_cuts_the_value_that_it_replaces(scope):
    line = "waarde;standaard;reservering_aandeel;;20%;;1-1-2011;31-12-2012;r;w;1-3-2024"
    assert over("profile_values", scope, line, sleutel="reservering_aandeel") == [
        ("0.25", "2009-01-01", "2010-12-31"), ("0.25", "2013-01-01", "2014-12-31"), ("0.2", "2011-01-01", "2012-12-31")]


def test_a_change_without_days_replaces_the_value_altogether(scope):
    assert over("norm_values", scope, "norm;smallingerland_2020;N07;;3.000;;;;r;w;1-3-2024", norm="N07") == [("3000.00", "", "")]


def test_a_change_of_one_profile_leaves_standaard_alone(scope):
    line = "waarde;soest_2008;succes_na_maanden;;4;;;;r;w;1-3-2024"
    assert over("profile_values", scope, line, sleutel="succes_na_maanden") == [("3", "", ""), ("4", "", "")]


def test_a_list_is_replaced_as_a_whole(scope):
    line = "waarde;standaard;bijstandsregelingen;;PW, IOAW;;1-1-2015;;r;w;1-3-2024"
    found = over("profile_values", scope, line, sleutel="bijstandsregelingen")
    assert [row for row in found if row[1]] == [("PW", "2015-01-01", ""), ("IOAW", "2015-01-01", "")]
    assert {row[2] for row in found if not row[1]} == {"2014-12-31"}


def test_a_target_may_be_changed_taken_away_and_made(scope):
    lines = ("doel;smallingerland_2020;ontheffing_aandeel;;28%;;1-1-2022;;r;w;1-3-2024",
             "doel;soest_2008;nuggers;;geen;;1-1-2010;;r;w;1-3-2024",
             "doel;midden_drenthe_2021;proefplaatsingen;gestart;12;minimaal;;;r;w;1-3-2024")
    assert over("targets", scope, *lines, indicator="ontheffing_aandeel") == [
        ("0.325", "2020-01-01", "2020-12-31"), ("0.30", "2021-01-01", "2021-12-31"), ("0.28", "2022-01-01", "")]
    assert over("targets", scope, *lines, indicator="nuggers") == [("30", "2009-01-01", "2009-12-31"), ("", "2010-01-01", "")]
    assert over("targets", scope, *lines, indicator="proefplaatsingen", richting="minimaal") == [("12", "", "")]


def test_every_value_of_the_seeds_may_be_written_in_the_file(scope):
    """What the policy says today is of the kind that a change must be, so no limit of ours is narrower than the policy."""
    assert {row["sleutel"] for row in seeds.rows(PROJECT, "profile_values")} == set(KEYS) | set(LISTS)
    for row in seeds.rows(PROJECT, "profile_values"):
        assert scope.keys()[row["sleutel"]].read(row["waarde"].replace(".", ",")) == row["waarde"]
    profiles = {row["norm"]: row["profiel"] for row in seeds.rows(PROJECT, "profile_norms")}
    for row in seeds.rows(PROJECT, "norm_values"):
        if (row["norm"], row["sleutel"]) not in FIXED:
            assert scope.norms(profiles[row["norm"]])[row["norm"], row["sleutel"]].read(row["waarde"].replace(".", ",")) == row["waarde"]
    for row in seeds.rows(PROJECT, "targets"):
        kind = scope.targets(row["profiel"])[row["indicator"], row["uitsplitsing"]]
        assert not row["doel"] or Decimal(kind.read(row["doel"].replace(".", ","))) == Decimal(row["doel"])


def test_the_command_says_what_a_file_changes_and_refuses_a_faulty_one(tmp_path: Path):
    path = tmp_path / "w.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    said = CliRunner().invoke(cli.main, ["beleid", "toets", str(path)])
    assert said.exit_code == 0
    assert "regel 2: waarde succes_na_maanden van standaard, vanaf 01-01-2024: was 3, wordt 4" in said.output
    assert "door Vries, J. de op 01-03-2024: besluit" in said.output
    path.write_text(f"{HEADER}\ndoel;soest_2008;nuggers;;geen;;;;besluit;w;1-3-2024\n", encoding="utf-8")
    said = CliRunner().invoke(cli.main, ["beleid", "toets", str(path)])
    assert "doel nuggers alle van soest_2008, zolang het profiel geldt: was 30, wordt geen doel\n" in said.output
    path.write_text("iets anders", encoding="utf-8")
    said = CliRunner().invoke(cli.main, ["beleid", "toets", str(path)])
    assert said.exit_code == 1
    assert "ontbreekt" in said.output


def test_the_list_of_what_may_be_changed_is_in_the_columns_of_the_file():
    lines = show.possible(PROJECT)
    assert lines[0].startswith(";".join(file.COLUMNS[:4]))
    assert "norm;smallingerland_2020;N07;bedrag;2500,00;euro" in lines
    assert "doel;soest_2008;nuggers;alle;30;aantal" in lines
    assert "goedkeuring;midden_drenthe_2021;monitor;;nee;ja of nee" in lines
    assert not any(";N03;" in line for line in lines)
