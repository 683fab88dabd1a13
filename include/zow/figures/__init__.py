"""Where each figure is defined, and what it is made from (measures: "one definition per figure, used everywhere").

The one source is the dbt project with its policy seeds. The docs page (`docs/figures.md`), the catalogue and the reports all read it
from here, so that a definition is written once.
"""

from zow.figures.catalogue import Figure, every, figure, sources
from zow.figures.indicators import Indicator
from zow.figures.marts import Case, Column, Mart, Model, incomplete, load

__all__ = ["Case", "Column", "Figure", "Indicator", "Mart", "Model", "every", "figure", "incomplete", "load", "sources"]
