"""Render the page: fill the template, write it beside the database."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import jinja2
from markupsafe import Markup

from zow import figures, settings
from zow.errors import ZowError
from zow.report import content, dutch, norms
from zow.report.reading import MARTS, Reader, Row

TEMPLATES = Path(__file__).parent / "templates"
DATABASE = "sociaal_domein.duckdb"
NEEDED = ("publicatie", "periode", "versie", "peilmoment", "gepubliceerd_op", "gestart_door", "git_commit", "gemeenten")


def render(version_dir: Path) -> Path:
    """Write `<version_dir>/report/index.html`, and `report/normen/<gemeentecode>.html` and `.xlsx` of every gemeente that was
    rebuilt, and return the path of the index. Reads only `<version_dir>/sociaal_domein.duckdb` and
    `version.json`, and the definitions of the marts in the dbt project.

    Raises ZowError (Dutch) when one of the two files or a mart is missing or version.json lacks a key. Tables of core
    and meta that are missing are named in the report."""
    version = _version(version_dir / "version.json")
    with Reader(version_dir / DATABASE) as reader:
        fresh = [place for place in version["gemeenten"] if place["herkomst"] == "nieuw"]
        rebuilt = [{**content.gemeente(reader, version, place), "normen": norms.overview(reader, place)} for place in fresh]
        carried = [{**place, "naam": reader.name(place["gemeentecode"]) or place["gemeentecode"]}
                   for place in version["gemeenten"] if place["herkomst"] != "nieuw"]
    marts = {mart.model.name: mart for mart in figures.load(settings.get().dbt_project)}
    text = _page(version, rebuilt, carried, [marts[name] for name in MARTS if name in marts])
    target = version_dir / "report" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    environment = templates(norms.TEMPLATES)
    for place, shown in zip(fresh, rebuilt, strict=True):
        if shown["normen"] is not None:
            norms.write(environment, target.parent / "normen", version, place, shown["naam"], shown["normen"])
    draft = target.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
    return target


def _version(path: Path) -> Row:
    try:
        version = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ZowError(f"De gegevens van de versie zijn niet te lezen: {error}", str(path),
                       "Publiceer opnieuw met zow publish.") from error
    missing = [key for key in NEEDED if key not in version]
    if missing:
        raise ZowError(f"In de gegevens van de versie ontbreekt {', '.join(missing)}.", str(path),
                       "Publiceer opnieuw met zow publish.")
    return version


def templates(*folders: Path) -> jinja2.Environment:
    """The templates in `folders` and those of the reports: everything escaped, the Dutch filters, and the style sheet of the
    house as `stijl` with a policy (`csp`) that allows nothing else."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    # No script, no image, no font, no style attribute: the page may use this one style sheet and nothing else.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, TEMPLATES]), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)
    environment.filters.update({name: getattr(dutch, name) for name in (
        "getal", "euro", "procent", "verschil", "euro_verschil", "procentpunt", "datum", "moment", "periode")})
    environment.globals.update(
        stijl=Markup(style),  # noqa: S704 - our own file, not input
        csp=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
    return environment


def _page(version: Row, rebuilt: list[Row], carried: list[Row], marts: list[figures.Mart]) -> str:
    return templates().get_template("effectmeting.html.j2").render(
        versie=version, naam=f"{version['publicatie']}_{version['periode']}_v{version['versie']}",
        gemeenten=rebuilt, overgenomen=carried, marts=marts, resultaten=content.RESULTATEN, getoond=content.LISTED)
