"""Periods and peilmomenten (measures 0)."""

from datetime import date, datetime

import pytest

from zow.errors import UsageError
from zow.periods import parse, parse_moment, require_kind


@pytest.mark.parametrize(("code", "kind", "van", "tot"), [
    ("2014", "jaar", date(2014, 1, 1), date(2014, 12, 31)),
    ("2014H1", "half", date(2014, 1, 1), date(2014, 6, 30)),
    ("2014H2", "half", date(2014, 7, 1), date(2014, 12, 31)),
    ("2014K1", "kwartaal", date(2014, 1, 1), date(2014, 3, 31)),
    ("2014K4", "kwartaal", date(2014, 10, 1), date(2014, 12, 31)),
    ("2012-02", "maand", date(2012, 2, 1), date(2012, 2, 29)),
    ("2014-12", "maand", date(2014, 12, 1), date(2014, 12, 31)),
])
def test_a_period_has_its_first_and_last_day(code, kind, van, tot):
    period = parse(code)
    assert (period.kind, period.van, period.tot) == (kind, van, tot)


@pytest.mark.parametrize("code", ["2014H3", "2014K0", "2014K5", "2014-13", "2014-00", "14", "2014h1", "", "2014H1x"])
def test_anything_else_is_refused_with_how_to_write_it(code):
    with pytest.raises(UsageError, match="2014H1"):
        parse(code)


def test_a_publication_is_made_for_one_kind_of_period():
    require_kind(parse("2014H1"), "half", "effectmeting")
    with pytest.raises(UsageError, match="effectmeting"):
        require_kind(parse("2014"), "half", "effectmeting")


def test_a_peilmoment_is_a_whole_day_or_a_whole_minute():
    assert parse_moment("2014-07-21") == datetime(2014, 7, 21, 23, 59, 59)
    assert parse_moment("2014-07-21T03:00") == datetime(2014, 7, 21, 3, 0, 59)


@pytest.mark.parametrize("text", ["21-07-2014", "2014-02-30", "2014-07-21T25:00", "2014-07-21 03:00", "nu"])
def test_a_peilmoment_in_another_form_is_refused(text):
    with pytest.raises(UsageError, match="jjjj-mm-dd"):
        parse_moment(text)
