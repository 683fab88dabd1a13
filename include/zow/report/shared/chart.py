"""Charts as static, inline SVG: no script, no style attribute, no outside source, so that they stand under the policy of the page.

    import altair as alt
    from zow.report.shared import chart

    rows = [{"periode": "2023H1", "cijfer": 7.1}, {"periode": "2023H2", "cijfer": 6.9}]
    drawn = alt.Chart(alt.Data(values=rows)).mark_line(point=True).encode(
        x=alt.X("periode:O", title=None), y=alt.Y("cijfer:Q", title="Rapportcijfer"))
    context.page("index.html", "monitor.html.j2", beeld=chart.svg(drawn, "Rapportcijfer: 7,1 in 2023H1, 6,9 in 2023H2"))

In the template the same figures stand beside it as a table (whoever cannot see the chart reads that), through the macro `grafiek`:

    {% call t.grafiek("kto", "Rapportcijfer per halfjaar", beeld) %}
    {% call t.tabel("kto-tabel", "Rapportcijfer") %}...{% endcall %}
    {% endcall %}

A row whose value is None is left out of a line: a gap, never a zero. Two series differ in colour and in dash or shape: `SERIES`,
`DASHES`. Import altair where a chart is made, not at the top of a module: it takes more than a second.
"""

from __future__ import annotations

import re
import zlib
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

# Colours of the house that can be told apart without seeing colour (dark, middle, light) and in print.
BLUE, GOLD, GREY, RED = "#12466e", "#d9a441", "#7d8894", "#a12020"
SERIES = [BLUE, "#9a6b00", GREY, "#5b8fb9"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]
WIDTH, HEIGHT = 460, 240

_SVG = "http://www.w3.org/2000/svg"
_INK, _SOFT, _LINE = "#1b2530", "#4a5866", "#c9d1d9"
_CONFIG = {
    "font": "Segoe UI, Liberation Sans, Arial, sans-serif",
    "background": None,
    "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": HEIGHT, "discreteWidth": WIDTH, "discreteHeight": HEIGHT},
    "axis": {"labelColor": _INK, "titleColor": _SOFT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
             "gridColor": _LINE, "domainColor": _SOFT, "tickColor": _SOFT, "labelLimit": 260},
    "axisX": {"labelAngle": 0, "grid": False},
    "legend": {"labelColor": _INK, "titleColor": _SOFT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
               "orient": "bottom", "columns": 3, "labelLimit": 260, "symbolStrokeWidth": 2},
    "range": {"category": SERIES},
    "line": {"color": BLUE, "strokeWidth": 2},
    "point": {"color": BLUE, "filled": True, "size": 50},
    "bar": {"color": BLUE},
    "rule": {"color": _SOFT},
    "rect": {"color": BLUE},
    "text": {"color": _INK, "fontSize": 12},
}
_ALLOWED = {"svg", "g", "path", "rect", "line", "circle", "ellipse", "polygon", "polyline", "text", "tspan", "defs", "clipPath",
            "linearGradient", "stop", "pattern"}
_INNER = ("class", "role", "aria-", "pointer-events")  # Vega's own; the label of the whole is what a screen reader says


def svg(chart: Any, label: str) -> Markup:
    """The Altair chart as one `<svg role="img">` with `label` as its text alternative: say in it what the chart shows. Numbers are
    written as a Dutch reader writes them; the width follows the column that it stands in. Raises ValueError without a label, or when
    the chart holds something that the page may not have (a picture, a link)."""
    import vl_convert

    if not label.strip():
        raise ValueError("a chart needs a label that says what it shows")
    spec = chart.to_dict()
    spec["config"] = _merged(_CONFIG, {key: value for key, value in spec.get("config", {}).items() if key != "view"})
    drawn = vl_convert.vegalite_to_svg(spec, format_locale="nl-NL", time_format_locale="nl-NL")
    return _clean(drawn, label)


def _merged(base: dict, own: dict) -> dict:
    return {**base, **{key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
                       for key, value in own.items()}}


def _clean(drawn: str, label: str) -> Markup:
    root = ElementTree.fromstring(drawn)  # noqa: S314 - made by our own renderer
    # Vega counts its clips on from chart to chart: here the same chart is the same text, and no two on a page share an id
    names = list(dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn)))
    nameless = re.sub(r'(\bid="|url\(#)[^")]+', r"\1", drawn)
    mark = f"{zlib.crc32((label + nameless).encode()):08x}"
    ids = {name: f"b{mark}-{number}" for number, name in enumerate(names)}
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{_SVG}}}")
        if name not in _ALLOWED:
            raise ValueError(f"a chart may not hold <{name}>")
        element.tag = name
        for key in [key for key in element.attrib if key.startswith(_INNER) or key == "style"]:
            if key == "style":
                element.attrib.update(_presentation(element.attrib[key]))
            del element.attrib[key]
        for key, value in element.attrib.items():
            element.attrib[key] = ids[value] if key == "id" else re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{ids[found[1]]})", value)
    width, height = root.attrib["width"], root.attrib["height"]
    root.attrib = {"viewBox": root.attrib["viewBox"], "width": width, "height": height, "role": "img", "aria-label": label,
                   "class": "beeld"}
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False))  # noqa: S704 - escaped by ElementTree


def _presentation(style: str) -> dict[str, str]:
    """A style attribute as presentation attributes, which the policy of the page allows."""
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}
