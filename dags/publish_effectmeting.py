"""
### What it does
Makes the publication effectmeting of a half-year (S3 4.3): core and marts as known at K in a candidate, gate feiten,
gate publicatie, the version with its report, and one rename that makes it current. On 1 February and 1 August for the
half-year that just ended. By hand: trigger it with `periode`, `as_of` (K, jjjj-mm-dd or jjjj-mm-ddThh:mm),
`gemeenten` and your name.

### On failure
Nothing is published until `switch` is green; before that readers keep the previous version. A red gate: no gemeente
passed. A red `finish` after a green `switch`: published, but a gemeente was stopped and keeps its previous figures.
The rules that failed are in the log, in `meta.kwaliteit` and in reports/data_docs. Wrong after all? `zow rollback`.
Steps: docs/runbooks/publish_effectmeting.md.

### Owner
Data engineering; the contents: beleid en kwaliteit of the gemeente.

### How critical
High in February and August: the college gets these figures and they enter the P&C cycle. Low in other months.
"""

from __future__ import annotations

from airflow.sdk import chain, dag

from zow.orchestrate import publication


@dag(
    **publication.settings("effectmeting", "JJJJHn"),
    description="The half-yearly effectmeting: candidate, gates, version, report, switch",
    doc_md=__doc__,
)
def publish_effectmeting() -> None:
    chain(*publication.make(), *publication.go_live())


publish_effectmeting()
