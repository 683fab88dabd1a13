"""zow.report.monitor: what the monitor says of rows of marts, on hand-made rows; the page itself in test_report_monitor_page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from zow.errors import ZowError
from zow.figures import Indicator
from zow.report.monitor import figures, groups, ladder, layout, money, summary, texts, werkt
from zow.report.monitor.figures import Figure, Known

COUNT = Indicator("p", "stages", "Stages", "", ("kwartaal",), ("gestart",), "aantal", "", "S1", "7")
SHARE = Indicator("p", "deel", "Deel", "", ("kwartaal",), ("alle",), "aandeel", "minimaal", "S1", "7")
YEARLY = Indicator("p", "jaarlijks", "Jaarlijks", "", ("jaar",), ("alle",), "aantal", "", "S4", "7b")
KNOWN = Known(date(2021, 1, 1), date(2022, 4, 20), frozenset({("gws", "gws_GM1731_20220420T0230")}), lambda _: [("gws", "clienten")])


def row(indicator: Indicator, periode: str, teller, noemer=None, voorlopig=0, uitsplitsing=None, **more) -> dict:
    waarde = (teller / noemer if noemer else None) if indicator.eenheid == "aandeel" else teller
    return {"profiel": "p", "indicator": indicator.code, "periode": periode, "uitsplitsing": uitsplitsing or indicator.uitsplitsingen[0],
            "waarde": waarde, "teller": teller, "noemer": noemer, "voorlopig": voorlopig, "doel": None, "richting": None,
            "status": "geen_doel", "clausule": "S1 bijlage 3", **more}


def built(indicator: Indicator, *rows: dict, asked: str = "2022K1", known: Known = KNOWN) -> Figure:
    (figure,) = figures.build(list(rows), [indicator], asked, known)
    return figure


def test_a_first_quarter_stands_beside_the_fourth_and_the_first_of_last_year():
    found = built(COUNT, row(COUNT, "2022K1", 8.0), row(COUNT, "2021K4", 5.0), row(COUNT, "2021K1", 8.0))
    assert (found.nu.waarde, found.vorig.waarde, found.jaar_terug.waarde) == (8, 5, 8)
    assert (found.vorig.periode, found.jaar_terug.periode) == ("2021K4", "2021K1")
    assert (found.verschil(found.vorig), found.verschil(found.jaar_terug)) == (3, 0)
    assert found.naam == "Stages: begonnen in het kwartaal"


def test_before_the_first_period_there_is_a_reason_and_no_difference():
    found = built(COUNT, row(COUNT, "2021K1", 8.0), asked="2021K1")
    assert found.vorig.reden == found.jaar_terug.reden == "vóór de eerste periode van deze gemeente (vanaf 1 januari 2021)"
    assert found.verschil(found.vorig) is None


def test_a_period_that_is_not_over_and_one_outside_the_profile_say_so():
    assert "op 20 april 2022 nog niet voorbij" in built(COUNT, asked="2022K2").nu.reden
    assert built(COUNT, asked="2022K1").nu.reden.startswith("staat niet in deze versie")


def test_an_empty_value_names_the_source_without_a_delivery_and_else_the_noemer():
    empty = row(SHARE, "2022K1", 0.0, 0.0)
    sources = [("gws", "clienten"), ("cbs", "waarnemingen"), ("uwv", "arbeidsmarkt")]
    known = Known(KNOWN.rapportage_vanaf, KNOWN.asof, KNOWN.gebruikt, lambda _: sources)
    assert built(SHARE, empty, known=known).nu.reden == "geen waarde; van CBS en UWV (arbeidsmarkt) is op het peilmoment geen levering"
    delivered = KNOWN.gebruikt | {("cbs", "cbs_werkloosheid_20220415T0200"), ("uwv", "uwv_arbeidsmarkt_202203_20220418T0500.csv")}
    known = Known(KNOWN.rapportage_vanaf, KNOWN.asof, delivered, lambda _: sources)
    assert built(SHARE, empty, known=known).nu.reden == "de bron heeft voor deze periode geen waarde"  # not: a noemer of 0
    assert built(SHARE, empty).nu.reden == "noemer 0: er was niets om een deel van te nemen"
    assert built(COUNT, row(COUNT, "2022K1", None)).nu.reden == "de bron heeft voor deze periode geen waarde"


def test_zero_is_a_value():
    found = built(SHARE, row(SHARE, "2022K1", 0.0, 12.0), row(SHARE, "2021K4", 3.0, 12.0))
    assert (found.nu.waarde, found.nu.reden, found.verschil(found.vorig)) == (0, "", Fraction(-1, 4))


def test_a_source_of_one_file_counts_when_that_file_was_delivered():
    known = Known(KNOWN.rapportage_vanaf, KNOWN.asof, frozenset({("uwv", "uwv_indicaties_GM1731_202203_20220410T0400.csv")}),
                  lambda _: [("uwv", "arbeidsmarkt"), ("uwv", "indicaties")])
    assert figures.missing_sources("stages", known) == ["UWV (arbeidsmarkt)"]


def test_provisional_records_are_marked_and_when_all_are_the_figure_is_not_known():
    part = built(SHARE, row(SHARE, "2022K1", 6.0, 12.0, voorlopig=2), row(SHARE, "2021K4", 6.0, 12.0))
    assert (part.nu.onbekend, part.nu.hoogstens, part.verschil(part.vorig)) == (False, Fraction(8, 12), 0)
    whole = built(SHARE, row(SHARE, "2022K1", 0.0, 12.0, voorlopig=12), row(SHARE, "2021K4", 6.0, 12.0))
    assert (whole.nu.onbekend, whole.verschil(whole.vorig)) == (True, None)


def test_year_to_date_is_not_compared_over_new_year():
    known = Known(KNOWN.rapportage_vanaf, KNOWN.asof, KNOWN.gebruikt, KNOWN.bronnen, frozenset({"stages"}))
    rows = [row(COUNT, periode, 5.0) for periode in ("2022K1", "2021K4", "2021K3", "2021K1")]
    over = built(COUNT, *rows, known=known)
    assert (over.vorig.waarde, over.verschil(over.jaar_terug)) == (None, 0)
    assert over.vorig.reden == "telt vanaf 1 januari: 2021K4 ging over een ander jaar"
    within = built(COUNT, *rows, asked="2021K4", known=known)
    assert within.verschil(within.vorig) == 0


@pytest.mark.parametrize(("asked", "year"), [("2022K1", "2021"), ("2021K4", "2021"), ("2021K3", "2020")])
def test_a_yearly_indicator_is_shown_for_the_last_year_that_is_over(asked, year):
    found = built(YEARLY, asked=asked)
    assert (found.nu.periode, found.vorig.periode, found.jaar_terug) == (year, str(int(year) - 1), None)


@pytest.mark.parametrize(("kind", "asked", "period"), [
    ("halfjaar", "2022K1", "2021H2"), ("halfjaar", "2022K2", "2022H1"), ("halfjaar", "2022K3", "2022H1"), ("maand", "2022K1", "2022-03")])
def test_half_years_and_months_too(kind, asked, period):
    assert figures.period_of(Indicator("p", "x", "X", "", (kind,), ("alle",), "aantal", "", "", ""), asked) == period


def test_values_and_differences_are_written_in_their_unit():
    assert [figures.shown(Fraction(value), unit) for value, unit in (
        ("1170", "aantal"), ("2.5", "aantal"), ("0.1285", "aandeel"), ("1763799.91", "euro"), ("4.45", "jaar"),
        ("7.125", "gemiddelde"))] == [
        "1.170", "2,50", "12,9%", "€ 1.763.799,91", "4,5 jaar", "7,13"]
    assert [figures.difference(Fraction(value), unit) for value, unit in (
        ("-3", "aantal"), ("0.034", "aandeel"), ("-0.005", "euro"), ("0.25", "jaar"), ("-0.2", "gemiddelde"))] == [
        "-3", "+3,4 pp", "€ -0,01", "+0,3 jaar", "-0,20"]
    assert figures.shown(None, "euro") == figures.difference(None, "aandeel") == "–"


def test_codes_have_dutch_names():
    names = [texts.uitsplitsing(code) for code in (
        "alle", "lopend", "doelgroep:ioaz", "leeftijd:<27", "duur:>=5", "opleiding:laag", "einddoel:sociaal_vaardig", "WWB")]
    assert names == ["", "lopend op de peildatum", "IOAZ", "leeftijd onder 27 jaar", "uitkeringsduur vanaf 5 jaar", "opleiding laag",
                     "einddoel sociaal vaardig", "WWB"]


def test_quarters_and_the_part_of_the_year():
    assert figures.quarters_through("2022K1", 3) == ["2021K3", "2021K4", "2022K1"]
    assert [figures.elapsed(code) for code in ("2022K1", "2022K4")] == [Fraction(1, 4), 1]


def counts(now: float, before: float | None, code: str = "stages") -> Figure:
    indicator = Indicator("p", code, code.capitalize(), "", ("kwartaal",), ("alle",), "aantal", "", "S1", "7")
    return built(indicator, row(indicator, "2022K1", now), *([] if before is None else [row(indicator, "2021K4", before)]))


def test_moves_leave_out_less_than_the_threshold_and_rank_by_the_root_of_the_number():
    found = summary.moves([counts(460, 400, "groot"), counts(10, 2, "klein"), counts(9, 5, "net_niet"), counts(10, 5, "net_wel"),
                           counts(5, None, "nieuw"), counts(7, 7, "gelijk")], 5)
    assert [(move.figuur.id, move.teken) for move in found] == [("groot", "▲"), ("klein", "▲"), ("net_wel", "▲")]
    assert found[0].tekst == "460; 60 meer dan vorig kwartaal"


def test_a_share_moves_by_the_persons_behind_it_and_says_so_in_points():
    fell = built(SHARE, row(SHARE, "2022K1", 10.0, 100.0), row(SHARE, "2021K4", 15.0, 100.0), row(SHARE, "2021K1", 10.0, 100.0))
    (move,) = summary.moves([fell], 5)
    assert (move.teken, move.tekst) == (
        "▼", "10,0% (10 van 100); 5,0 procentpunt lager dan vorig kwartaal, gelijk aan een jaar eerder")
    assert summary.moves([fell], 6) == []


def test_a_provisional_or_uncountable_figure_does_not_move():
    open_one = built(SHARE, row(SHARE, "2022K1", 0.0, 40.0, voorlopig=40), row(SHARE, "2021K4", 30.0, 40.0))
    rate = built(SHARE, row(SHARE, "2022K1", 0.075, 3.0), row(SHARE, "2021K4", 0.9, 3.0))
    assert summary.moves([open_one, rate], 1) == []


def test_what_is_provisional_and_can_undo_a_change_is_no_news():
    """21 of 100 that can still become 50 of 100 is not less than 40 of 100; one that can become 39 is."""
    for open_ones, news in ((29, []), (19, []), (18, ["▼"])):
        now = row(SHARE, "2022K1", 21.0, 100.0, voorlopig=open_ones)
        assert [move.teken for move in summary.moves([built(SHARE, now, row(SHARE, "2021K4", 40.0, 100.0))], 5)] == news
    before = row(SHARE, "2021K4", 21.0, 100.0, voorlopig=29)
    assert summary.moves([built(SHARE, row(SHARE, "2022K1", 40.0, 100.0), before)], 5) == []
    both = built(SHARE, row(SHARE, "2022K1", 60.0, 100.0), before, row(SHARE, "2021K1", 90.0, 100.0, voorlopig=5))
    assert "lager dan een jaar eerder" in summary.sentence(both) and "hoger dan vorig kwartaal" in summary.sentence(both)
    unsure = built(SHARE, row(SHARE, "2022K1", 40.0, 100.0), before, row(SHARE, "2021K1", 90.0, 100.0))
    assert summary.sentence(unsure) == "40,0% (40 van 100); 50,0 procentpunt lager dan een jaar eerder"


def target(teller: float, doel: float, richting: str, status: str) -> Figure:
    return built(SHARE, row(SHARE, "2022K1", teller, 100.0, doel=doel, richting=richting, status=status))


def test_targets_by_status_with_the_distance_in_words():
    above, below, at = (target(60.0, 0.5, "minimaal", "gehaald"), target(60.5, 0.5, "maximaal", "niet_gehaald"),
                        target(50.0, 0.5, "minimaal", "gehaald"))
    found = summary.targets([above, below, at, counts(1, 1)])
    assert {status: len(each) for status, each in found.items()} == {"gehaald": 2, "niet_gehaald": 1, "geen_doel": 1}
    assert [summary.distance(each) for each in (above, below, at)] == [
        "10,0 procentpunt boven het doel van ten minste 50,0%", "10,5 procentpunt boven het doel van hoogstens 50,0%",
        "precies op het doel van ten minste 50,0%"]


def test_notes_name_gaps_provisional_figures_and_what_nobody_explained():
    empty = built(SHARE, row(SHARE, "2022K1", 0.0, 0.0))
    open_one = built(COUNT, row(COUNT, "2022K1", 4.0, voorlopig=1))
    said = [note.tekst for note in summary.notes([empty, open_one], None, [], [], lambda _: 0, told=False)]
    assert said == ["1 cijfer is nog voorlopig: stages: begonnen in het kwartaal.", "1 cijfer ontbreekt: deel.",
                    "Een beleidsadviseur heeft nog geen toelichting geschreven (S1 9.2: weergeven en analyseren)."]
    assert summary.notes([counts(3, 3)], [], [], [], lambda _: 0, told=True) == []


def post(deel: str | None, begroot: str, besteed: str, open_: str, code: str | None = "PB1") -> dict:
    return {"deel": deel, "budgetpost": code, "begroot": Decimal(begroot), "gerealiseerd_grootboek": Decimal(besteed),
            "gerealiseerd_gws": Decimal(0), "openstaande_verplichtingen": Decimal(open_),
            "beschikbaar": Decimal(begroot) - Decimal(besteed) - Decimal(open_), "uitputting_aandeel": None}


def test_money_adds_up_to_the_cent_and_names_what_is_over():
    posts = [post("wsw", "100.10", "50.05", "50.05"), post("wsw", "0.00", "0.01", "0.00", None), post(None, "0.00", "7.00", "0.00", "X")]
    wsw, rest = money.parts(posts)
    assert (wsw.naam, wsw.som["begroot"], wsw.som["beschikbaar"]) == ("Wsw", Decimal("100.10"), Decimal("-0.01"))
    assert wsw.som["uitputting_aandeel"] == Fraction(10011, 10010)
    assert (rest.naam, rest.som["uitputting_aandeel"]) == ("Zonder begrotingspost", None)
    assert [each["budgetpost"] for each in money.overspent(posts)] == ["X", None]
    (note,) = summary.notes([], [], money.overspent(posts), [], lambda _: 0, told=True)
    assert note.tekst == "Op X en 1 andere post is meer besteed en vastgelegd dan begroot; het tekort op X is € 7,00."


def test_kinds_of_cost_beside_quarters_without_figures():
    rows = [{"periode": "2022K1", "kostensoort": "extern", "bedrag": Decimal("10.00")},
            {"periode": "2021K4", "kostensoort": "extern", "bedrag": Decimal("12.50")}]
    extern = money.kinds(rows, "2022K1", "2021K4", "2021K1")[0]
    assert (extern["verschil"], extern["jaar_terug"], extern["verschil_jaar"]) == (Decimal("-2.50"), None, None)
    assert money.kinds(rows[1:], "2022K1", "2021K4", "2021K1") == []


def test_ladder_counts_who_rose_fell_stayed_and_was_not_measured_twice():
    rows = [{"maanden": 3, "trede_toen": then, "trede_nu": now, "personen": n}
            for then, now, n in ((1, 2, 4), (2, 2, 10), (3, 2, 1), (None, 3, 5), (2, None, 2), (None, None, 3))]
    (matrix,) = ladder.matrices(rows)
    assert (matrix.gestegen, matrix.gelijk, matrix.gedaald, matrix.onbekend, matrix.totaal) == (4, 10, 1, 10, 25)
    assert (matrix.row_total(2), matrix.column_total(None), matrix.aandeel_gestegen) == (12, 5, Fraction(4, 15))
    assert [matrix.direction(*cell) for cell in ((1, 2), (2, 1), (2, 2), (None, 2))] == ["gestegen", "gedaald", "gelijk", "onbekend"]
    (note,) = summary.notes([], [], [], [matrix], lambda _: 0, told=True)
    assert note.tekst == "Van 5 personen in de bijstand is nog nooit een trede gemeten (20,0%)."


def test_changes_of_a_period_end_with_their_sum():
    rows = [{"periode": "2022K1", "trajectdoel": goal, "gestegen": n, "gelijk": 1} for goal, n in (("werk", 2), ("zorg", 3))]
    assert ladder.changes(rows, "2022K1")[-1] == {"periode": "2022K1", "trajectdoel": "totaal", "gestegen": 5, "gelijk": 2}
    assert ladder.changes(rows, "2021K4") == []


def worked(code: str, goal: str, group: str, teller: int, noemer: int) -> dict:
    return {"voorziening_code": code, "omschrijving": None if code == "X" else f"Naam {code}", "trajectdoel": goal, "doelgroep": group,
            "teller": teller, "clienten_beeindigd": noemer, "voorlopig": None if not noemer else 0, "wilson_laag": 0.1, "wilson_hoog": 0.9}


def test_only_a_noemer_from_the_threshold_on_is_drawn():
    found = werkt.effects([worked("B", "werk", "alle", 2, 5), worked("A", "zorg", "alle", 4, 9), worked("X", "werk", "alle", 3, 4),
                           worked("B", "werk", "ioaz", 5, 6), worked("geen_instrument", "geen", "alle", 0, 0)], 5)
    assert [e.label for e in werkt.drawn(found)] == ["Naam B, werk", "Naam A, zorg"]
    assert [(e.voorziening, e.klein, e.aandeel) for e in found if e.doelgroep == "alle"] == [
        ("B", False, Fraction(2, 5)), ("X", True, Fraction(3, 4)), ("A", False, Fraction(4, 9)), ("geen_instrument", False, None)]
    (b, x) = werkt.matrix(found, "werk", ["alle", "ioaz"])
    assert [cell and cell.noemer for _, cell in b["cellen"]] == [5, 6]
    assert [cell and cell.noemer for _, cell in x["cellen"]] == [4, None]


def test_a_doelgroep_is_a_part_of_everyone_and_a_quarter_without_figures_is_a_gap():
    stand = Indicator("standaard", "bijstand_personen", "Personen", "", ("kwartaal",), ("alle", "doelgroep:ioaz", "doelgroep:wiw"),
                      "aantal", "", "S2 2.1", "1")
    rows = [{**row(stand, "2022K1", n, uitsplitsing=split), "profiel": "standaard"}
            for split, n in (("alle", 40.0), ("doelgroep:ioaz", 10.0), ("doelgroep:wiw", 0.0))]
    found = groups.groups(figures.build(rows, [stand], "2022K1", KNOWN), rows, {"wiw": "S1 4.1.11"}, ["2021K4", "2022K1"])
    assert [(group.code, group.clausule) for group in found] == [("wiw", "S1 4.1.11"), ("ioaz", "")]
    assert (found[1].aandelen, found[0].aandelen[0]) == ((Fraction(1, 4), None, None), 0)
    assert found[1].verloop == (("2021K4", None, None), ("2022K1", 10, Fraction(1, 4)))


def benchmark(year: int, own: bool, volume: float | None, code: str = "GM0342") -> dict:
    return {"jaar": year, "groep": "g", "is_eigen": own, "gemeentecode": code, "volume_verandering": volume, "instroom_aandeel": None,
            "uitstroom_aandeel": None}


def test_benchmark_takes_the_last_year_with_an_own_figure_and_else_shows_the_gap():
    rows = [benchmark(2010, True, None), benchmark(2009, True, 0.1), benchmark(2009, False, 0.2, "GM0556"), benchmark(2011, True, 0.3)]
    (found,) = groups.comparisons(rows, 2010)
    assert (found.jaar, [peer["gemeentecode"] for peer in found.peers]) == (2009, ["GM0556"])
    (gap,) = groups.comparisons(rows[:1], 2010)
    assert (gap.jaar, gap.peers) == (2010, ())
    assert groups.comparisons(rows, 2008) == []


def test_a_layout_that_names_a_figure_twice_or_lacks_a_word_is_refused(tmp_path):
    file = tmp_path / "opzet.yaml"
    goal = "{nummer: 1, titel: Doel, clausule: S1, figuren: [stages]}"
    file.write_text(f"p: {{doelen: [{goal}, {goal}]}}", encoding="utf-8")
    with pytest.raises(ZowError, match="onder meer dan een doel: stages"):
        layout.load("p", file)
    file.write_text("p: {doelen: [{nummer: 1, titel: Doel}]}", encoding="utf-8")
    with pytest.raises(ZowError, match="ontbreekt 'clausule'"):
        layout.load("p", file)
    assert layout.load("other", file).doelen == ()
