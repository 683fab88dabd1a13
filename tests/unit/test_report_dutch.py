"""zow.report.dutch: numbers, dates and periods as a Dutch reader writes them."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from zow.errors import UsageError
from zow.report import dutch


@pytest.mark.parametrize(("value", "text"), [
    (Decimal("1088000.00"), "€ 1.088.000,00"),
    (Decimal("0"), "€ 0,00"),
    (Decimal("0.05"), "€ 0,05"),
    (Decimal("999.99"), "€ 999,99"),
    (Decimal("-35974.00"), "€ -35.974,00"),
    (Decimal("123456789012345.67"), "€ 123.456.789.012.345,67"),
    (Fraction(1, 200), "€ 0,01"),  # half a cent goes up
    (Fraction(-1, 200), "€ -0,01"),  # and away from zero
    (Fraction(-1, 300), "€ 0,00"),  # no minus before a zero
    (None, "–"),
])
def test_euro(value, text):
    assert dutch.euro(value) == text


@pytest.mark.parametrize(("value", "text"), [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567"), (-1200, "-1.200"), (None, "–"),
])
def test_getal(value, text):
    assert dutch.getal(value) == text


def test_getal_with_decimals_rounds_half_up():
    assert dutch.getal(Decimal("2.345"), 2) == "2,35"
    assert dutch.getal(2.5) == "3"
    assert dutch.getal(-2.5) == "-3"


@pytest.mark.parametrize(("value", "text"), [
    (Fraction(54, 86), "62,8%"),
    (54 / 86, "62,8%"),
    (0.0625, "6,3%"),  # 6,25 %: a tie goes up, where round() of Python goes to the even 6,2
    (0.0005, "0,1%"),
    (0, "0,0%"), (1, "100,0%"), (1.0, "100,0%"), (None, "–"),
])
def test_procent(value, text):
    assert dutch.procent(value) == text


def test_differences_carry_their_sign():
    assert dutch.verschil(3) == "+3"
    assert dutch.verschil(-2) == "-2"
    assert dutch.verschil(0) == "0"
    assert dutch.verschil(None) == "–"
    assert dutch.euro_verschil(Decimal("1500")) == "€ +1.500,00"
    assert dutch.euro_verschil(Decimal("-0.10")) == "€ -0,10"
    assert dutch.euro_verschil(Decimal("0.00")) == "€ 0,00"
    assert dutch.procentpunt(Fraction(1, 40)) == "+2,5"
    assert dutch.procentpunt(None) == "–"


@pytest.mark.parametrize(("value", "text"), [
    (date(2014, 6, 30), "30 juni 2014"), ("2014-06-30", "30 juni 2014"), (datetime(2014, 1, 1, 3, 0), "1 januari 2014"),
    (None, "–"), ("", "–"), ("onbekend", "onbekend"),
])
def test_datum(value, text):
    assert dutch.datum(value) == text


@pytest.mark.parametrize(("value", "text"), [
    ("2014-08-05T03:00", "5 augustus 2014, 03:00 uur"), (datetime(2014, 12, 31, 23, 59), "31 december 2014, 23:59 uur"),
    ("2014-08-05", "5 augustus 2014"), (date(2014, 8, 5), "5 augustus 2014"), (None, "–"),
    ("een later moment", "een later moment"),
])
def test_moment(value, text):
    assert dutch.moment(value) == text


@pytest.mark.parametrize(("code", "text", "before"), [
    ("2014H1", "eerste halfjaar 2014", "2013H2"), ("2014H2", "tweede halfjaar 2014", "2014H1"),
    ("2014", "heel 2014", "2013"), ("2014K1", "eerste kwartaal 2014", "2013K4"),
    ("2014K4", "vierde kwartaal 2014", "2014K3"), ("2014-01", "januari 2014", "2013-12"),
    ("2014-12", "december 2014", "2014-11"),
])
def test_periode(code, text, before):
    assert dutch.periode(code) == text
    assert dutch.vorige_periode(code) == before


@pytest.mark.parametrize("code", ["", "2014H3", "2014K5", "2014-13", "14H1", "2014Q1"])
def test_no_periode(code):
    with pytest.raises(UsageError, match="geen periode"):
        dutch.periode(code)
