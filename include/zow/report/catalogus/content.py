"""What the page of a figure says, from the dbt project and the policy seeds; nothing is written here twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zow import policy
from zow.figures import Figure, Model, lineage, statement
from zow.report.norms import texts

Row = dict[str, str]
THEMES = {"bijstand": "Bijstand", "effectmeting": "Effectmeting en aanbieders", "geld": "Geld", "rechtmatigheid": "Rechtmatigheid",
          "werkt": "Wat werkt", "benchmark": "Vergelijking met andere gemeenten", "indicatoren": "Indicatoren",
          "revisies": "Wat er veranderde"}
UNITS = {"aantal": "aantal", "aandeel": "aandeel (0 tot en met 1)", "gemiddelde": "gemiddelde", "euro": "euro", "jaar": "jaar"}


@dataclass(frozen=True)
class Page:
    """One figure for the template. `formules` are the counts of an indicator as SQL, `uitdrukkingen` how the SQL of a mart works out
    its column; `waarden` and `doelen` rows of the policy seeds, `normen` what a count of findings is about; `kern` the core tables,
    `bronnen` the source files; `toetsen` the models with unit tests, those of the figure itself first."""

    cijfer: Figure
    naam: str
    themas: tuple[str, ...]
    formules: tuple[lineage.Formula, ...]
    uitdrukkingen: list[str]
    waarden: list[Row]
    doelen: list[Row]
    sql: tuple[str, ...]
    kern: tuple[Model, ...]
    bronnen: tuple[tuple[str, str], ...]
    toetsen: tuple[Model, ...]
    normen: list[Row]

    @property
    def file(self) -> str:
        return f"{self.cijfer.id}.html"

    @property
    def tabel(self) -> str:
        """What it stands under within its theme: its mart; an indicator (empty) stands right under the theme."""
        return "" if self.cijfer.indicators else self.cijfer.mart.model.name


def pages(figures: dict[str, Figure], dbt_project: Path) -> list[Page]:
    """A page for each of `figures`, in their order."""
    nodes = lineage.graph(dbt_project, lineage.state(dbt_project))
    seeds = policy.tables(dbt_project)
    return [_page(figure, nodes, seeds) for figure in figures.values()]


def name(figure: Figure) -> str:
    """The name of a figure in Dutch: that of the indicator, or its column in words."""
    if figure.indicators:
        return " / ".join(dict.fromkeys(indicator.naam for indicator in figure.indicators))
    return figure.column.name.replace("_", " ").capitalize()


def themes(figure: Figure) -> tuple[str, ...]:
    """The themes of a figure: the folder of its mart, of an indicator with each profile that has it."""
    folder = Path(figure.mart.model.sql).parts[2]
    label = THEMES.get(folder, folder.capitalize())
    return tuple(f"{label}: {indicator.profiel}" for indicator in figure.indicators) or (label,)


def _page(figure: Figure, nodes: dict[str, lineage.Node], seeds: dict[str, list[Row]]) -> Page:
    read = [nodes[name] for name in figure.reads]
    own = [*(nodes[name] for name in figure.models), *(node for node in read if node.fragment)]
    models = {model.name: model for model in (figure.mart.model, *figure.mart.fragments, *figure.mart.core)}
    core = tuple(models[node.name] for node in read if node.path.startswith("models/core/"))
    tested = [models[node.name] for node in own if node.name in models]
    return Page(
        cijfer=figure, naam=name(figure), themas=themes(figure),
        formules=tuple(f for node in own for f in node.formulas if f.indicator == figure.id),
        uitdrukkingen=statement.expressions(nodes[figure.models[0]].sql, figure.column.name) if figure.column else [],
        waarden=_values(figure, seeds), doelen=[row for row in seeds["targets"] if row["indicator"] == figure.id],
        sql=tuple(node.path for node in own), kern=core, bronnen=figure.bronnen,
        toetsen=tuple(model for model in (*tested, *core) if model.cases),
        normen=_norms(seeds) if figure.mart.model.name in ("normafwijkingen", "normtoetsing") else [])


def _norms(seeds: dict[str, list[Row]]) -> list[Row]:
    """Every norm that a profile switches on, with what it allows today or did last."""
    limits: dict[str, Row] = {}
    for row in sorted(seeds["norm_values"], key=lambda row: row["geldig_van"]):
        limits.setdefault(row["norm"], {})[row["sleutel"]] = row["waarde"]
    return [{**row, "naam": texts.TEXTS[row["norm"]].naam, "regel": texts.rule(row["norm"], limits.get(row["norm"], {}))}
            for row in sorted(seeds["profile_norms"], key=lambda row: row["norm"])]


def _values(figure: Figure, seeds: dict[str, list[Row]]) -> list[Row]:
    """The rows of the seeds that a figure looks up, each with `van` (what it belongs to)."""
    found = []
    for value in figure.waarden:
        seed = {"profiel": "profile_values", "indicator": "indicator_values", "norm": "norm_values"}[value.kind]
        found += [{"eenheid": "", **row, "van": row[value.kind]} for row in seeds[seed]
                  if row["sleutel"] == (value.sleutel or row["sleutel"]) and (not value.of or row[value.kind] == value.of)]
    return found
