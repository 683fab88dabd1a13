"""
### What it does
Makes the publication monitor of a quarter (S1 9.2): core and marts as known at K in a candidate, gate feiten, gate
publicatie, the version with its report, and one rename that makes it current. On 20 January, 20 April, 20 July and 20
October for the quarter that just ended. By hand: trigger it with `periode` (JJJJKn), `as_of` (K, jjjj-mm-dd or
jjjj-mm-ddThh:mm), `gemeenten` and your name.

### On failure
Nothing is published until `switch` is green; before that readers keep the previous version. A red gate: no gemeente
passed. A red `finish` after a green `switch`: published, but a gemeente was stopped and keeps its previous figures.
The rules that failed are in the log, in `meta.kwaliteit` and in reports/data_docs. Wrong after all? `zow rollback`.
Steps: docs/runbooks/publish_monitor.md.

### Owner
Data engineering; the contents: beleid en kwaliteit of the gemeente.

### How critical
High around the 20th after a quarter: the council's monitor is made of these figures. Low in between.
"""

from __future__ import annotations

from airflow.sdk import chain, dag

from zow.orchestrate import publication


@dag(
    **publication.settings("monitor", "JJJJKn"),
    description="The quarterly monitor: candidate, gates, version, report, switch",
    doc_md=__doc__,
)
def publish_monitor() -> None:
    chain(*publication.make(), *publication.go_live())


publish_monitor()
