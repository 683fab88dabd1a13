"""
### What it does
Makes the publication verantwoording of a year (profiles.md): core and marts as known at K in a candidate, gate feiten,
gate publicatie, the version with its report, and one rename that makes it current. On 10 January and again on 10 July,
five days before the SiSa date, for the year that just ended. By hand: trigger it with `periode` (JJJJ), `as_of` (K,
jjjj-mm-dd or jjjj-mm-ddThh:mm), `gemeenten` and your name.

### On failure
Nothing is published until `switch` is green; before that readers keep the previous version. A red gate: no gemeente
passed. A red `finish` after a green `switch`: published, but a gemeente was stopped and keeps its previous figures.
The rules that failed are in the log, in `meta.kwaliteit` and in reports/data_docs. Wrong after all? `zow rollback`.
Steps: docs/runbooks/publish_verantwoording.md.

### Owner
Data engineering; the contents: the controller of the gemeente.

### How critical
High in January and July: the accountant and SiSa get these figures. Low in other months.
"""

from __future__ import annotations

from airflow.sdk import chain, dag

from zow.orchestrate import publication


@dag(
    **publication.settings("verantwoording", "JJJJ"),
    description="The yearly verantwoording: candidate, gates, version, report, switch",
    doc_md=__doc__,
)
def publish_verantwoording() -> None:
    # between the two: the version is ready with its report, and no reader sees it yet
    chain(*publication.make(), *publication.go_live())


publish_verantwoording()
