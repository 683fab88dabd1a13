"""A workbook recalculated by LibreOffice, as a reader's spreadsheet program does (Debian's libreoffice-calc, without recommends)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl


def recalculated(scratch: Path, *workbooks: Path) -> list[openpyxl.Workbook]:
    """The values of each of `workbooks` after every formula was calculated. Fails, and does not skip, on a machine without LibreOffice: a
    check tab that nobody recalculates proves nothing."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: apt-get install --no-install-recommends libreoffice-calc (make test does it as root)"
    out = scratch / "herrekend"
    # a profile of its own: two at a time, or one that the user has open, would block each other
    subprocess.run([office, f"-env:UserInstallation={(scratch / 'profiel').as_uri()}", "--headless", "--convert-to", "xlsx",
                    "--outdir", str(out), *map(str, workbooks)], check=True, capture_output=True, timeout=1200)
    return [openpyxl.load_workbook(out / workbook.name, data_only=True) for workbook in workbooks]


def verdicts(book: openpyxl.Workbook) -> dict[tuple[str, str], str]:
    """The check tab: (tab, what) -> groen or rood."""
    return {(row[0], row[1]): row[5] for row in book["Controle"].iter_rows(min_row=2, values_only=True)}
