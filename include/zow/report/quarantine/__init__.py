"""The quarantine for functional administrators: per gemeente a page and a workbook with what is wrong now and how to repair it.

Only the last judged delivery of each kind counts, so a repaired re-delivery clears the page by itself (issue 3 point 4).
"""

from __future__ import annotations

from pathlib import Path


def write_all() -> list[Path]:
    """Write the pages and workbooks of everyone who ever delivered and the index of them; returns what was written. Raises ZowError
    at the end when those of a gemeente could not be read."""
    from zow.report.quarantine.write import write_all as write  # its libraries take time to import: `zow status` does without

    return write()


__all__ = ["write_all"]
