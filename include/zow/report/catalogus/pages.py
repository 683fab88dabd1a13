"""Write the catalogue."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from zow import figures, settings
from zow.errors import ZowError
from zow.periods import now
from zow.report.catalogus import content
from zow.warehouse import planning

FOLDER = "catalogus"
_TEMPLATES = Path(__file__).parent / "templates"


def write(folder: Path, version: str = "") -> Path:
    """Write `index.html` and a page for every figure into `folder`, in place of what stood there; returns the index. `version` is the
    version whose report it belongs to, if any. Raises ZowError when the definitions cannot be read."""
    from zow.report.shared.environment import templates

    project = settings.get().dbt_project
    pages = content.pages(figures.every(project), project)
    environment = templates(_TEMPLATES)
    environment.globals.update(naam=version, commit=planning.git_commit(), moment_van=now(), eenheden=content.UNITS)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        one = environment.get_template("cijfer.html.j2")
        for page in pages:
            (draft / page.file).write_text(one.render(p=page), encoding="utf-8")
        themes: dict[str, list[content.Page]] = {}
        for page in pages:
            themes.setdefault(page.thema, []).append(page)
        (draft / "index.html").write_text(environment.get_template("catalogus.html.j2").render(themas=themes), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    except OSError as error:
        raise ZowError(f"De catalogus kan niet worden geschreven: {error.strerror}.", str(folder), "Maak de map beschrijfbaar.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder / "index.html"
