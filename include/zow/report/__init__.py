"""The report of a version: one self-contained HTML page for the department (issue 2 point 8; S3 bijlage II)."""

from zow.report.page import render

__all__ = ["render"]
