"""`zow why`: the records behind a figure of a published version, and the query that found them (measures 10, Honesty).

`sql/<mart>/<nr>_<what>.sql` is one list of records. Its first line says in Dutch what the list is; `-- normen:` for which norms it is
shown; `-- telt: column = aggregate` what must come out of the records for that column of the mart. So a list that is not what the
figure was made of shows itself. The lists read core of the same version, as the marts did.
"""

from zow.why.explain import MARTS, Answer, Listed, explain

__all__ = ["MARTS", "Answer", "Listed", "explain"]
