"""
### What it does
Makes the publication verantwoording of a year (profiles.md): core and marts as known at K in a candidate, gate feiten,
gate publicatie, the version with its report and workbooks, the approval of a second person (vier ogen), and one rename
that makes it current. On 10 January and again on 10 July, five days before the SiSa date, for the year that just ended.
By hand: trigger it with `periode` (JJJJ), `as_of` (K, jjjj-mm-dd or jjjj-mm-ddThh:mm), `gemeenten` and your name; then
somebody else answers the request (Required Actions), which shows the totals, the differences and the waarschuwingen. It
waits for as long as nobody answers; a rejection changes nothing and is kept in `published/log/afgewezen`.

### On failure
Nothing is published until `switch` is green; before that readers keep the previous version. A red gate: no gemeente
passed. A `vier_ogen` that tries again: the answer did not count (no remark, or the starter's own) or came too soon. A red
`switch` after an approval: figures of the same gemeenten were published meanwhile; start again. A red `finish` after a
green `switch`: published, but a gemeente was stopped and keeps its previous figures.
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
    description="The yearly verantwoording: candidate, gates, version, report, approval, switch",
    doc_md=__doc__,
)
def publish_verantwoording() -> None:
    chain(*publication.make(), *publication.go_live())


publish_verantwoording()
