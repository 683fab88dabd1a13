"""The quarantine for functional administrators: per gemeente a page and a workbook with what is wrong now and how to repair it.

Only the last judged delivery of each kind counts, so a repaired re-delivery clears the page by itself (issue 3 point 4).
"""

from zow.report.quarantine.write import write_all

__all__ = ["write_all"]
