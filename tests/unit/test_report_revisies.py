"""The page "wat is er veranderd": every figure in its own unit, and what may explain that it moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from zow.report.reading import Reader
from zow.report.revisies import TEMPLATES, content
from zow.report.shared.environment import templates

VERSION = {"publicatie": "effectmeting", "periode": "2014H1", "versie": 2, "git_commit": "nu"}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    path = tmp_path / "versie.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema marts; create schema meta")
        con.execute("create table marts.effectmeting (succesvol bigint, betaalde_kosten decimal(18,2))")
        con.execute("create table marts.uitputting (uitputting_aandeel double, begroot decimal(18,2))")
        con.execute("""create table marts.revisies as select 'GM0171' as gemeentecode, 'effectmeting' as publicatie, 1::bigint as versie,
            '2014H1' as periode, r.* from (values
            ('effectmeting.succesvol', 'totaal', 3, 4, 1, 2, 1, 0), ('effectmeting.succesvol', 'diagnose', 3, 3, 0, 2, 1, 0),
            ('effectmeting.betaalde_kosten', 'totaal', 1088000.10, 1087999.95, -0.15, 0, 0, 0),
            ('uitputting.uitputting_aandeel', 'P1', 0.5, 0.625, 0.125, 0, 0, 1), ('duurzaam_aandeel', 'alle', null, 0.5, null, 1, 0, 0),
            ('uitputting.begroot', 'P2', null, 0, null, 0, 0, 0),
            ('verdwenen.kolom', 'x', 2, null, null, null, null, null))
            r(indicator, uitsplitsing, waarde_toen, waarde_nu, verschil, records_toegevoegd, records_gewijzigd, records_vervallen)""")
        con.execute("""insert into marts.revisies by name select 'GM0171' as gemeentecode, 'monitor' as publicatie, 3 as versie,
            '2014K1' as periode, 'bijstand_personen' as indicator, 'alle' as uitsplitsing, 5 as waarde_toen, 5 as waarde_nu,
            0 as verschil, 0 as records_toegevoegd, 0 as records_gewijzigd, 0 as records_vervallen""")
        con.execute("""create table meta.publicaties as select * from (values
            ('effectmeting', '2014H1', 1, timestamp '2014-08-01 07:00', '2014-07-31', 'toen', 'vervangen'),
            ('monitor', '2014K1', 3, timestamp '2014-09-01 07:00', '2014-08-31', 'nu', 'actueel'))
            p(publicatie, periode, versie, gepubliceerd_op, peilmoment, git_commit, status)""")
    with Reader(path) as opened:
        yield opened


def test_what_moved_in_its_own_unit(reader: Reader) -> None:
    newest, older = content.publications(reader, VERSION, "GM0171")
    assert (newest["publicatie"], newest["vergeleken"], newest["bewogen"], newest["code_veranderd"]) == ("monitor", 1, [], False)
    assert (older["vergeleken"], older["code_veranderd"], older["zonder_records"]) == (7, True, 1)
    assert [(r["indicator"], r["toen"], r["nu"], r["verschil"], r["records"]) for r in older["bewogen"]] == [
        ("duurzaam_aandeel", "–", "50,0%", "–", "1 / 0 / 0"),
        ("effectmeting.betaalde_kosten", "€ 1.088.000,10", "€ 1.087.999,95", "€ -0,15", "0 / 0 / 0"),
        ("effectmeting.succesvol", "3", "4", "+1", "2 / 1 / 0"),
        ("uitputting.begroot", "–", "€ 0,00", "–", "0 / 0 / 0"),  # its row came through a record of another file
        ("uitputting.uitputting_aandeel", "50,0%", "62,5%", "+12,5", "0 / 0 / 1"),
        ("verdwenen.kolom", "2,00", "–", "–", "–")]
    assert content.publications(reader, VERSION, "GM0090") == []


def test_a_version_that_the_log_does_not_know(reader: Reader) -> None:
    reader.tables.pop("meta.publicaties")
    assert [(p["gepubliceerd_op"], p["code_veranderd"]) for p in content.publications(reader, VERSION, "GM0171")] == [(None, False)] * 2


def test_page_links_each_figure_that_is_known(reader: Reader) -> None:
    page = templates(TEMPLATES).get_template("revisies.html.j2").render(
        versie=VERSION | {"peilmoment": "2014-09-30", "gepubliceerd_op": "2014-10-01T07:00:00", "gestart_door": "x"}, naam="v",
        wortel="../",
        plaats={"gemeentecode": "GM0171", "naam": "Noordoostpolder", "peilmoment": "2014-09-30"}, voorpagina=False,
        publicaties=content.publications(reader, VERSION, "GM0171"), overgenomen=(), aanbieder_paginas=set(), heeft_revisies=True)
    assert 'href="../catalogus/effectmeting.succesvol.html"' in page and "verdwenen.kolom" in page
    assert "Van 7 cijfers bewogen er 6." in page and "1 cijfer bewoog zonder dat een record veranderde" in page
