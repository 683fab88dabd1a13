"""The findings of the norms (measures 9) for who can act on them: a page and a workbook per gemeente, inside the department."""

from __future__ import annotations

from pathlib import Path

from zow.report.norms.content import Norm, overview
from zow.report.reading import Row

TEMPLATES = Path(__file__).parent / "templates"


def write(environment: object, folder: Path, version: Row, place: Row, naam: str, norms: list[Norm]) -> list[Path]:
    """See `zow.report.norms.files.write`."""
    from zow.report.norms.files import write as write_both  # openpyxl takes time to import: who only reads the page does without

    return write_both(environment, folder, version, place, naam, norms)


__all__ = ["TEMPLATES", "overview", "write"]
