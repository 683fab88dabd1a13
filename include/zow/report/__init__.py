"""The report of a version: self-contained HTML for the department, a page per question (issue 2 point 8, issue 6 point 3).

`render` hands a version to the package that has the name of its publication; that package's `write(context)` writes
`report/index.html` and the pages beside it. What they share stands in `zow.report.shared`.
"""

from zow.report.page import render

__all__ = ["render"]
