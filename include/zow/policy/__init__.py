"""Policy is data (architecture 8): the numbers of `dbt_project/seeds/policy`, and those that somebody changed (docs/policy.md).

`tables()` gives the seeds with the changes of `$ZOW_HOME/beleid/wijzigingen.csv` over them; `record()` what a run has to remember,
and within `using(recorded)` everything is as it was then.
"""

from zow.policy.change import Change
from zow.policy.file import PolicyRefused, load, path
from zow.policy.force import in_force, record, tables, using
from zow.policy.seeds import SEEDS, WHO

__all__ = ["SEEDS", "WHO", "Change", "PolicyRefused", "in_force", "load", "path", "record", "tables", "using"]
