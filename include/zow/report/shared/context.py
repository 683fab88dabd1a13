"""What a publication's report is made from, and the one way to write a page of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from zow import figures, settings
from zow.report.reading import Reader, Row
from zow.report.toelichting import Toelichting


@dataclass(frozen=True)
class Context:
    """One version that is being rendered.

    `version` is version.json, `reader` its database (read-only), `folder` its `report/`, `environment` the templates.
    `rebuilt` and `carried` are the rows of version.json's `gemeenten` with herkomst nieuw and overgenomen, each with `naam` and, when
    rebuilt, `normen` (the list of `zow.report.norms.overview`, None when the version has no norms). `toelichting` holds the texts of the
    beleidsadviseur, `providers` the pages of the aanbieders that were written (`zow.report.providers`)."""

    version: Row
    reader: Reader
    folder: Path
    environment: jinja2.Environment
    rebuilt: tuple[Row, ...]
    carried: tuple[Row, ...]
    toelichting: Toelichting
    providers: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The folder of the version: `effectmeting_2014H2_v3`."""
        return f"{self.version['publicatie']}_{self.version['periode']}_v{self.version['versie']}"

    @cached_property
    def marts(self) -> dict[str, figures.Mart]:
        """The definitions of every mart, by name."""
        return {mart.model.name: mart for mart in figures.load(settings.get().dbt_project)}

    def page(self, path: str, template: str, **values: Any) -> Path:
        """Render `template` with `values` into `report/<path>` (atomically) and return the file. Every template also knows `versie`
        (version.json), `naam` (of the version), `overgenomen` (the gemeenten carried over), `toelichting` and `wortel`, the way from the
        page to `report/` ('' or '../'), to put before a link to another page. Write index.html last: it shows the texts of the
        toelichting that no page has shown."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = self.environment.get_template(template).render(
            versie=self.version, naam=self.name, overgenomen=self.carried, wortel="../" * path.count("/"),
            toelichting=self.toelichting, aanbieder_paginas=self.providers, voorpagina=path == "index.html",
            heeft_revisies=self.reader.has("marts.revisies"), **values)
        draft = target.with_name(f"{target.name}.tmp")
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
        return target
