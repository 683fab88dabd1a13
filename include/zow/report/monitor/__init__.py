"""The report of publication monitor: the quarter of a gemeente against its policy (S1 9.2, bijlage 3 tabel 1; measures 7).

`index.html` opens with what can be read in a minute and then has every figure of the quarter under the goals of the policy
document; `wat_werkt_<gemeentecode>.html` has what works for whom in full.
"""

from __future__ import annotations

from pathlib import Path

from zow.report.monitor import content
from zow.report.monitor.page import write

MARTS = ("indicatoren", "bijstand_stromen", "wat_werkt", "trede_verandering", "traject_resultaten", "ladder_matrix", "uitputting",
         "kosten_per_soort", "aanbieders")
TEMPLATES = Path(__file__).parent / "templates"

__all__ = ["MARTS", "TEMPLATES", "content", "write"]
