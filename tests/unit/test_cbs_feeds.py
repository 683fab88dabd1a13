"""feeds.yaml and the file that goes over it: what is asked of CBS is configuration, checked, with Dutch messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from zow.cbs import feeds
from zow.cbs.feeds import Quantity
from zow.errors import ZowError
from zow.sample.cbs import FEEDS, tables


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_feeds_of_the_specification(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZOW_CBS_FEEDS", raising=False)
    known = feeds.load()
    assert {name: (f.tabel, f.versie) for name, f in known.items()} == {
        "bijstand_landelijk": ("37789ksz", "v4"), "bijstand_gemeente": ("80794ned", "v3"), "bijstand_stromen_gemeente": ("", "v4"),
        "bevolking": ("03759ned", "v4"), "werkloosheid": ("80590ned", "v4"), "werkloosheid_regio": ("", "v4"),
        "vacatures_regio": ("", "v4"), "preventiequote": ("", "v4"), "gebieden": ("86247NED", "v4")}  # cbs_tables.md
    assert known["bijstand_gemeente"].grootheden["bijstandsontvangers"].maat == "BijstandTotDeAOWLeeftijd_7"
    assert known["gebieden"].grootheden == {}
    assert known["gebieden"].zonder_maat == ("arbeidsmarktregio",)


def test_every_feed_of_the_stand_in_has_its_measures_in_its_table() -> None:
    made = tables(last=2007)
    for feed in feeds.load(FEEDS).values():
        table = made[feed.tabel]
        assert (table.version, feed.zonder_maat) == (feed.versie, ())
        codes = {d.identifier: {c.identifier for c in d.codes} for d in table.dimensions}
        for quantity in feed.grootheden.values():
            assert quantity.measure({m.identifier: m.title for m in table.measures}), (feed.feed, quantity)
            assert all(code in codes[dimension] for dimension, code in quantity.waar.items())
            # (feed, grootheid, regio, periode) is one cell: every other dimension is fixed
            assert set(codes) - {"RegioS", "Perioden"} <= set(quantity.waar)


def test_an_own_file_goes_over_it_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = feeds.load()
    monkeypatch.setenv("ZOW_CBS_FEEDS", str(write(tmp_path, """
feeds:
  bevolking: {filter: "Perioden ge '2020JJ00'"}
  preventiequote: {tabel: "80000NED", versie: v3, grootheden: {preventiequote: {maat: Preventiequote_1, waar: {Geslacht: "3000"}}}}
  werkloosheid: {tabel: ""}
""")))
    known = feeds.load()
    assert (known["bevolking"].tabel, known["bevolking"].filter) == ("03759ned", "Perioden ge '2020JJ00'")
    assert known["bevolking"].grootheden == base["bevolking"].grootheden
    assert (known["preventiequote"].versie, known["preventiequote"].grootheden["preventiequote"]) == (
        "v3", Quantity("preventiequote", "Preventiequote_1", {"Geslacht": "3000"}))
    assert (known["werkloosheid"].tabel, known["werkloosheid"].filter) == ("", "")
    assert known["gebieden"] == base["gebieden"]


def test_another_table_does_not_keep_the_filter_of_the_first(tmp_path: Path) -> None:
    known = feeds.load(write(tmp_path, "feeds: {bevolking: {tabel: '37296ned', grootheden: {inwoners: {maat: Totaal}}}}"))
    assert (known["bevolking"].filter, known["bevolking"].grootheden["inwoners"]) == ("", Quantity("inwoners", "Totaal"))


def test_a_quantity_that_another_table_lacks_is_left_out_in_so_many_words(tmp_path: Path) -> None:
    known = feeds.load(write(tmp_path, """
feeds:
  bijstand_stromen_gemeente:
    tabel: "84066NED"
    grootheden: {bijstandsontvangers: {maat: A}, instroom: {maat: B}, uitstroom: {maat: C}, uitstroom_werk: {maat: ""}}
"""))["bijstand_stromen_gemeente"]
    assert (sorted(known.grootheden), known.zonder_maat) == (["bijstandsontvangers", "instroom", "uitstroom"], ("uitstroom_werk",))


@pytest.mark.parametrize(("text", "told"), [
    ("feeds: [", "geen YAML in UTF-8"), ("[]", "niet precies een sleutel feeds"), ("", "niet precies een sleutel feeds"),
    ("feeds: {}\nextra: 1", "niet precies een sleutel feeds"), ("feeds: []", "niet precies een sleutel feeds"),
    ("feeds: {bevolkin: {}}", "de feed 'bevolkin' bestaat niet"), ("feeds: {bevolking: x}", "feed bevolking is geen reeks"),
    ("feeds: {bevolking: {tabelnummer: x}}", "onbekend bij feed bevolking: tabelnummer"),
    ("feeds: {bevolking: {tabel: 3759}}", "bevolking.tabel is geen tekst"),
    ("feeds: {bevolking: {tabel: 'a/../b'}}", "geen nummer van een tabel"), ("feeds: {bevolking: {versie: v5}}", "'v5' bestaat niet"),
    ("feeds: {bevolking: {versie: }}", "'' bestaat niet"), ('feeds: {bevolking: {filter: "a\\nb"}}', "bevolking.filter is geen tekst"),
    ("feeds: {bevolking: {grootheden: [inwoners]}}", "bevolking.grootheden is geen reeks"),
    ("feeds: {bevolking: {grootheden: {zielen: {maat: x}}}}", "onbekend bij bevolking.grootheden: zielen"),
    ("feeds: {bevolking: {grootheden: {inwoners: {maatje: x}}}}", "onbekend bij bevolking.grootheden.inwoners: maatje"),
    ("feeds: {bevolking: {grootheden: {inwoners: {maat: 90210}}}}", "inwoners.maat is geen tekst"),
    ("feeds: {bevolking: {grootheden: {inwoners: {maat: x, waar: {Leeftijd: 10000}}}}}", "inwoners.waar.Leeftijd is geen tekst"),
    ("feeds: {bevolking: {grootheden: {inwoners: {maat: x, waar: [Leeftijd]}}}}", "inwoners.waar is geen reeks"),
    ("feeds: {bijstand_stromen_gemeente: {tabel: '84066NED', grootheden: {instroom: {maat: B}}}}",
     "de maat van bijstandsontvangers, uitstroom, uitstroom_werk ontbreekt"),
    ("feeds: {bevolking: {versie: v3}}", "leest een andere tabel")])
def test_a_file_that_does_not_fit_is_told(text: str, told: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ZowError) as caught:
        feeds.load(path)
    assert told in caught.value.wat
    assert (caught.value.waar, bool(caught.value.herstel)) == (str(path), True)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOW_CBS_FEEDS", str(tmp_path / "weg.yaml"))
    with pytest.raises(ZowError, match="niet te lezen"):
        feeds.load()


def test_a_measure_is_found_by_code_or_by_a_title_that_occurs_once() -> None:
    titles = {"A1": "Instroom ", "A2": "Totaal", "A3": "Totaal", "Totaal": "Iets anders"}
    assert Quantity("x", "A2").measure(titles) == "A2"
    assert Quantity("x", "Instroom").measure(titles) == "A1"
    assert Quantity("x", "Totaal").measure(titles) == "Totaal"
    assert Quantity("x", "Totaal").measure({"A2": "Totaal", "A3": "Totaal"}) is None
    assert Quantity("x", "Uitstroom").measure(titles) is None
