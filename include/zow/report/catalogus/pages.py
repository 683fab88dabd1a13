"""Write the catalogue."""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from pathlib import Path

import jinja2

from zow import figures, policy, settings
from zow.errors import ZowError
from zow.figures import lineage
from zow.periods import now
from zow.report.catalogus import content
from zow.warehouse import planning

FOLDER = "catalogus"
_TEMPLATES = Path(__file__).parent / "templates"


def write(folder: Path, version: str = "") -> Path:
    """Write `index.html` and a page for every figure into `folder`, in place of what stood there; returns the index. `version` is the
    version whose report it belongs to, if any. Raises ZowError when the definitions cannot be read."""
    project = settings.get().dbt_project
    rendered = _rendered(project, lineage.state(project), policy.in_force(), planning.git_commit())
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        for page, text in rendered:
            (draft / page.file).write_text(text, encoding="utf-8")
        themes: dict[str, list[content.Page]] = {}
        for page, _ in rendered:
            for theme in page.themas:
                themes.setdefault(theme, []).append(page)
        index = _environment(planning.git_commit()).get_template("catalogus.html.j2")
        (draft / "index.html").write_text(index.render(themas=themes, versie_naam=version, nu=now()), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    except OSError as error:
        raise ZowError(f"De catalogus kan niet worden geschreven: {error.strerror}.", str(folder), "Maak de map beschrijfbaar.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder / "index.html"


@lru_cache(maxsize=2)
def _rendered(project: Path, _state: lineage.State, _changes: tuple[policy.Change, ...], commit: str) -> list[tuple[content.Page, str]]:
    """Every page with its text: the same for every version that this state of code and policy makes."""
    one = _environment(commit).get_template("cijfer.html.j2")
    return [(page, one.render(p=page)) for page in content.pages(figures.every(project), project)]


def _environment(commit: str) -> jinja2.Environment:
    from zow.report.shared.environment import templates

    environment = templates(_TEMPLATES)
    environment.globals.update(commit=commit, eenheden=content.UNITS)
    return environment


def write_house() -> Path:
    """Write the catalogue of the house, `reports/catalogus/`, unless it already says what the code and the policy say now. Returns the
    index. Raises PolicyRefused when the changed policy values have a fault."""
    folder = settings.get().reports / FOLDER
    stamp, now_at = folder / ".stand", f"{planning.git_commit()} {planning.fingerprint()}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != now_at:
        write(folder)
        stamp.write_text(now_at, encoding="utf-8")
    return folder / "index.html"
