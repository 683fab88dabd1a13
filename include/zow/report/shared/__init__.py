"""What the reports of the publications share: the context of a version, the parts that every report has, the style, the charts.

A publication's package (`zow.report.<publicatie>`) has

- `MARTS`: the marts without which its report cannot be made;
- `TEMPLATES`: its folder of Jinja templates, which extend `basis.html.j2` and use the macros of `delen.html.j2`;
- `write(context) -> Path`: writes `report/index.html` and the pages beside it with `context.page(...)`; returns the index.
"""
