"""Render the report of a version: what every publication has here, the rest in the package of its name."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

from zow import policy
from zow.errors import ZowError
from zow.report import catalogus, norms, providers, revisies, toelichting
from zow.report.reading import Reader, Row
from zow.report.shared.context import Context
from zow.report.shared.environment import TEMPLATES, templates

DATABASE = "sociaal_domein.duckdb"
NEEDED = ("publicatie", "periode", "versie", "peilmoment", "gepubliceerd_op", "gestart_door", "git_commit", "gemeenten")
PUBLICATIONS = ("monitor", "effectmeting", "clientervaring", "verantwoording")


def render(version_dir: Path) -> Path:
    """Write `<version_dir>/report/`: the pages of the publication that version.json names (`zow.report.<publicatie>`), of every gemeente
    that was rebuilt `normen/<gemeentecode>.html` and `.xlsx` and its pages in `aanbieders/`, and `catalogus/`. Returns the path of
    `index.html`, which is written last. Reads only `<version_dir>/sociaal_domein.duckdb` and `version.json`, the definitions in the
    dbt project and the toelichting (`zow.report.toelichting`).

    Raises ZowError (Dutch) when one of the two files or a mart that the report needs is missing or version.json lacks a key. Tables
    of core and meta that are missing are named in the report."""
    version = _version(version_dir / "version.json")
    with policy.using(version.get("beleid", [])):
        return _render(version_dir, version)


def _render(version_dir: Path, version: Row) -> Path:
    package = importlib.import_module(f"zow.report.{version['publicatie']}")
    with Reader(version_dir / DATABASE, package.MARTS) as reader:
        places = [{**place, "naam": reader.name(place["gemeentecode"]) or place["gemeentecode"]} for place in version["gemeenten"]]
        environment = templates(package.TEMPLATES, norms.TEMPLATES, providers.TEMPLATES, revisies.TEMPLATES)
        environment.globals["aanbieder_pagina"] = providers.href
        context = Context(
            version=version, reader=reader, folder=version_dir / "report", environment=environment,
            rebuilt=tuple({**place, "normen": norms.overview(reader, place)} for place in places if place["herkomst"] == "nieuw"),
            carried=tuple(place for place in places if place["herkomst"] != "nieuw"),
            toelichting=toelichting.load(version_dir, version, reader))
        for place in context.rebuilt:
            if place["normen"] is not None:
                norms.write(context.environment, context.folder / "normen", version, place, place["naam"], place["normen"])
        providers.write(context)
        revisies.write(context)
        catalogus.write(context.folder / catalogus.FOLDER, context.name)
        return package.write(context)


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
    if version["publicatie"] not in PUBLICATIONS:
        raise ZowError(f"Van publicatie {version['publicatie']} wordt geen rapport gemaakt.", str(path),
                       f"Er zijn rapporten van {', '.join(PUBLICATIONS)}.")
    return version


__all__ = ["TEMPLATES", "render", "templates"]
