"""
### What it does
Makes the publication clientervaring of a half-year (S2 8.2): core and marts as known at K in a candidate, gate feiten,
gate publicatie, the version with its report, and one rename that makes it current. On 1 April and 1 October for the
half-year that ended before: April is about July to December, October about January to June. By hand: trigger it with
`periode` (JJJJHn), `as_of` (K, jjjj-mm-dd or jjjj-mm-ddThh:mm), `gemeenten` and your name.

### On failure
Nothing is published until `switch` is green; before that readers keep the previous version. A red gate: no gemeente
passed. A red `finish` after a green `switch`: published, but a gemeente was stopped and keeps its previous figures.
The rules that failed are in the log, in `meta.kwaliteit` and in reports/data_docs. Wrong after all? `zow rollback`.
Steps: docs/runbooks/publish_clientervaring.md.

### Owner
Data engineering; the contents: beleid en kwaliteit of the gemeente.

### How critical
Middling in April and October: the college and the cliëntenraad get these figures. Low in other months.
"""

from __future__ import annotations

from airflow.sdk import chain, dag

from zow.orchestrate import publication


@dag(
    **publication.settings("clientervaring", "JJJJHn"),
    description="The half-yearly cliëntervaring: candidate, gates, version, report, switch",
    doc_md=__doc__,
)
def publish_clientervaring() -> None:
    chain(*publication.make(), *publication.go_live())


publish_clientervaring()
