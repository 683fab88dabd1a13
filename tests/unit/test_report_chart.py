"""zow.report.shared.chart: a chart that may stand on the page, says what it shows and is the same every time."""

from __future__ import annotations

import re

import pytest

from zow.report.shared import chart

ROWS = [{"periode": "2023H1", "waarde": 1066.5, "reeks": "kto"}, {"periode": "2023H2", "waarde": None, "reeks": "kto"},
        {"periode": "2024H1", "waarde": 3, "reeks": "<b>ceo</b>"}]


@pytest.fixture(scope="module")
def drawn():
    import altair as alt

    return alt.Chart(alt.Data(values=ROWS)).mark_line(point=True, clip=True).encode(
        x=alt.X("periode:O", title=None), y=alt.Y("waarde:Q", title="Cijfer"), color=alt.Color("reeks:N", title=None))


def test_a_chart_may_stand_under_the_policy_of_the_page(drawn):
    text = chart.svg(drawn, "Cijfer <b> per halfjaar")
    assert text.startswith('<svg viewBox="')
    assert 'role="img" aria-label="Cijfer &lt;b&gt; per halfjaar"' in text
    assert not re.search(r"<(script|style|image|a|foreignObject)\b|\bstyle=|href|http|\bon\w+=|<b>", text)
    assert len(re.findall(r"\brole=|\baria-", text)) == 2  # of the whole: nothing inside is read out besides it
    # numbers as a Dutch reader writes them, text of the data is text, and no dot for the value that is absent
    words = re.findall(r"<text[^>]*>([^<]*)</text>", text)
    assert {"1.000", "2023H2", "&lt;b&gt;ceo&lt;/b&gt;", "Cijfer"} <= set(words)
    dots = [text.count(f'fill="{colour}"') for colour in chart.SERIES[:2]]
    assert dots == [2, 2]  # of each series its one value and its mark in the legend


def test_two_charts_on_a_page_share_no_id_and_the_same_chart_is_the_same_text(drawn):
    one, other = chart.svg(drawn, "Een"), chart.svg(drawn, "Twee")
    assert one == chart.svg(drawn, "Een")
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (one, other)]
    assert ids[0] and not ids[0] & ids[1]
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= ids[0]


def test_what_may_not_stand_on_the_page_is_refused(drawn):
    import altair as alt

    with pytest.raises(ValueError, match="label"):
        chart.svg(drawn, " ")
    picture = alt.Chart(alt.Data(values=[{"u": "data:image/png;base64,AAAA"}])).mark_image(width=9, height=9).encode(url="u:N")
    with pytest.raises(ValueError, match="<image>"):
        chart.svg(picture, "Een plaatje")
